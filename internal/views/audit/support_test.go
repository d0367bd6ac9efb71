package audit

import (
	"fmt"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// The screen as the root wants it.
var _ screen.Screen = (*Screen)(nil)

func ago(d time.Duration) time.Time { return screentest.Now.Add(-d) }

func failure(id string, reason keys.Reason, at time.Time) api.Activity {
	return api.Activity{
		ID: id, Time: at, Type: "api_key.request", Failed: true, Reason: reason, Method: "GET", Path: "/api/v1/projects",
		Resource: keys.Projects, Required: "read", Status: 401, IP: "198.51.100.4", UserAgent: "python-requests/2.31", Count: 1,
	}
}

func denied(id string, at time.Time) api.Activity {
	e := failure(id, keys.PermissionDenied, at)
	e.KeyID, e.KeyName, e.KeyPreview = "key-004", "CI/CD Pipeline", "supascale_4Ab3...x9Zk"
	e.Method, e.Path, e.Resource, e.Required, e.Granted = "POST", "/api/v1/backups", keys.Backups, "write", "read"
	e.Status, e.IP, e.UserAgent = 403, "203.0.113.7", "curl/8.5"
	return e
}

func expired(id string, at time.Time) api.Activity {
	e := failure(id, keys.ExpiredKey, at)
	e.KeyID, e.KeyName, e.KeyPreview = "key-001", "Laptop (old)", "supascale_1Zz1...pP0w"
	e.IP, e.UserAgent = "2001:db8::17", "supascale-backup/1.4"
	return e
}

// sample is a day with somebody trying keys, a rate limit that stands for many
// attempts, and mistakes, newest first.
func sample() []api.Activity {
	list := []api.Activity{denied("d1", ago(2*time.Minute)), denied("d2", ago(14*time.Minute)), expired("e1", ago(time.Hour))}
	limited := failure("r1", keys.RateLimited, ago(3*time.Hour))
	limited.Status, limited.Count = 429, 180
	list = append(list, limited)
	for i := range 40 {
		e := failure(fmt.Sprintf("u%02d", i), keys.UnknownKey, ago(3*time.Hour+time.Duration(i+1)*10*time.Second))
		e.KeyPreview = fmt.Sprintf("supascale_zz9%d...", i%5)
		list = append(list, e)
	}
	return append(list, expired("e2", ago(20*time.Hour)), denied("d3", ago(22*time.Hour)), denied("d4", ago(50*time.Hour)))
}

// world is the screen on an instance in memory, with its clock and its timers.
type world struct {
	*Screen
	instance *screentest.Instance
	clock    *screentest.Clock
	timers   *screentest.Timers
}

func open(t testing.TB, entries []api.Activity) *world {
	t.Helper()
	return openOn(t, &screentest.Instance{Entries: entries, Keys: screentest.Keys()})
}

func openOn(t testing.TB, instance *screentest.Instance) *world {
	t.Helper()
	w := &world{instance: instance, clock: &screentest.Clock{At: screentest.Now}, timers: &screentest.Timers{}}
	env := screentest.Env(t, instance)
	env.Now, env.After = w.clock.Now, w.timers.After
	w.Screen = New(env)
	w.SetSize(120, 37)
	screentest.Settle(w.Screen, w.Init())
	return w
}

// press presses keys and waits until nothing more happens; it gives what the
// screen said to the root.
func (w *world) press(keys ...string) []tea.Msg {
	return screentest.Press(w.Screen, keys...)
}

// pass lets time pass and fires the timers.
func (w *world) pass(d time.Duration) {
	w.clock.At = w.clock.At.Add(d)
	for _, msg := range w.timers.Fire(w.clock.At) {
		screentest.Settle(w.Screen, w.Update(msg))
	}
}

// happen adds entries to the log.
func (w *world) happen(entries ...api.Activity) {
	for _, e := range entries {
		w.instance.Entries = append([]api.Activity{e}, w.instance.Entries...)
	}
}
