package keytest_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/keytest"
)

func cause(w keytest.Walk) string {
	for _, s := range w {
		if s.State == keytest.Cause {
			return s.Name
		}
	}
	return ""
}

// The true reason of this very attempt is found in the log of a real instance,
// among attempts of others.
func TestTheLogNamesTheReason(t *testing.T) {
	var mu sync.Mutex
	now := time.Now()
	b := breakInstance(t, func() time.Time { mu.Lock(); defer mu.Unlock(); return now })
	expired := b.create(keys.Grant(keys.Projects, keys.Read), now.Add(time.Hour))
	revoked := b.create(keys.Grant(keys.Projects, keys.Read), time.Time{})
	if err := b.client.RevokeKey(t.Context(), revoked.ID); err != nil {
		t.Fatal(err)
	}
	unknown, _ := keys.Generate(randomBytes{})
	mu.Lock()
	now = now.Add(61 * time.Minute)
	mu.Unlock()
	noise, err := api.New(api.Options{URL: b.client.Instance().URL, Key: revoked.Secret, UserAgent: "noise/1", Transport: &http.Transport{}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(noise.Close)
	for name, c := range map[string]struct {
		value  api.Secret
		reason keys.Reason
		step   string
		words  string
	}{
		"expired": {expired.Secret, keys.ExpiredKey, keytest.StepExpired, "The key has expired"},
		"revoked": {revoked.Secret, keys.RevokedKey, keytest.StepRevoked, "The key was revoked"},
		"unknown": {api.NewSecret(unknown), keys.UnknownKey, keytest.StepRevoked, "never made this key"},
	} {
		if _, err := noise.ListKeys(t.Context(), 0, 1); api.KindOf(err) != api.Unauthorized {
			t.Fatal(err)
		}
		test, logged := b.run(c.value, keytest.Expectation{})
		if logged.Reason != c.reason || logged.Probable || logged.Err != nil {
			t.Errorf("%s: %+v", name, logged)
		}
		w := test.Walk(c.value, logged, now, moment)
		if cause(w) != c.step {
			t.Errorf("%s: stops at %s: %v", name, cause(w), w)
		}
		contains(t, w.Words(), c.words, "The log says so of this very attempt.")
		for i, want := range []string{"prefix", "length", "characters", "spaces", "header", "expired"} {
			if w[i].Name != want {
				t.Errorf("%s: step %d is %s, want %s", name, i, w[i].Name, want)
			}
		}
	}
}

// log is a log that a test writes.
type log struct {
	pages [][]api.Activity // of one look after the other, the last for ever
	err   error
	asked []api.ActivityQuery
}

func (l *log) Activity(_ context.Context, q api.ActivityQuery) (api.ActivityPage, error) {
	l.asked = append(l.asked, q)
	if l.err != nil {
		return api.ActivityPage{}, l.err
	}
	look := (len(l.asked) - 1) / 2
	var entries []api.Activity
	for _, e := range l.pages[min(look, len(l.pages)-1)] {
		if strings.Contains(e.UserAgent, q.Text) {
			entries = append(entries, e)
		}
	}
	return api.ActivityPage{Entries: entries}, nil
}

func TestWhichEntryIsTheAttempt(t *testing.T) {
	at := time.Date(2026, 1, 19, 12, 0, 0, 0, time.UTC)
	value := keys.Prefix + "FakeFakeFakeFakeFakeFakeFake"
	a := keytest.Attempt{At: at, Path: "/api/v1/projects", Marker: "key test 01", Value: api.NewSecret(value)}
	entry := func(change func(*api.Activity)) api.Activity {
		e := api.Activity{Time: at, Failed: true, Reason: keys.ExpiredKey, Path: a.Path, UserAgent: "supascale-tui/1 (key test 01)", KeyPreview: keys.Preview(value)}
		change(&e)
		return e
	}
	bare := func(e *api.Activity) { e.UserAgent = "" }
	both := func(f ...func(*api.Activity)) func(*api.Activity) {
		return func(e *api.Activity) {
			for _, g := range f {
				g(e)
			}
		}
	}
	later := func(d time.Duration) func(*api.Activity) { return func(e *api.Activity) { e.Time = at.Add(d) } }
	preview := func(p string) func(*api.Activity) { return func(e *api.Activity) { e.KeyPreview = p } }
	for name, c := range map[string]struct {
		entry    api.Activity
		found    bool
		probable bool
	}{
		"it":                      {entry(func(*api.Activity) {}), true, false},
		"its clock is off":        {entry(later(-50 * time.Minute)), true, false},
		"an attempt's preview":    {entry(preview(keys.AttemptPreview(value))), true, false},
		"no preview":              {entry(preview("")), true, false},
		"another key":             {entry(preview("supascale_Othe...r000")), false, false},
		"another agent":           {entry(func(e *api.Activity) { e.UserAgent = "curl/8" }), false, false},
		"a success":               {entry(func(e *api.Activity) { e.Failed, e.Reason = false, "" }), false, false},
		"no agent":                {entry(bare), true, true},
		"no agent, too late":      {entry(both(bare, later(3*time.Minute))), false, false},
		"no agent, other path":    {entry(both(bare, func(e *api.Activity) { e.Path = "/api/v1/tasks" })), false, false},
		"no agent and no preview": {entry(both(bare, preview(""))), false, false},
	} {
		l := &log{pages: [][]api.Activity{{c.entry}}}
		got := keytest.LookUp(t.Context(), l, a, func(context.Context, time.Duration) error { return nil })
		if (got.Reason != "") != c.found || got.Probable != c.probable {
			t.Errorf("%s: %+v", name, got)
		}
		for _, q := range l.asked {
			if strings.Contains(q.Text, "Fake") || !q.FailuresOnly {
				t.Errorf("%s: asks for %+v", name, q)
			}
		}
	}
}

func TestALogThatIsLate(t *testing.T) {
	at := time.Now()
	a := keytest.Attempt{At: at, Marker: "key test 01", Value: api.NewSecret(keys.Prefix + "FakeFakeFakeFakeFakeFakeFake")}
	it := api.Activity{Time: at, Failed: true, Reason: keys.RevokedKey, UserAgent: "key test 01"}
	waited := 0
	l := &log{pages: [][]api.Activity{nil, {it}}}
	got := keytest.LookUp(t.Context(), l, a, func(context.Context, time.Duration) error { waited++; return nil })
	if got.Reason != keys.RevokedKey || waited != 1 {
		t.Errorf("%+v after %d waits", got, waited)
	}
	got = keytest.LookUp(t.Context(), &log{pages: [][]api.Activity{nil}}, a, func(context.Context, time.Duration) error { return context.Canceled })
	if !errors.Is(got.Err, context.Canceled) {
		t.Errorf("%+v", got)
	}
}

// refusedTest is a test whose first read is refused.
func refusedTest(e keytest.Expectation) *keytest.Test {
	t := keytest.New(e)
	t.Take(api.Tried{Path: "/api/v1/projects", Status: 401}, &api.Error{Op: api.OpTry, Kind: api.Unauthorized, Message: "no"})
	return t
}

func TestWithoutTheLog(t *testing.T) {
	now := time.Date(2026, 1, 19, 12, 0, 0, 0, time.UTC)
	value := api.NewSecret(keys.Prefix + "FakeFakeFakeFakeFakeFakeFake")
	shut := keytest.Logged{Asked: true, Err: errors.New("no")}
	for name, c := range map[string]struct {
		expect keytest.Expectation
		logged keytest.Logged
		step   string
		words  []string
	}{
		"expired by the list": {keytest.OfKey(api.Key{ID: "1", Expires: keys.ExpiresAt(now.Add(-time.Hour))}, now), shut, keytest.StepExpired, []string{"expired (2026-01-19T11:00:00Z), by the list"}},
		"revoked":             {keytest.OfRevoked(api.RevokedKey{Revoked: now}), shut, keytest.StepRevoked, []string{"revoked (2026-01-19T12:00:00Z)"}},
		"unlisted":            {keytest.Unlisted(), shut, "", []string{"Can't tell from outside", "revoked, or be of another instance", "can't be read"}},
		"nothing known":       {keytest.Expectation{}, keytest.Logged{Asked: true}, "", []string{"Can't tell from outside", "no entry of this attempt"}},
		"should work":         {keytest.OfKey(api.Key{ID: "1"}, now), shut, "", []string{"Can't tell from outside", "in the list and has not expired"}},
		"clocks":              {keytest.OfKey(api.Key{ID: "1", Expires: keys.ExpiresAt(now.Add(time.Minute))}, now), shut, "", []string{"Can't tell"}},
	} {
		w := refusedTest(c.expect).Walk(value, c.logged, now, moment)
		if cause(w) != c.step {
			t.Errorf("%s: stops at %q: %v", name, cause(w), w)
		}
		contains(t, w.Words(), c.words...)
	}
}

func TestOtherReasonsOfTheLog(t *testing.T) {
	value := api.NewSecret(keys.Prefix + "FakeFakeFakeFakeFakeFakeFake")
	for reason, words := range map[keys.Reason]string{
		keys.MissingKey: "Does a proxy on the way change the header?", keys.MalformedKey: "malformed key", "novel": "novel",
	} {
		w := refusedTest(keytest.Expectation{}).Walk(value, keytest.Logged{Asked: true, Reason: reason}, time.Now(), nil)
		if cause(w) != string(keys.StepHeader) {
			t.Errorf("%s: %v", reason, w)
		}
		contains(t, w.Words(), words)
	}
}

func TestALevelThatIsMissing(t *testing.T) {
	test := keytest.New(keytest.OfKey(api.Key{ID: "1", Permissions: keys.Grant(keys.Projects, keys.Read).With(keys.Tasks, keys.Write)}, time.Now()))
	for range keys.Resources() {
		test.Take(api.Tried{Status: 403}, &api.Error{Op: api.OpTry, Kind: api.Forbidden, Message: "no", Required: "read", Granted: "none"})
	}
	w := test.Walk(api.NewSecret(keys.Prefix+"FakeFakeFakeFakeFakeFakeFake"), keytest.Logged{}, time.Now(), moment)
	if cause(w) != keytest.StepLevel {
		t.Errorf("%v", w)
	}
	contains(t, w.Words(), "For projects the instance wants read and finds none", "So it is with 2 resources.")
}

func TestMismatch(t *testing.T) {
	value := keys.Prefix + "FakeFakeFakeFakeFakeFakeFake"
	for preview, fits := range map[string]bool{keys.Preview(value): true, "": true, "supascale_Fake": true, "supascale_Othe...r000": false} {
		no := keytest.Mismatch(api.Key{Name: "CI", Preview: preview}, value)
		if (no == "") != fits || strings.Contains(no, "Fake") {
			t.Errorf("%q: %q", preview, no)
		}
	}
}

func TestMarkersDiffer(t *testing.T) {
	if a, b := keytest.Marker(), keytest.Marker(); a == b || !strings.HasPrefix(a, "key test ") {
		t.Errorf("%q, %q", a, b)
	}
}
