package history

import (
	"context"
	"slices"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/author"
	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/text"
)

const (
	day = 24 * time.Hour
	// logSpan is how far back first uses are looked for.
	logSpan = 400 * day
)

// readLog asks the log who created and revoked keys, and which were used for the first
// time. That the instance can't be reached is an error; that it doesn't give the log is a
// gap.
func (g *gathering) readLog(ctx context.Context, source Source) (err error) {
	g.deeds, err = author.Read(ctx, source, g.Since, g.Until)
	if err == nil {
		err = g.readFirstUses(ctx, source)
	}
	switch api.KindOf(err) {
	case api.Unauthorized, api.Unreachable, api.Timeout, api.Canceled:
		return err
	}
	g.logErr = err
	return ctx.Err()
}

// readFirstUses finds the keys whose first use is in the period. Only a log that reaches
// back to the creation of a key tells which use was its first.
func (g *gathering) readFirstUses(ctx context.Context, source Source) error {
	candidates := make(map[string]*api.Key)
	since := g.Until
	for i := range g.listed {
		k := &g.listed[i]
		if k.LastUsed.IsZero() || k.LastUsed.Before(g.Since) || k.ID == "" {
			continue
		}
		candidates[k.ID] = k
		if k.Created.Before(since) {
			since = k.Created
		}
	}
	if len(candidates) == 0 {
		return nil
	}
	if limit := g.Until.Add(-logSpan); since.Before(limit) {
		since = limit
	}
	since = since.Truncate(day)
	where := cluster.WithoutTests(query.Query{}.With(query.Outcome, query.Success))
	stats, err := source.Stats(ctx, api.StatsQuery{Since: since, Until: g.Until, Step: day, Where: where, Clusters: 1, Uses: true})
	if err != nil {
		return err
	}
	begin := stats.Oldest
	if begin.Before(since) && !begin.IsZero() {
		begin = since
	}
	doubt := g.firstOf(candidates, stats, begin)
	if doubt > 0 {
		g.gap(text.Plural(doubt, "key", "keys") + " may have been used for the first time in this period: the log does not reach back far enough to tell")
	}
	return nil
}

// firstOf adds the first uses, and counts the keys of which the first use that the log
// has may not be the first.
func (g *gathering) firstOf(candidates map[string]*api.Key, stats cluster.Stats, begin time.Time) (doubt int) {
	cut := stats.Partial || len(stats.Addresses) >= api.AddressesMax
	first := make(map[string]cluster.Address)
	for _, a := range stats.Addresses {
		if f, known := first[a.KeyID]; !known || a.First.Before(f.First) {
			first[a.KeyID] = a
		}
	}
	for id, a := range first {
		k, known := candidates[id]
		switch {
		case !known || !g.within(a.First, a.First):
		case cut || begin.IsZero() || k.Created.Before(begin):
			doubt++
		default:
			g.first = append(g.first, Change{Kind: FirstUsed, Key: *k, After: a.First, Before: a.First, By: author.Author{IP: a.IP}})
		}
	}
	return doubt
}

// gaps says what can't be told of the changes.
func (g *gathering) gaps() {
	altered := slices.ContainsFunc(g.Changes, func(c Change) bool { return c.Kind == Altered })
	unsigned := 0
	for i := range g.Changes {
		if c := &g.Changes[i]; c.Kind != Altered && !c.Own && c.By.IsZero() {
			unsigned++
		}
	}
	switch oldest := g.deeds.Oldest; {
	case g.logErr != nil:
		g.gap("Without the log it is unknown who made the changes, and which keys were used for the first time. " + api.Explain(g.logErr))
	case g.deeds.Cut != "":
		g.gap("It is not known of all changes who made them: " + g.deeds.Cut)
	case unsigned > 0 && oldest.After(g.Since):
		g.gap("The log begins " + text.MomentUTC(oldest) + ": who made earlier changes is unknown")
	case unsigned > 0:
		g.gap("The log has no entry for " + text.Plural(unsigned, "change", "changes") + ": who did that is unknown")
	}
	if altered {
		g.gap("The log does not record who alters a key")
	}
	if g.past.From.IsZero() || g.Since.Before(g.past.From) {
		words := "Altered keys, and gone keys that the instance has forgotten, are not listed: this machine has not read the list of keys before"
		if !g.past.From.IsZero() {
			words = "Altered keys, and gone keys that the instance has forgotten, are listed from " + text.MomentUTC(g.past.From) + " on, when this machine first read the list of keys"
		}
		g.gap(words)
	}
	if g.past.More > 0 {
		g.gap(text.Plural(g.past.More, "more change was", "more changes were") + " seen than this machine notes")
	}
}
