package create_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/views/keys/create"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestMain(m *testing.M) { screentest.Main(m) }

// filled is a form that is ready to be sent, with the focus on its button.
func filled(t *testing.T, in *screentest.Instance, change ...func(*screen.Env)) *create.Screen {
	t.Helper()
	s := form(t, in, change...)
	screentest.Press(s, append([]string{"right", "tab", "text: 2"}, toButton[1:]...)...)
	return s
}

func TestARefusalLandsWhereItBelongs(t *testing.T) {
	refused := func(field, why string) *api.Error {
		return &api.Error{Op: api.OpCreateKey, Kind: api.Invalid, Status: 400, Message: why, Fields: map[string]string{field: why}}
	}
	above := &api.Error{Op: api.OpCreateKey, Kind: api.Forbidden, Status: 403, Message: "a key can't grant more than it has", Resource: "projects", Required: "write", Granted: "read"}
	noRight := &api.Error{Op: api.OpCreateKey, Kind: api.Forbidden, Status: 403, Message: "this key has no write on system", Resource: "system", Required: "write", Granted: "read"}
	for _, c := range []struct {
		err  error
		want []string
	}{
		{refused("name", "is already taken"), []string{" ▌ Name         CI/CD Pipeline 2", "✗ Is already taken."}},
		{refused("expiresAt", "must be within 30 days"), []string{" ▌ Expires", "✗ Must be within 30 days."}},
		{refused("permissions.backups", "unknown level"), []string{" ▌   Backups", "✗ Backups: Unknown level."}},
		{refused("color", "unknown field"), []string{"✗ The instance refused color: Unknown field."}},
		{above, []string{" ▌   Projects", "✗ Projects: the console's own key has read"}},
		{noRight, []string{"✗ Can't create the key: this key has no write on system", "system: write"}},
		{&api.Error{Op: api.OpCreateKey, Kind: api.Unreachable, Message: "connection refused"}, []string{"✗ Can't create the key: connection refused", "Check the address"}},
	} {
		in := &screentest.Instance{CreateErr: c.err}
		s := filled(t, in)
		msgs := screentest.Press(s, "enter")
		shows(t, s, c.want...)
		shows(t, s, "CI/CD Pipeline 2", "[90 d]") // nothing is lost
		if len(msgs) != 0 {
			t.Errorf("%v: sent %T", c.err, msgs[0])
		}
	}
}

func TestAfterARefusalItIsCorrectedAndSentAgain(t *testing.T) {
	in := &screentest.Instance{CreateErr: &api.Error{Op: api.OpCreateKey, Kind: api.Invalid, Message: "no", Fields: map[string]string{"name": "is already taken"}}}
	s := filled(t, in)
	screentest.Press(s, "enter", "text:3")
	hides(t, s, "✗")
	in.CreateErr = nil
	screentest.Press(s, toButton[1:]...)
	msgs := screentest.Press(s, "enter")
	if made, ok := screentest.Find[screen.KeyCreated](msgs); !ok || made.Created.Name != "CI/CD Pipeline 23" || len(msgs) != 1 {
		t.Errorf("sent %v", msgs)
	}
}

func TestARefusedCredentialGoesToTheRoot(t *testing.T) {
	s := filled(t, &screentest.Instance{CreateErr: &api.Error{Op: api.OpCreateKey, Kind: api.Unauthorized, Status: 401, Message: "refused"}})
	if _, ok := screentest.Find[screen.Unauthorized](screentest.Press(s, "enter")); !ok {
		t.Error("the root was not told")
	}
	shows(t, s, "CI/CD Pipeline 2")
}

func TestTheFormIsLockedWhileTheKeyIsBeingMade(t *testing.T) {
	in := &screentest.Instance{}
	s := filled(t, in)
	sent := s.Update(screentest.Key("enter")) // the answer is on its way
	shows(t, s, "Creating the key…")
	for _, key := range []string{"enter", "esc", "tab", "x"} {
		notice, ok := screentest.Find[screen.Notice](screentest.Press(s, key))
		if !ok || !strings.Contains(notice.Text, "can't be taken back: wait") {
			t.Errorf("%s: %q", key, notice.Text)
		}
	}
	for _, b := range screen.Bindings(s.Actions()) {
		if b.Enabled() {
			t.Errorf("%s is enabled", b.Does)
		}
	}
	if l := s.Leave(); !strings.Contains(l.Question, "can't be taken back") {
		t.Errorf("leaving asks %q", l.Question)
	}
	if _, ok := screentest.Find[screen.KeyCreated](screentest.Settle(s, sent)); !ok || len(in.Created) != 1 {
		t.Errorf("%d keys were asked for", len(in.Created))
	}
}

func TestEscLosesNothing(t *testing.T) {
	s := form(t, &screentest.Instance{})
	if l := s.Leave(); l.Question != "" {
		t.Errorf("an untouched form asks %q", l.Question)
	}
	screentest.Press(s, "tab", "text:x")
	msgs := screentest.Press(s, "esc")
	if _, ok := screentest.Find[screen.Back](msgs); !ok {
		t.Error("esc in the name does not go back")
	}
	if l := s.Leave(); l.Question != "Discard this new key?" {
		t.Errorf("a touched form asks %q", l.Question)
	}
	shows(t, s, "Name         x")
	for what, touch := range map[string][]string{
		"preset":  {"left"},
		"level":   {"tab", "tab", "tab", "r"},
		"expiry":  {"tab", "tab", "left"},
		"picked":  {"tab", "tab", "d", "enter", "left", "left"},
		"typed":   {"tab", "tab", "t", "text:x", "esc", "left", "left"},
		"in type": {"tab", "tab", "t"},
	} {
		s := form(t, &screentest.Instance{})
		screentest.Press(s, touch...)
		if s.Leave().Question == "" {
			t.Errorf("%s: leaves at once", what)
		}
	}
}

func TestResizingLosesNothing(t *testing.T) {
	s := form(t, &screentest.Instance{})
	screentest.Press(s, "right", "tab", "text: 監視 é", "tab", "t", "text:+30d")
	s.SetSize(200, 60)
	before := screentest.View(s)
	for _, size := range [][2]int{{120, 37}, {60, 13}, {1, 1}, {0, 0}, {200, 60}} {
		s.SetSize(size[0], size[1])
		_, _ = screentest.View(s), screentest.Cursor(s)
	}
	if screentest.View(s) != before {
		t.Error("the form is not as it was")
	}
	shows(t, s, "CI/CD Pipeline 監視 é", "+30d", "in 30 days")
}

func TestATracedProgramCreatesNoKey(t *testing.T) {
	in := &screentest.Instance{}
	s := filled(t, in, func(e *screen.Env) {
		e.Getenv = func(name string) string { return map[string]string{"TEA_TRACE": "trace.log"}[name] }
	})
	shows(t, s, "✗ TEA_TRACE is set")
	notice, ok := screentest.Find[screen.Notice](screentest.Press(s, "enter"))
	if !ok || !strings.Contains(notice.Text, "unset TEA_TRACE") || len(in.Created) != 0 {
		t.Errorf("said %q and made %d keys", notice.Text, len(in.Created))
	}
}

func TestSizes(t *testing.T) {
	s := form(t, &screentest.Instance{CreateErr: &api.Error{Op: api.OpCreateKey, Kind: api.Unreachable, Message: "connection refused"}})
	for _, keys := range [][]string{{"right", "tab", "text:監視 name"}, {"tab", "d"}, {"tab", "W", "tab", "enter"}, {"shift+tab", "shift+tab", "t", "text:2027-13-01"}} {
		screentest.Press(s, keys...)
		screentest.Sizes(t, s)
	}
}

// At every size the console works in, the part that has the focus is seen.
func TestTheFocusIsAlwaysSeen(t *testing.T) {
	s := form(t, &screentest.Instance{})
	steps := []string{"right", "tab", "tab", "d", "tab", "down", "down", "down", "down", "W", "tab", "shift+tab", "shift+tab", "t", "tab"}
	for _, key := range steps {
		screentest.Press(s, key)
		for _, size := range [][2]int{{60, 13}, {80, 13}, {80, 21}, {200, 14}} {
			s.SetSize(size[0], size[1])
			if view := screentest.Plain(screentest.View(s)); !strings.Contains(view, "▌") {
				t.Errorf("after %s at %v the focus is out of sight:\n%s", key, size, view)
			}
			if s.Capturing() && screentest.Cursor(s) == nil {
				t.Errorf("after %s at %v the cursor is out of sight", key, size)
			}
		}
	}
}

func TestGoldenFrames(t *testing.T) {
	fresh := form(t, &screentest.Instance{})
	preset := form(t, &screentest.Instance{})
	screentest.Press(preset, "right", "tab", "tab", "tab", "down", "down")
	calendar := form(t, &screentest.Instance{})
	screentest.Press(calendar, "right", "tab", "tab", "d")
	failed := filled(t, &screentest.Instance{CreateErr: &api.Error{Op: api.OpCreateKey, Kind: api.Unreachable, Message: "connection refused"}})
	screentest.Press(failed, "enter")
	for name, s := range map[string]*create.Screen{"fresh": fresh, "calendar": calendar, "failed": failed} {
		screentest.Frame(t, name, s)
	}
	screentest.GoldenANSI(t, "preset", screentest.View(preset))
	screentest.Frames(t, "preset", preset)
}

func BenchmarkKeystroke(b *testing.B) {
	s := create.New(screentest.Env(b, &screentest.Instance{}), []keys.Preset{{Name: "One"}}, nil)
	s.SetSize(120, 37)
	down, up := tea.KeyPressMsg{Code: tea.KeyDown}, tea.KeyPressMsg{Code: tea.KeyUp}
	for b.Loop() {
		s.Update(down)
		_ = screentest.View(s)
		s.Update(up)
		_ = screentest.View(s)
	}
}
