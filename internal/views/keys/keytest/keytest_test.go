package keytest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestMain(m *testing.M) { screentest.Main(m) }

// value is of the form of key-004's preview, and plainly not a real one.
const value = "supascale_4Ab3FakeFakeFakeFakeFakex9Zk"

func pipeline() api.RevokedKey { return api.RevokedKey{Key: screentest.Keys()[2]} }

func fake() *screentest.Instance { return &screentest.Instance{Keys: screentest.Keys()} }

func open(t testing.TB, i *screentest.Instance, key api.RevokedKey, value string) *Screen {
	t.Helper()
	s := New(screentest.Env(t, i), screen.ShowTest{Key: key, Value: api.NewSecret(value)})
	s.SetSize(80, 21)
	screentest.Settle(s, s.Init())
	return s
}

func page(s *Screen) string {
	width, height := s.Width, s.Height
	defer s.SetSize(width, height)
	s.SetSize(200, 100)
	return screentest.Plain(screentest.View(s))
}

func says(t testing.TB, s *Screen, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(page(s), p) {
			t.Errorf("%q is not in\n%s", p, page(s))
		}
	}
}

// states are the screen's states, each reached as an admin would.
func states(t testing.TB) map[string]*Screen {
	list := map[string]*Screen{}
	list["asking"] = open(t, fake(), pipeline(), "")
	typed := open(t, fake(), pipeline(), "")
	screentest.Press(typed, "paste:"+value)
	list["pasted"] = typed
	rejected := open(t, fake(), pipeline(), "")
	screentest.Press(rejected, "paste:supascale_Other", "enter")
	list["malformed"] = rejected
	other := open(t, fake(), pipeline(), "")
	screentest.Press(other, "paste:supascale_"+strings.Repeat("Fake", 7), "enter")
	list["mismatch"] = other
	list["warning"] = open(t, fake(), pipeline(), value)
	done := open(t, fake(), pipeline(), value)
	screentest.Agree(t, done, "enter")
	list["asexpected"] = done
	wrong := fake()
	wrong.Answer = func(_ context.Context, _ string, r keys.Resource) (api.Tried, error) {
		switch r {
		case keys.Projects:
			return api.Tried{Status: 403}, &api.Error{Op: api.OpTry, Kind: api.Forbidden, Message: "no", Required: "read", Granted: "none"}
		case keys.Tasks:
			return api.Tried{Status: 404}, &api.Error{Op: api.OpTry, Kind: api.NotFound, Message: "no"}
		}
		return api.Tried{Status: 200}, nil
	}
	list["wrong"] = open(t, wrong, pipeline(), value)
	screentest.Agree(t, list["wrong"], "enter")
	expired := open(t, fake(), api.RevokedKey{Key: screentest.Keys()[5]}, "supascale_1Zz1FakeFakeFakeFakeFakepP0w")
	screentest.Agree(t, expired, "enter")
	list["refused"] = expired
	trying := open(t, fake(), pipeline(), value)
	step(trying, trying.start(), 2)
	list["trying"] = trying
	traced := open(t, fake(), pipeline(), "")
	traced.env.Getenv = func(name string) string { return map[string]string{"TEA_TRACE": "x"}[name] }
	list["traced"] = traced
	return list
}

// step carries out n reads of a test that was begun by cmd, and no more.
func step(s *Screen, cmd tea.Cmd, n int) {
	for range n {
		for _, msg := range screentest.Messages(cmd) {
			if _, ok := msg.(screen.Addressed); ok {
				cmd = s.Update(msg)
			}
		}
	}
}

func TestGoldenFrames(t *testing.T) {
	for name, s := range states(t) {
		screentest.Frame(t, name, s)
	}
}

func TestEverySize(t *testing.T) {
	hostile := api.RevokedKey{Key: api.Key{ID: "1", Name: strings.Repeat("監⟨U+202E⟩", 60), Preview: strings.Repeat("p", 100)}}
	screentest.Sizes(t, open(t, fake(), hostile, value))
}

func TestNoStateShowsOrPrintsTheValue(t *testing.T) {
	for name, s := range states(t) {
		for _, text := range []string{page(s), fmt.Sprintf("%+v %#v %s", *s, *s, s.Title())} {
			if strings.Contains(text, "FakeFake") {
				t.Errorf("%s: the value is in %s", name, text)
			}
		}
	}
}

func TestNothingIsSentBeforeTheWarningIsAnswered(t *testing.T) {
	i := fake()
	s := open(t, i, pipeline(), "")
	if !s.Capturing() {
		t.Fatal("letters are commands while the value is asked for")
	}
	screentest.Press(s, "enter", "paste:supascale_Othe", "enter")
	says(t, s, "a key has 38", "Nothing was sent.")
	screentest.Press(s, "paste:supascale_"+strings.Repeat("Fake", 7), "enter")
	says(t, s, "This is not the value of “CI/CD Pipeline”: that one is supascale_4Ab3...x9Zk. Nothing was sent.")
	screentest.Press(s, "paste:"+value+"\n", "enter")
	says(t, s, "marks the key as used", "log gets an entry", "Nothing is changed")
	screentest.Press(s, "enter", "y", "x", "space", "j")
	if s.Capturing() || len(i.Tried) != 0 {
		t.Errorf("tried %v", i.Tried)
	}
	screentest.Agree(t, s, "enter")
	if len(i.Tried) != keys.ResourceCount {
		t.Errorf("tried %v", i.Tried)
	}
	says(t, s, "✓ All as expected.", "Write was not tried")
	screentest.Press(s, "enter", "y")
	if len(i.Tried) != keys.ResourceCount || s.value != nil || s.tester != nil {
		t.Error("the value is still there after the test")
	}
}

func TestKeysTypedOneByOne(t *testing.T) {
	s := open(t, fake(), pipeline(), "")
	screentest.Press(s, "text:"+value, "x", "backspace", "enter")
	says(t, s, "enter  test it")
	s = open(t, fake(), pipeline(), "")
	screentest.Press(s, "text:wrong", "ctrl+u", "text:"+value, "ctrl+j")
	says(t, s, "enter  test it")
}

func TestARefusalIsExplainedByTheLog(t *testing.T) {
	i := fake()
	s := open(t, i, api.RevokedKey{Key: screentest.Keys()[5]}, "supascale_1Zz1FakeFakeFakeFakeFakepP0w")
	screentest.Agree(t, s, "enter")
	if len(i.Tried) != 1 {
		t.Errorf("tried %v", i.Tried)
	}
	says(t, s, "The key is refused, as expected.", "The log says so of this very attempt.", "Expiry")

	gone := api.RevokedKey{Key: screentest.Keys()[2], Revoked: screentest.Now.Add(-time.Hour)}
	i = &screentest.Instance{Gone: []api.RevokedKey{gone}}
	s = open(t, i, gone, value)
	screentest.Agree(t, s, "enter")
	says(t, s, "The key is refused, as expected.", "The key was revoked (")

	i = &screentest.Instance{ActivityErr: &api.Error{Op: api.OpActivity, Kind: api.Forbidden, Message: "no"}}
	s = open(t, i, pipeline(), value)
	screentest.Agree(t, s, "enter")
	says(t, s, "✗ The key is refused.", "Can't tell from outside", "can't be read from here")
}

func TestEscStopsATest(t *testing.T) {
	i := fake()
	s := open(t, i, pipeline(), value)
	step(s, s.start(), 2)
	says(t, s, "reading tasks, 3 of 5")
	if msgs := screentest.Press(s, "esc"); len(msgs) != 0 {
		t.Errorf("esc sent %v", msgs)
	}
	says(t, s, "Stopped: 2 of 5 resources were read. These are as expected.", "not tried")
	if s.value != nil {
		t.Error("the value is still there")
	}
	if _, back := screentest.Find[screen.Back](screentest.Press(s, "esc")); !back {
		t.Error("the second esc does not lead back")
	}
}

func TestALateAnswerChangesNothing(t *testing.T) {
	s := open(t, fake(), pipeline(), value)
	late := screentest.Messages(s.start())
	s.Forget()
	before := page(s)
	for _, msg := range late {
		if cmd := s.Update(msg); cmd != nil {
			if _, tick := msg.(screen.Addressed); tick {
				t.Error("a late answer starts the next read")
			}
		}
	}
	if page(s) != before {
		t.Errorf("a late answer shows:\n%s", page(s))
	}
}

func TestForgetWipes(t *testing.T) {
	for name, s := range states(t) {
		s.Forget()
		s.Forget()
		if s.value != nil || s.tester != nil || s.input.Len() != 0 || !s.refused.Value.IsZero() {
			t.Errorf("%s: something is left", name)
		}
		if s.Leave().Question != "" {
			t.Errorf("%s: asks about nothing", name)
		}
	}
}

func TestATracedProgramTakesNoValue(t *testing.T) {
	s := states(t)["traced"]
	screentest.Press(s, "paste:"+value, "text:abc", "enter")
	says(t, s, "TEA_TRACE is set")
	if s.input.Len() != 0 || s.stage != asking {
		t.Error("it is taken")
	}
}
