package review_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/review"
)

const day = 24 * time.Hour

var now = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

// hostile is a name that would run as a script, and breaks out of a table, where it is
// not escaped.
const hostile = `</td><script>alert(1)</script><img src=x onerror=alert(2)> | **a** [b](javascript:c)`

// instance is one with the log that a test gives it.
type instance struct {
	keys    []api.Key
	uses    []cluster.Use
	oldest  time.Time
	created []api.Activity
	logErr  error
}

func (i *instance) ListKeys(_ context.Context, offset, limit int) (api.KeyPage, error) {
	from := min(offset, len(i.keys))
	return api.KeyPage{Keys: i.keys[from:min(from+limit, len(i.keys))], Total: len(i.keys)}, nil
}

func (i *instance) Stats(_ context.Context, q api.StatsQuery) (cluster.Stats, error) {
	stats := cluster.Stats{Start: q.Since.Truncate(q.Step), Step: q.Step, Oldest: i.oldest, Total: 100}
	if q.Uses {
		stats.Uses = i.uses
		stats.Addresses = []cluster.Address{
			{KeyID: "ci", IP: "203.0.113.7", Count: 3, First: now.Add(-3 * day), Last: now.Add(-2 * day)},
			{KeyID: "ci", IP: "203.0.113.8", Count: 5, First: now.Add(-2 * day), Last: now.Add(-time.Hour)},
		}
		return stats, i.logErr
	}
	stats.Reasons = map[keys.Reason]int{keys.PermissionDenied: 7, keys.ExpiredKey: 2}
	stats.Buckets = []int{1, 0, 6}
	return stats, i.logErr
}

func (i *instance) Activity(_ context.Context, _ api.ActivityQuery) (api.ActivityPage, error) {
	return api.ActivityPage{Entries: i.created, Matching: len(i.created), Total: len(i.created)}, i.logErr
}

func sample() *instance {
	return &instance{
		keys: []api.Key{
			{ID: "ci", Name: "CI", Permissions: keys.Grant(keys.Projects, keys.Write).With(keys.Backups, keys.Read), Created: now.Add(-40 * day), Expires: keys.ExpiresAt(now.Add(50 * day)), LastUsed: now.Add(-time.Hour)},
			{ID: "evil", Name: hostile, Permissions: keys.Grant(keys.System, keys.Write), Created: now.Add(-400 * day)},
			{ID: "old", Name: "Old", Created: now.Add(-90 * day), Expires: keys.ExpiresAt(now.Add(-day))},
		},
		uses:    []cluster.Use{{KeyID: "ci", Resource: keys.Projects, Required: "read", Count: 8, Last: now.Add(-time.Hour)}},
		oldest:  now.Add(-60 * day),
		created: []api.Activity{{ID: "1", Time: now.Add(-40 * day), Type: "api_key.created", KeyID: "ci", IP: "198.51.100.4", UserAgent: "curl/8.5"}},
	}
}

func gather(t *testing.T, source *instance) review.Report {
	t.Helper()
	r, err := review.Gather(t.Context(), source, api.Instance{Name: hostile, URL: "https://supascale.example.com", ID: "i"}, review.Options{
		Rules: health.Rules(), Thresholds: health.Defaults(), Now: now,
		Notes: []notes.Note{{KeyID: "ci", Text: notes.Text{Owner: "Anna", Purpose: hostile, Ticket: "OPS-1"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAReviewJoinsWhatIsKnownOfAKey(t *testing.T) {
	r := gather(t, sample())
	ci := r.Keys[0]
	if ci.Note.Owner != "Anna" || ci.Creator != "198.51.100.4 (curl/8.5)" || ci.Addresses[0].IP != "203.0.113.8" || ci.Doubt != "" {
		t.Errorf("%+v", ci)
	}
	if want := []string{"write on projects", "backups"}; !slices.Equal(ci.Unused(), want) {
		t.Errorf("unused %q, want %q", ci.Unused(), want)
	}
	rules := func(k *review.Key) (list []health.Rule) {
		for _, f := range k.Findings {
			list = append(list, f.Rule)
		}
		return list
	}
	if got := rules(&r.Keys[1]); !slices.Contains(got, health.SystemWrite) || !slices.Contains(got, health.NeverExpiring) {
		t.Errorf("findings of a key that never expires and may change the system: %v", got)
	}
	if r.Keys[1].Doubt == "" {
		t.Error("a log of 60 days is evidence about a key of 400 days")
	}
	if c := r.Failures.Causes; len(c) != 2 || c[0].Reason != keys.PermissionDenied || c[0].Count != 7 || len(c[0].Weeks) != 3 {
		t.Errorf("failures %+v", c)
	}
}

// Attempts are added by cause and week, and what of an instance is missing is said under its
// name.
func TestReviewsOfSeveralInstancesAreJoined(t *testing.T) {
	one, other := gather(t, sample()), gather(t, sample())
	other.Failures.Causes = []review.Cause{{Reason: keys.ExpiredKey, Count: 9, Weeks: []int{2, 3, 0, 4}}}
	other.LogErr = &api.Error{Op: api.OpActivity, Kind: api.Forbidden, Message: "system: read is needed"}
	one.Instance.Name, other.Instance.Name = "alpha", "beta"
	gone := review.Report{Instance: api.Instance{Name: "gone"}}
	r := review.Join(api.Instance{Name: "3 instances"}, []review.Part{
		{Report: one}, {Report: other}, {Report: gone, Err: &api.Error{Op: api.OpListKeys, Kind: api.Unreachable, Message: "connection refused"}},
	}, health.Report{}, one.Since, now)
	if len(r.Keys) != 6 || len(r.Parts) != 3 || r.Parts[2].Came() || r.Parts[0].Lacks() != "" {
		t.Fatalf("%d keys, %+v", len(r.Keys), r.Parts)
	}
	if c := r.Failures.Causes; len(c) != 2 || c[0].Reason != keys.ExpiredKey || c[0].Count != 11 || !slices.Equal(c[0].Weeks, []int{3, 3, 6, 4}) {
		t.Errorf("failures %+v", c)
	}
	if c := one.Failures.Causes; c[1].Count != 2 || !slices.Equal(c[1].Weeks, []int{1, 0, 6}) {
		t.Errorf("the one that was joined is changed: %+v", c)
	}
	var page strings.Builder
	if err := r.WriteMarkdown(&page, time.UTC); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"**gone: Can't list keys: connection refused", "**beta: Can't ", "| gone |  | did not answer |"} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("no %q in\n%s", want, page.String())
		}
	}
}

func TestKeysAreCountedByStateAndMonth(t *testing.T) {
	source := sample()
	source.keys = append(source.keys,
		api.Key{ID: "last", Expires: keys.ExpiresAt(time.Date(2027, 10, 31, 23, 59, 59, 0, time.UTC))},
		api.Key{ID: "later", Expires: keys.ExpiresAt(time.Date(2027, 11, 1, 0, 0, 0, 0, time.UTC))},
		api.Key{ID: "odd", Expires: keys.UnreadableExpiry("soon")})
	r := gather(t, source)
	months, later, never := r.Months()
	if len(months) != 12 || months[0].Start.Format("Jan 06") != "Nov 26" || months[11].Start.Format("Jan 06") != "Oct 27" {
		t.Fatalf("%+v", months)
	}
	if months[2].Count != 1 || months[11].Count != 1 || later != 1 || never != 1 {
		t.Errorf("%+v, %d later, %d never", months, later, never)
	}
	if s := r.States(); s[keys.Active] != 4 || s[keys.Expired] != 1 || s[keys.Untold] != 1 {
		t.Errorf("%v", s)
	}
}

// A log that can't be read leaves a review of the keys that says so.
func TestAReviewWithoutALogSaysSo(t *testing.T) {
	source := sample()
	source.logErr = &api.Error{Op: api.OpActivity, Kind: api.Forbidden, Message: "system: read is needed"}
	r := gather(t, source)
	if r.LogErr == nil || len(r.Keys) != 3 || r.Keys[0].Doubt == "" {
		t.Errorf("%+v", r)
	}
	if !strings.Contains(r.Evidence(), "could not be read") || len(r.Warnings()) != 1 {
		t.Errorf("%q, %q", r.Evidence(), r.Warnings())
	}
}

func TestAReviewEndsWhereTheInstanceCannotBeReached(t *testing.T) {
	source := sample()
	source.logErr = &api.Error{Op: api.OpActivity, Kind: api.Unreachable}
	_, err := review.Gather(t.Context(), source, api.Instance{}, review.Options{Rules: health.Rules(), Thresholds: health.Defaults(), Now: now})
	if !errors.Is(err, source.logErr) {
		t.Errorf("%v", err)
	}
}

// Whatever names say, the page has the elements of the template and no others, and
// nothing in it leads outside.
func TestHostileNamesAreInertInThePage(t *testing.T) {
	r := gather(t, sample())
	var page strings.Builder
	if err := r.WriteHTML(&page, time.UTC); err != nil {
		t.Fatal(err)
	}
	root, err := html.Parse(strings.NewReader(page.String()))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if slices.Contains([]string{"script", "img", "a", "iframe", "object", "link", "form"}, n.Data) {
			t.Errorf("the page has <%s>", n.Data)
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "src" || a.Key == "href" {
				t.Errorf("<%s> has %s=%q", n.Data, a.Key, a.Val)
			}
		}
	}
	if !strings.Contains(page.String(), html.EscapeString("<script>alert(1)</script>")) {
		t.Error("the name is not shown as it is")
	}
}

// A name stays in its cell of the table.
func TestHostileNamesAreInertInMarkdown(t *testing.T) {
	r := gather(t, sample())
	var page strings.Builder
	if err := r.WriteMarkdown(&page, time.UTC); err != nil {
		t.Fatal(err)
	}
	rows := 0
	for line := range strings.Lines(page.String()) {
		if !strings.HasPrefix(line, "| ") {
			continue
		}
		rows++
		bare := strings.ReplaceAll(line, `\|`, "")
		if n := strings.Count(bare, "|"); n != 14 {
			t.Errorf("%d bars in %q", n, line)
		}
		if strings.Contains(line, "<script") && !strings.Contains(line, `\<script`) {
			t.Errorf("HTML in %q", line)
		}
	}
	if rows != 4 {
		t.Errorf("%d rows", rows)
	}
}
