package screentest

import (
	"path/filepath"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/clipboard"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/health/snooze"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/theme"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Now is the time it is in every screen's test.
var Now = time.Date(2026, 1, 19, 12, 0, 0, 0, time.UTC)

// Zone is the admin's time zone in every screen's test.
var Zone = time.FixedZone("CET", 3600)

// Env is the environment of a screen under test: dark, fixed clock, no
// environment variables, a clipboard by OSC 52. Timers never fire; replace After to make them.
func Env(t testing.TB, a app.API) screen.Env {
	t.Helper()
	getenv := func(string) string { return "" }
	home := t.TempDir()
	session := app.Session{Getenv: func(name string) string {
		return map[string]string{"XDG_STATE_HOME": home, "XDG_DATA_HOME": home}[name]
	}}
	state, err := session.State()
	if err != nil {
		t.Fatal(err)
	}
	state.History = nil // what is news is told by the tests of that
	return screen.Env{
		API:           a,
		State:         state,
		Theme:         ui.NewTheme(Palette("dark")),
		Now:           func() time.Time { return Now },
		Zone:          Zone,
		RevealTimeout: 10 * time.Minute,
		Getenv:        getenv,
		After:         func(time.Duration, func(time.Time) tea.Msg) tea.Cmd { return nil },

		Clipboard: clipboard.New(getenv, clipboard.Settings{Method: clipboard.OSC52}),
		Health: app.Standard{
			Thresholds: health.Defaults(),
			Snooze:     snooze.Open(filepath.Join(t.TempDir(), "health")),
			Rotations:  func(string, []api.Key, time.Time) ([]health.Rotation, error) { return []health.Rotation{}, nil },
		},
	}
}

// Palette is that of a built-in theme.
func Palette(name string) ui.Palette {
	t, err := theme.In("").Find(name)
	if err != nil {
		panic(err)
	}
	return t.Palette
}

// Clock is a clock to be moved by hand: set env.Now = clock.Now.
type Clock struct{ At time.Time }

// Now is the clock's time.
func (c *Clock) Now() time.Time { return c.At }

// Timers collects what is asked of After, so that a test fires it: set
// env.After = timers.After.
type Timers struct{ waiting []func(time.Time) tea.Msg }

// After is screen.Env's.
func (c *Timers) After(_ time.Duration, fire func(time.Time) tea.Msg) tea.Cmd {
	return func() tea.Msg { c.waiting = append(c.waiting, fire); return nil }
}

// Fire gives the messages of all timers started since the last call.
func (c *Timers) Fire(at time.Time) []tea.Msg {
	var out []tea.Msg
	for _, fire := range c.waiting {
		out = append(out, fire(at))
	}
	c.waiting = nil
	return out
}

// Keys is a small list with one key of every sort: expiring, active, never
// expiring and over-privileged, expired, never used, wide characters in the name.
func Keys() []api.Key {
	day := 24 * time.Hour
	grant := func(levels ...keys.Level) (p keys.Permissions) {
		for i, r := range keys.Resources() {
			p = p.With(r, levels[i])
		}
		return p
	}
	key := func(id, name, preview string, p keys.Permissions, created, expires, used time.Duration) api.Key {
		at := func(d time.Duration) (t time.Time) {
			if d != 0 {
				t = Now.Add(d)
			}
			return t
		}
		return api.Key{ID: id, Name: name, Preview: preview, Permissions: p, Created: at(created), Expires: keys.ExpiresAt(at(expires)), LastUsed: at(used)}
	}
	const n, r, w = keys.None, keys.Read, keys.Write
	return []api.Key{
		key("key-006", "監視 monitoring 東京", preview("6Mon", "t0Ky"), grant(r, n, n, n, r), -2*time.Hour, 30*day, 0),
		key("key-005", "Backup Script", preview("5Qp7", "0aLm"), grant(n, w, n, r, n), -85*day, 5*day+time.Hour, -6*time.Hour),
		key("key-004", "CI/CD Pipeline", preview("4Ab3", "x9Zk"), grant(w, r, n, n, n), -32*day, 58*day+time.Hour, -2*time.Minute),
		key("key-003", "Monitoring", preview("39fK", "Tt2c"), grant(r, n, n, n, r), -200*day, 0, -20*time.Second),
		key("key-002", "admin console", preview("2Adm", "in01"), keys.AllWrite(), -300*day, 0, -time.Minute),
		key("key-001", "Laptop (old)", preview("1Zz1", "pP0w"), grant(w, w, w, w, w), -377*day, -12*day, -40*day),
	}
}

// preview is a preview with nothing behind it.
func preview(first, last string) string { return keys.Prefix + first + "..." + last }
