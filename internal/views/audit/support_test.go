package audit

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// The screen as the root wants it.
var _ screen.Screen = (*Screen)(nil)

func ago(d time.Duration) time.Time { return screentest.Now.Add(-d) }

func denied(id string, at time.Time) api.Activity {
	return api.Activity{
		ID: id, Time: at, Type: "api_key.request", Failed: true, Reason: keys.PermissionDenied,
		KeyID: "key-004", KeyName: "CI/CD Pipeline", KeyPreview: "supascale_4Ab3...x9Zk",
		Method: "POST", Path: "/api/v1/backups", Resource: keys.Backups, Required: "write", Granted: "read",
		Status: 403, IP: "203.0.113.7", UserAgent: "curl/8.5", Count: 1,
	}
}

func unknown(id string, at time.Time) api.Activity {
	return api.Activity{
		ID: id, Time: at, Type: "api_key.request", Failed: true, Reason: keys.UnknownKey,
		KeyPreview: "supascale_zz9x...", Method: "GET", Path: "/api/v1/projects", Resource: keys.Projects,
		Required: "read", Status: 401, IP: "198.51.100.4", UserAgent: "python-requests/2.31", Count: 1,
	}
}

func expired(id string, at time.Time) api.Activity {
	return api.Activity{
		ID: id, Time: at, Type: "api_key.request", Failed: true, Reason: keys.ExpiredKey,
		KeyID: "key-001", KeyName: "監視 Laptop 東京", KeyPreview: "supascale_1Zz1...pP0w",
		Method: "GET", Path: "/api/v1/projects", Resource: keys.Projects,
		Required: "read", Status: 401, IP: "2001:db8::17", UserAgent: "supascale-backup/1.4", Count: 1,
	}
}

// sample is a day with a burst of unknown keys, newest first, and a rate limit
// that stands for many attempts.
func sample() []api.Activity {
	list := []api.Activity{denied("d1", ago(2*time.Minute)), denied("d2", ago(14*time.Minute))}
	limited := unknown("r1", ago(3*time.Hour))
	limited.Reason, limited.KeyPreview, limited.Status, limited.Count = keys.RateLimited, "", 429, 180
	list = append(list, expired("e1", ago(time.Hour)), limited)
	for i := range 40 {
		list = append(list, unknown(fmt.Sprintf("u%02d", i), ago(3*time.Hour+time.Duration(i+1)*30*time.Second)))
	}
	return append(list, expired("e2", ago(20*time.Hour)), denied("d3", ago(23*time.Hour)), denied("d4", ago(50*time.Hour)))
}

// desk is a screen on an instance, with a clock and timers moved by hand.
type desk struct {
	*Screen
	t      *testing.T
	inst   *screentest.Instance
	clock  *screentest.Clock
	timers *screentest.Timers
}

// fewHeld bounds what a screen under test holds: its tests needn't load more.
const fewHeld = 3000

// idle makes a desk whose screen was not entered yet.
func idle(t *testing.T, entries []api.Activity) *desk {
	t.Helper()
	d := &desk{
		t: t, inst: &screentest.Instance{Entries: entries},
		clock: &screentest.Clock{At: screentest.Now}, timers: &screentest.Timers{},
	}
	env := screentest.Env(t, d.inst)
	env.Now, env.After = d.clock.Now, d.timers.After
	d.Screen = New(env)
	d.most = fewHeld
	d.SetSize(120, 37)
	return d
}

// enter makes a desk whose screen has loaded.
func enter(t *testing.T, entries []api.Activity) *desk {
	t.Helper()
	d := idle(t, entries)
	d.settle(d.Init())
	return d
}

func (d *desk) settle(cmd tea.Cmd) []tea.Msg { return screentest.Settle(d.Screen, cmd) }

func (d *desk) press(keys ...string) []tea.Msg {
	d.t.Helper()
	return screentest.Press(d.Screen, keys...)
}

// happen adds attempts to the front of the instance's log.
func (d *desk) happen(entries ...api.Activity) {
	d.inst.Entries = append(entries, d.inst.Entries...)
}

// elapse lets the time pass and the timers fire.
func (d *desk) elapse(by time.Duration) []tea.Msg {
	d.clock.At = d.clock.At.Add(by)
	var out []tea.Msg
	for _, msg := range d.timers.Fire(d.clock.At) {
		out = append(out, d.settle(d.Update(msg))...)
	}
	return out
}

func (d *desk) plain() string { return screentest.Plain(d.View()) }

func (d *desk) shows(parts ...string) {
	d.t.Helper()
	for _, p := range parts {
		if !strings.Contains(d.plain(), p) {
			d.t.Errorf("%q is not shown in\n%s", p, d.plain())
		}
	}
}

func (d *desk) hides(parts ...string) {
	d.t.Helper()
	for _, p := range parts {
		if strings.Contains(d.plain(), p) {
			d.t.Errorf("%q is shown in\n%s", p, d.plain())
		}
	}
}

// line gives the frame's line with the cursor's bar.
func (d *desk) line() (y int, text string) {
	d.t.Helper()
	for y, l := range strings.Split(d.plain(), "\n") {
		if strings.HasPrefix(l, " ▌") {
			return y, l
		}
	}
	d.t.Fatalf("no row is under the cursor in\n%s", d.plain())
	return 0, ""
}

func binding(t *testing.T, s *Screen, key string) ui.Binding {
	t.Helper()
	for _, b := range s.Bindings() {
		if b.Matches(screentest.Key(key)) {
			return b
		}
	}
	t.Fatalf("no binding for %q", key)
	return ui.Binding{}
}

func clickAt(x, y int) tea.MouseClickMsg {
	return tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft}
}

func wheelDown() tea.MouseWheelMsg { return tea.MouseWheelMsg{Button: tea.MouseWheelDown} }

// cursorLine gives the line of the frame and the attempt the cursor is on.
func (d *desk) cursorLine() (int, string) {
	y, _ := d.line()
	return y, d.current().id
}
