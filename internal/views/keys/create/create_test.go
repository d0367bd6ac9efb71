package create_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/assets"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/keys/create"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

var _ screen.Screen = (*create.Screen)(nil)

// form opens the form on an instance at 80×24.
func form(t *testing.T, in *screentest.Instance, change ...func(*screen.Env)) *create.Screen {
	t.Helper()
	presets, err := keys.ParsePresets(assets.Presets)
	if err != nil {
		t.Fatal(err)
	}
	env := screentest.Env(t, in)
	for _, c := range change {
		c(&env)
	}
	s := create.New(env, presets, nil)
	s.SetSize(80, 21)
	return s
}

// shows looks for texts on the screen, wherever their lines break.
func shows(t *testing.T, s *create.Screen, want ...string) {
	t.Helper()
	view := screentest.Plain(screentest.View(s))
	words := strings.Join(strings.Fields(view), " ")
	for _, w := range want {
		if !strings.Contains(words, strings.Join(strings.Fields(w), " ")) {
			t.Errorf("“%s” is not on the screen:\n%s", w, view)
		}
	}
}

func hides(t *testing.T, s *create.Screen, not ...string) {
	t.Helper()
	view := screentest.Plain(screentest.View(s))
	for _, w := range not {
		if strings.Contains(view, w) {
			t.Errorf("“%s” is on the screen:\n%s", w, view)
		}
	}
}

// Keys that fill in the form and get to its button.
var (
	ciPreset = []string{"right"} // from Custom over the end to the first
	toButton = []string{"tab", "tab", "tab", "tab"}
)

func TestCreatesFromAPreset(t *testing.T) {
	in := &screentest.Instance{}
	s := form(t, in)
	screentest.Press(s, ciPreset...)
	shows(t, s, "deploy and update projects, verify backup status",
		"Sun 19 Apr 2026, 13:00 CET (12:00 UTC), in 90 days",
		"This key may change projects and view backups, until 19 Apr 2026.")
	screentest.Press(s, toButton...)
	msgs := screentest.Press(s, "enter")

	want := api.NewKey{
		Name:        "CI/CD Pipeline",
		Permissions: keys.Grant(keys.Projects, keys.Write).With(keys.Backups, keys.Read),
		Expires:     keys.ExpiresAt(time.Date(2026, 4, 19, 12, 0, 0, 0, time.UTC)),
	}
	if len(in.Created) != 1 || in.Created[0] != want {
		t.Fatalf("asked for %+v", in.Created)
	}
	made, ok := screentest.Find[screen.KeyCreated](msgs)
	if !ok || len(msgs) != 1 || made.Created.Secret.Reveal() != screentest.FakeValue {
		t.Fatalf("sent %d messages", len(msgs))
	}
	if q := s.Leave().Question; q != "" {
		t.Errorf("asks %q although the key exists", q)
	}
	for _, text := range []string{screentest.View(s), fmt.Sprintf("%+v", s)} {
		if strings.Contains(text, screentest.FakeValue) {
			t.Error("the form kept the key's value")
		}
	}
}

func TestCreatesByHand(t *testing.T) {
	in := &screentest.Instance{}
	s := form(t, in)
	// The grid: projects read, then all write, then system none again.
	screentest.Press(s, "tab", "text:night job ", "enter", "left", "left", "left", "left", "enter")
	screentest.Press(s, "r", "W", "down", "down", "down", "down", "n", "down")
	shows(t, s, "never expires", "! Never expires", "[ Create key ]")
	screentest.Press(s, "enter")
	want := keys.AllWrite().With(keys.System, keys.None)
	if len(in.Created) != 1 || in.Created[0] != (api.NewKey{Name: "night job", Permissions: want}) {
		t.Errorf("asked for %+v", in.Created)
	}
}

func TestALifetimeCountsFromTheCreation(t *testing.T) {
	in := &screentest.Instance{}
	clock := &screentest.Clock{At: screentest.Now}
	s := form(t, in, func(e *screen.Env) { e.Now = clock.Now })
	screentest.Press(s, ciPreset...)
	screentest.Press(s, toButton...)
	clock.At = clock.At.Add(3*time.Hour + 500*time.Millisecond)
	screentest.Press(s, "enter")
	if want := screentest.Now.Add(3*time.Hour + 90*24*time.Hour); len(in.Created) != 1 || in.Created[0].Expires != keys.ExpiresAt(want) {
		t.Errorf("expires %v, want %v", in.Created[0].Expires, want)
	}
}

func TestPresetsRespectWhatWasEntered(t *testing.T) {
	s := form(t, &screentest.Instance{})
	screentest.Press(s, "right", "right")
	shows(t, s, "Name         Backup Script") // still the presets' own word
	screentest.Press(s, "tab", "text: Berlin", "shift+tab", "right")
	shows(t, s, "‹Monitoring›", "Name         Backup Script Berlin", "view projects and the system")

	// A level set by hand makes it Custom, and survives a look at a preset.
	screentest.Press(s, "tab", "tab", "tab", "down", "down", "w", "shift+tab", "shift+tab", "shift+tab")
	shows(t, s, "‹Custom›", "This key may change tasks, and view projects and the system")
	screentest.Press(s, "right")
	shows(t, s, "‹CI/CD Pipeline›", "This key may change projects and view backups")
	screentest.Press(s, "left")
	shows(t, s, "‹Custom›", "This key may change tasks, and view projects and the system")
}

func TestRefusesWhatCanNotBeRight(t *testing.T) {
	for _, c := range []struct {
		what string
		keys []string
		want []string
	}{
		{"no level", []string{"tab", "text:x", "tab", "tab", "tab", "enter"},
			[]string{"✗ A key that may do nothing is of no use", " ▌   Projects"}},
		{"no name", []string{"tab", "tab", "tab", "r", "tab", "enter"},
			[]string{" ▌ Name", "✗ Must not be empty."}},
		{"a name too long", []string{"tab", "paste:" + strings.Repeat("x", 101)},
			[]string{"✗ Must have at most 100 characters, has 101."}},
		{"a date in the past", []string{"right", "tab", "tab", "t", "text:2026-01-18", "tab", "tab", "enter"},
			[]string{" ▌ Expires", "✗ 18 Jan 2026, 00:00 is in the past"}},
		{"no date", []string{"right", "tab", "tab", "right", "right", "tab", "tab", "enter"},
			[]string{" ▌ Expires", "✗ no day is picked yet"}},
		{"no text", []string{"right", "tab", "tab", "t", "tab", "tab", "enter"},
			[]string{" ▌ Expires", "✗ type a date"}},
	} {
		in := &screentest.Instance{}
		s := form(t, in)
		screentest.Press(s, c.keys...)
		shows(t, s, c.want...)
		if len(in.Created) != 0 {
			t.Errorf("%s: sent %+v", c.what, in.Created)
		}
	}
}

func TestTheNameIsJudgedOnlyAfterTyping(t *testing.T) {
	s := form(t, &screentest.Instance{})
	screentest.Press(s, "tab")
	hides(t, s, "✗")
	screentest.Press(s, "text:a", "backspace")
	shows(t, s, "✗ Must not be empty.")
}

func TestTheExpiryIsTyped(t *testing.T) {
	in := &screentest.Instance{}
	s := form(t, in)
	screentest.Press(s, append(ciPreset, "tab", "tab", "t")...)
	if !s.Capturing() || screentest.Cursor(s) == nil {
		t.Fatal("the field takes no text")
	}
	screentest.Press(s, "text:in 3 week")
	shows(t, s, "Mon 9 Feb 2026, 13:00 CET (12:00 UTC), in 21 days")
	screentest.Press(s, "text:z", "enter")
	shows(t, s, "✗ “weekz” is no unit of time", " ▌ Expires") // enter stays
	screentest.Press(s, "ctrl+u", "paste:2027-01-19 00:30\n", "esc")
	if s.Capturing() {
		t.Error("esc did not close the field")
	}
	shows(t, s, "[“2027-01-19 00:30”]", "Tue 19 Jan 2027, 00:30 CET (Mon 23:30 UTC), in 364 days")
	screentest.Press(s, "tab", "tab", "enter")
	if want := time.Date(2027, 1, 18, 23, 30, 0, 0, time.UTC); len(in.Created) != 1 || in.Created[0].Expires != keys.ExpiresAt(want) {
		t.Errorf("asked for %+v", in.Created)
	}
}

func TestTheExpiryIsPicked(t *testing.T) {
	in := &screentest.Instance{}
	s := form(t, in)
	screentest.Press(s, append(ciPreset, "tab", "tab", "right", "right", "enter")...)
	shows(t, s, "‹ April 2026 ›", "[19]", "the key ends as this day begins")
	screentest.Press(s, "]", "down", "right")
	shows(t, s, "‹ May 2026 ›", "Wed 27 May 2026, 00:00 CET (Tue 23:00 UTC), in 127 days")

	screentest.Press(s, "esc") // as before: nothing picked
	hides(t, s, "‹ May 2026 ›")
	shows(t, s, "[pick a date…]")
	screentest.Press(s, "left", "d", "esc")
	shows(t, s, "[1 y]")

	screentest.Press(s, "d", "home", "enter")
	shows(t, s, "[20 Jan 2026]", "in 11 h") // it is 13:00 in CET
	screentest.Press(s, "tab", "tab", "enter")
	if want := time.Date(2026, 1, 19, 23, 0, 0, 0, time.UTC); len(in.Created) != 1 || in.Created[0].Expires != keys.ExpiresAt(want) {
		t.Errorf("asked for %+v", in.Created)
	}
}

func TestAPickedDayThatPassesMeanwhileIsRefused(t *testing.T) {
	in := &screentest.Instance{}
	clock := &screentest.Clock{At: screentest.Now}
	s := form(t, in, func(e *screen.Env) { e.Now = clock.Now })
	screentest.Press(s, append(ciPreset, "tab", "tab", "d", "home", "tab", "tab")...)
	clock.At = clock.At.Add(12 * time.Hour)
	screentest.Press(s, "enter")
	if len(in.Created) != 0 {
		t.Errorf("sent %+v", in.Created)
	}
	shows(t, s, " ▌ Expires", "✗ that is in the past")
}

func TestWarnsOfDanger(t *testing.T) {
	s := form(t, &screentest.Instance{})
	s.SetSize(120, 37)
	screentest.Press(s, "tab", "tab", "tab", "W")
	shows(t, s, "! Write on everything", "● !", "! update settings, manage users")
	screentest.Press(s, "N", "down", "down", "down", "down", "right", "right")
	shows(t, s, "Write: update settings, manage users: kill processes") // before it is set
	hides(t, s, "! System write")
	screentest.Press(s, "space")
	shows(t, s, "! System write can kill processes, flush logs, apply updates and create keys.")
}

func TestTheFooterSaysNothingThatIsNotTrue(t *testing.T) {
	s := form(t, &screentest.Instance{})
	for range 5 {
		for _, b := range screen.Bindings(s.Actions()) {
			if !b.Enabled() {
				t.Errorf("%s is disabled: %s", b.Does, b.Why)
			}
		}
		screentest.Press(s, "tab")
	}
	if got := screentest.Plain(ui.NewTheme(ui.Palette{}).Footer(screen.Bindings(s.Actions()), 100)); !strings.Contains(got, "tab next field") {
		t.Errorf("footer %q", got)
	}
}
