package history_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// entry is one of the log: what was done to a key, or the request of the key that asked.
func entry(at time.Time, kind, method, id, name string) api.Activity {
	return api.Activity{
		ID: fmt.Sprint(kind, id, at.Unix()), Time: at, Type: kind, KeyID: id, KeyName: name, Method: method,
		Path: "/api/v1/settings/api-keys", Resource: keys.System, IP: "203.0.113.7", UserAgent: "curl/8.5", Count: 1,
	}
}

// gather reports as at a time.
func gather(t *testing.T, in *screentest.Instance, s *history.Store, p history.Period, at time.Time) history.Report {
	t.Helper()
	var records history.Records
	if s != nil {
		records = s
	}
	r, err := history.Gather(context.Background(), in, records, here, p, func() time.Time { return at })
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func told(r *history.Report) (list []string) {
	for i := range r.Changes {
		c := &r.Changes[i]
		list = append(list, fmt.Sprintf("%s %s, %s: %s", c.Kind, c.Key.Name, c.When(time.UTC, monday.Add(day)), c.Who()))
	}
	return list
}

const day = 24 * time.Hour

func TestAReportOfWhatHappened(t *testing.T) {
	at := func(minutes int) time.Time { return monday.Add(time.Duration(minutes) * time.Minute) }
	made := func(id, name string, minutes int) api.Key {
		k := key(id, name)
		k.Created = at(minutes)
		return k
	}
	s := history.Open(t.TempDir())
	old, other, lost := key("old", "Old"), key("other", "Other"), key("lost", "Lost")
	look(t, s, at(0), old, other, lost)
	mine, theirs := made("mine", "Mine", 10), made("theirs", "Theirs", 20)
	s.Did(api.Deed{Instance: here, Made: mine}, at(10))
	s.Did(api.Deed{Instance: here, Revoked: "old"}, at(30))
	altered := other
	altered.Permissions = keys.Grant(keys.Projects, keys.Write)
	theirs.LastUsed = at(25)
	in := &screentest.Instance{
		Keys: []api.Key{theirs, mine, altered},
		Entries: []api.Activity{
			entry(at(40), "api_key.revoked", "DELETE", "unheard", "Unheard"),
			entry(at(25), "api_key.request", "GET", "theirs", "Theirs"),
			entry(at(20), "api_key.created", "POST", "theirs", "Theirs"), entry(at(20), "api_key.request", "POST", "admin", "Admin"),
			entry(at(10), "api_key.created", "POST", "mine", "Mine"),
			entry(at(-90), "api_key.request", "GET", "other", "Other"),
		},
	}
	r := gather(t, in, s, history.Period{Visit: true}, at(60))
	want := []string{
		"gone Lost, Mon 10:00 – Mon 11:00: can't tell",
		"altered Other, Mon 10:00 – Mon 11:00: can't tell",
		"gone Unheard, Mon 10:40: 203.0.113.7 (curl/8.5)",
		"gone Old, Mon 10:30: this machine",
		"first used Theirs, Mon 10:25: 203.0.113.7",
		"new Theirs, Mon 10:20: “Admin” from 203.0.113.7 (curl/8.5)",
		"new Mine, Mon 10:10: this machine",
	}
	if got := told(&r); !slices.Equal(got, want) {
		t.Errorf("told\n%s", strings.Join(got, "\n"))
	}
	if gaps := strings.Join(r.Gaps, "\n"); !strings.Contains(gaps, "no entry for 1 change") || !strings.Contains(gaps, "does not record who alters a key") || len(r.Gaps) != 2 {
		t.Errorf("gaps %q", r.Gaps)
	}

	// Having seen it moves the last visit, and takes nothing away.
	if err := s.Dismiss(t.Context(), here, r.Looked); err != nil {
		t.Fatal(err)
	}
	if r := gather(t, in, s, history.Period{Visit: true}, at(90)); len(r.Changes) != 0 {
		t.Errorf("seen, and told again: %q", told(&r))
	}
	again := gather(t, in, s, history.Period{Since: at(-5)}, at(120))
	if got := told(&again); !slices.Equal(got, want) {
		t.Errorf("told of the period\n%s", strings.Join(got, "\n"))
	}
	if got := strings.Join(again.Gaps, "\n"); !strings.Contains(got, "listed from 19 Jan 2026, 10:00 UTC on, when this machine first read the list") {
		t.Errorf("gaps %q", got)
	}
	later := gather(t, in, s, history.Period{Since: at(28)}, at(120))
	if got := told(&later); !slices.Equal(got, want[:4]) {
		t.Errorf("told since 10:28\n%s", strings.Join(got, "\n"))
	}
}

func TestAReportWithoutLogOrVisit(t *testing.T) {
	k := key("a", "A")
	in := &screentest.Instance{Keys: []api.Key{k}, ActivityErr: &api.Error{Op: api.OpActivity, Kind: api.Forbidden, Message: "the key may not read the log"}}
	r := gather(t, in, nil, history.Period{Visit: true}, monday)
	if got := told(&r); len(got) != 1 || got[0] != "new A, Mon 09:00: can't tell" {
		t.Errorf("told %q", got)
	}
	for _, want := range []string{"There was no visit before this one", "Without the log it is unknown who made the changes", "this machine has not read"} {
		if !strings.Contains(strings.Join(r.Gaps, "\n"), want) {
			t.Errorf("no %q in %q", want, r.Gaps)
		}
	}
	in.ActivityErr = &api.Error{Op: api.OpActivity, Kind: api.Unreachable}
	if _, err := history.Gather(t.Context(), in, nil, here, history.Period{}, func() time.Time { return monday }); api.KindOf(err) != api.Unreachable {
		t.Errorf("an instance that is not there: %v", err)
	}
}

// A first use is told where the log reaches back to the key's creation, and doubted
// elsewhere.
func TestAFirstUseNeedsALogThatReachesBack(t *testing.T) {
	k := key("a", "A")
	k.LastUsed = monday
	use := entry(monday, "api_key.request", "GET", "a", "A")
	in := &screentest.Instance{Keys: []api.Key{k}, Entries: []api.Activity{use}}
	r := gather(t, in, nil, history.Period{Since: monday.Add(-time.Minute)}, monday.Add(time.Minute))
	if len(r.Changes) != 0 || !strings.Contains(strings.Join(r.Gaps, "\n"), "1 key may have been used for the first time") {
		t.Errorf("%q, %q", told(&r), r.Gaps)
	}
	before := use
	before.Time = k.Created.Add(-time.Hour)
	before.KeyID = "other"
	in.Entries = append(in.Entries, before)
	r = gather(t, in, nil, history.Period{Since: monday.Add(-time.Minute)}, monday.Add(time.Minute))
	if got := told(&r); len(got) != 1 || got[0] != "first used A, Mon 10:00: 203.0.113.7" {
		t.Errorf("%q, %q", got, r.Gaps)
	}
}

func TestPeriods(t *testing.T) {
	for value, want := range map[string]history.Period{
		"last-visit": {Visit: true}, "all": {}, "24h": {Since: monday.Add(-day)}, "7d": {Since: monday.Add(-7 * day)},
		"2026-01-18": {Since: time.Date(2026, 1, 18, 0, 0, 0, 0, time.UTC)}, "today": {Since: time.Date(2026, 1, 19, 0, 0, 0, 0, time.UTC)},
	} {
		if p, err := history.ParsePeriod(value, monday, time.UTC); err != nil || !p.Since.Equal(want.Since) || p.Visit != want.Visit {
			t.Errorf("%s: %+v, %v", value, p, err)
		}
	}
	for value, why := range map[string]string{"": "is no time", "soon": "say last-visit, all, 24h", "2027-01-01": "is not over yet"} {
		if _, err := history.ParsePeriod(value, monday, time.UTC); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%q: %v", value, err)
		}
	}
}
