package doctor

import (
	"context"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/activity"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/text"
)

// log looks at the activity log: whether it can be read, its shape and reach,
// and whether the instance counts it.
func (r *runner) log(ctx context.Context, client *api.Client) {
	var page api.ActivityPage
	var failed error
	activity := within(ctx, r.Step, apiActivity, func(ctx context.Context) Check {
		if page, failed = api.NewLogWalk(client, api.ActivityQuery{}).Page(ctx, entries); failed != nil {
			c := failure(apiActivity, failed)
			if api.KindOf(failed) == api.NotFound || api.KindOf(failed) == api.Forbidden {
				c.State, c.Found = Warn, "not offered: "+c.Found
				c.Remedy = "Keys can be managed; the audit view can't be used. " + c.Remedy
			}
			return c
		}
		return activityShape(page)
	})
	r.add(activity)
	if activity.State != OK {
		r.skipAPI("the log can't be read", apiReach, apiFigures)
		return
	}
	r.add(r.reach(page))
	r.add(within(ctx, r.Step, apiFigures, func(ctx context.Context) Check { return r.figures(ctx, client) }))
}

func activityShape(page api.ActivityPage) Check {
	s := page.Shape
	parts := []string{"readable"}
	switch {
	case s.List == "":
		parts = append(parts, "a bare array")
	case s.List != "activities":
		parts = append(parts, "the list under "+s.List)
	}
	switch {
	case len(s.Others) > 0:
		parts = append(parts, "with names of its own ("+strings.Join(s.Others, ", ")+")")
	case s.Coverage:
		parts = append(parts, "in the contract's form, with its reach")
	default:
		parts = append(parts, "in the contract's form, without its reach")
	}
	switch {
	case s.Cursor:
		parts = append(parts, "paged by cursor")
	case s.Paged:
		parts = append(parts, "paged by offset")
	case len(page.Entries) > 0:
		parts = append(parts, "in one page")
	}
	if page.Follow != "" {
		parts = append(parts, "can be followed")
	}
	return apiActivity.is(OK, "%s", strings.Join(parts, ", "))
}

func (r *runner) reach(page api.ActivityPage) Check {
	day := func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }
	switch n := len(page.Entries); {
	case !page.Oldest.IsZero():
		c := apiReach.is(OK, "back to %s", day(page.Oldest))
		if page.Total >= 0 {
			c.Found += ", " + text.Plural(page.Total, "entry", "entries")
		}
		if page.Dropped > 0 {
			c.Found += "; what is older was removed"
		}
		if missing := activity.Unlogged(page.Unlogged, false); missing != "" {
			c.State, c.Found = Warn, c.Found+"; "+missing
			c.Remedy = "See to the disk of the instance: its own log says what is wrong with it"
		}
		return c
	case n == 0:
		return apiReach.is(Info, "the log is empty")
	case activity.Left(&page) == "":
		return apiReach.is(OK, "back to %s, with %s in all", day(page.Entries[n-1].Time), text.Plural(n, "entry", "entries"))
	}
	return apiReach.is(Info, "not told; the newest %s go back to %s, and %s", text.Plural(len(page.Entries), "entry", "entries"), day(page.Entries[len(page.Entries)-1].Time), activity.Left(&page))
}

func (r *runner) figures(ctx context.Context, client *api.Client) Check {
	now := r.Now().UTC().Truncate(time.Minute)
	stats, err := client.Stats(ctx, api.StatsQuery{Since: now.Add(-time.Hour), Until: now, Step: time.Minute, Clusters: 1})
	switch {
	case err != nil:
		return apiFigures.is(Info, "not offered: %s", words(err))
	case stats.Examined > 0:
		return apiFigures.is(Info, "not offered; the console counts the newest entries itself")
	}
	return apiFigures.is(OK, "the instance counts its log itself")
}
