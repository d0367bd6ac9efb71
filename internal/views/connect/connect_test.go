package connect

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestMain(m *testing.M) { screentest.Main(m) }

// fake does what the screen asks for as the program would.
type fake struct {
	probed   []string
	probeErr error
	to       []app.NewProfile
	by       []api.Secret
	signedIn []app.Person
	wantCode bool
	samples  []bool
	err      error
	closed   int
}

func (f *fake) connection() (app.Connection, error) {
	if f.err != nil {
		return app.Connection{}, f.err
	}
	return app.Connection{API: &screentest.Instance{}, Close: func() { f.closed++ }}, nil
}

func (f *fake) actions() app.Ways {
	return app.Ways{
		Probe: func(_ context.Context, url string) (string, error) {
			f.probed = append(f.probed, url)
			return "an instance answers there", f.probeErr
		},
		WithKey: func(_ context.Context, to app.NewProfile, key api.Secret) (app.Connection, error) {
			f.to, f.by = append(f.to, to), append(f.by, key)
			return f.connection()
		},
		SignIn: func(_ context.Context, to app.NewProfile, as app.Person) (app.Connection, error) {
			f.to, f.signedIn = append(f.to, to), append(f.signedIn, as)
			if f.wantCode && as.Code.IsZero() {
				return app.Connection{}, &app.AnswerError{About: app.Code, Reason: "This account wants a code too."}
			}
			return f.connection()
		},
		Local: func(_ context.Context, sample bool) (app.Connection, error) {
			f.samples = append(f.samples, sample)
			return f.connection()
		},
		Keeps: []app.Keep{
			{ID: "file", Label: "in a file", Says: "in ~/.config/supascale-tui/keys, which you alone can read"},
			{ID: "keyring", Label: "in the keyring", Says: "in that of your desktop"},
			{ID: "session", Label: "until you quit", Says: "it is written nowhere"},
		},
	}
}

func open(t testing.TB, f *fake, canBack bool) *Screen {
	t.Helper()
	s := New(screentest.Env(t, nil), f.actions(), []string{"taken"}, canBack)
	s.SetSize(80, 21)
	return s
}

func frame(s *Screen) string { return screentest.Plain(screentest.View(s)) }

func mustSay(t *testing.T, s *Screen, parts ...string) {
	t.Helper()
	words := strings.Join(strings.Fields(frame(s)), " ")
	for _, p := range parts {
		if !strings.Contains(words, p) {
			t.Errorf("%q is not in\n%s", p, frame(s))
		}
	}
}

// filled is the way through the form for a key, up to its button.
var filled = []string{"enter", "text:supascale.example.com", "enter", "paste:" + screentest.FakeValue + "\n", "enter", "enter", "right", "enter", "enter"}

func TestFrames(t *testing.T) {
	for name, way := range map[string][]string{
		"empty": nil, "key": filled, "space": {"enter", "text:localhost:1", "enter", "text:a b"},
		"sign-in": {"right", "enter", "text:https://supascale.example.com", "enter", "text:admin", "enter", "text:correct horse"},
		"local":   {"right", "right", "enter"},
	} {
		s := open(t, &fake{}, false)
		screentest.Press(s, way...)
		screentest.Frame(t, name, s)
	}
	refused := &fake{err: &api.Error{Op: api.OpListKeys, Kind: api.Unauthorized, Message: "the instance refuses the key"}}
	s := open(t, refused, true)
	screentest.Press(s, append(filled, "enter")...)
	screentest.Frame(t, "refused", s)
}

func TestEverySize(t *testing.T) {
	f := &fake{wantCode: true, probeErr: &api.Error{Op: api.OpProbe, Kind: api.Unreachable, Message: "connection refused"}}
	s := open(t, f, true)
	screentest.Press(s, filled...)
	screentest.Sizes(t, s)
	screentest.Press(s, "up", "up", "right", "right", "right", "enter", "text:監視東京")
	screentest.Press(s, "shift+tab", "shift+tab", "shift+tab", "shift+tab", "shift+tab", "right", "tab", "tab", "text:me", "tab", "text:pass")
	screentest.Sizes(t, s)
}

func TestConnectsWithAKey(t *testing.T) {
	f := &fake{}
	s := open(t, f, false)
	msgs := screentest.Press(s, append(filled, "enter")...)
	if _, found := screentest.Find[screen.Connected](msgs); !found {
		t.Fatalf("not connected: %v\n%s", msgs, frame(s))
	}
	want := app.NewProfile{URL: "https://supascale.example.com", Name: "supascale-example-com", Environment: screen.Production, Keep: "file"}
	if len(f.to) != 1 || f.to[0] != want || !f.by[0].Equal(screentest.FakeValue) {
		t.Errorf("connected to %+v", f.to)
	}
	if len(f.probed) != 1 || f.probed[0] != want.URL {
		t.Errorf("looked at %v", f.probed)
	}
	if s.hiddenLeft() {
		t.Error("the key is still in the form")
	}
}

func (s *Screen) hiddenLeft() bool { return !s.key.empty() || !s.password.empty() || !s.code.empty() }

// Neither the frame nor any way to print the screen shows a secret, from the
// first character on, and leaving wipes it.
func TestSecretsAreNeverShown(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		secret := rapid.StringMatching(`[A-Za-z0-9]{12,60}`).Draw(r, "secret")
		s := open(t, &fake{wantCode: true}, false)
		way := []string{"enter", "tab"}
		if rapid.Bool().Draw(r, "as a person") {
			way = []string{"right", "enter", "tab", "tab"}
		}
		screentest.Press(s, way...)
		if rapid.Bool().Draw(r, "pasted") {
			screentest.Press(s, "paste:"+secret+"\n")
		} else {
			screentest.Press(s, "text:"+secret)
		}
		if got := s.hidden().secret(); !got.Equal(secret) {
			r.Fatalf("the field holds something else, of %d characters", len(got.Reveal()))
		}
		for _, shown := range []string{frame(s), fmt.Sprintf("%v", s), fmt.Sprintf("%+v", s), fmt.Sprintf("%#v", s)} {
			if strings.Contains(shown, secret) || strings.Contains(shown, secret[:8]) {
				r.Fatal("the secret can be seen")
			}
		}
		if s.Forget(); s.hiddenLeft() {
			r.Fatal("the secret is left after Forget")
		}
	})
}

func TestWhatAKeyLooksLike(t *testing.T) {
	for text, want := range map[string]string{
		"":                                     "paste it here",
		screentest.FakeValue:                   "38 characters ✓ looks like a key",
		"sk_live_" + strings.Repeat("a1B2", 8): "✓ looks like a key of an older version",
		"supascale_short":                      "begins like a key, but a key has 38 characters",
		"hello":                                "doesn't look like a key",
		"supascale_ab cd":                      "has a space in it",
		"supascale_ab\ncd":                     "has a line break in it",
		"supascale_ab\u200bcd":                 "has an invisible character in it (U+200B, a zero-width space)",
		"supascale_ab\u00a0cd":                 "a no-break space",
		"Bearer " + screentest.FakeValue:       "there is a key in it: the rest is left out",
		"supascale_äb":                         "has a character in it that no key has",
		"supascale_\x1b[31m":                   "has a control character in it (U+001B)",
		strings.Repeat("x", 5000):              "far too long for a key",
	} {
		s := open(t, &fake{}, false)
		screentest.Press(s, "enter", "tab", "paste:"+text)
		mustSay(t, s, want)
	}
}

func TestOneLineEndOfAPasteIsDropped(t *testing.T) {
	for _, end := range []string{"", "\n", "\r\n", "\r"} {
		s := open(t, &fake{}, false)
		screentest.Press(s, "enter", "tab", "paste:"+screentest.FakeValue+end)
		if !s.key.secret().Equal(screentest.FakeValue) {
			t.Errorf("%q is not dropped", end)
		}
	}
}

func TestErrorsAreSaidAtTheirField(t *testing.T) {
	at := func(kind api.Kind) error { return &api.Error{Op: api.OpListKeys, Kind: kind, Message: "so it is"} }
	for want, err := range map[Field]error{
		Address: at(api.Unreachable), Key: at(api.Unauthorized), Name: &app.AnswerError{About: app.Name, Reason: "That name is in use."},
		Kept: &app.AnswerError{About: app.Kept, Reason: "There is no keyring here."}, Aside: errors.New("The disk is full."), //nolint:revive // a sentence for the admin
	} {
		f := &fake{err: err}
		s := open(t, f, false)
		screentest.Press(s, append(filled, "enter")...)
		if s.refused[want] == "" {
			t.Errorf("%v is not at field %d:\n%s", err, want, frame(s))
		}
		if want != Aside && s.focus != want {
			t.Errorf("%v: the focus is on %d", err, s.focus)
		}
		if s.key.empty() {
			t.Error("the key must be typed again after an error")
		}
	}
	for _, c := range []struct {
		press []string
		says  string
	}{
		{nil, "Type the instance's address"},
		{[]string{"enter", "text:a.example.com"}, "Paste a key of that instance."},
		{[]string{"enter", "text:a.example.com", "enter", "text:a b"}, "The key has a space in it"},
		{[]string{"enter", "text:a.example.com", "enter", "text:abc", "enter", "ctrl+u"}, "Type a name"},
		{[]string{"enter", "text:a.example.com", "enter", "text:abc", "enter", "ctrl+u", "text:taken"}, "There is a profile of that name already"},
		{[]string{"enter", "text:a.example.com", "enter", "text:abc", "enter", "enter", "right", "right", "right", "right"}, "Type a word"},
	} {
		f := &fake{}
		s := open(t, f, false)
		screentest.Press(s, append(c.press, "esc", "enter")...)
		mustSay(t, s, c.says)
		if len(f.to) > 0 {
			t.Errorf("%s: it connected all the same", c.says)
		}
	}
}

func TestAnAddressIsLookedAtWhenItIsLeft(t *testing.T) {
	f := &fake{probeErr: &api.Error{Op: api.OpProbe, Kind: api.Unreachable, Message: "connection refused"}}
	s := open(t, f, false)
	screentest.Press(s, "paste:localhost:8787\n")
	if s.address.Value() != "" {
		t.Error("what is no address was taken as one")
	}
	screentest.Press(s, "paste:http://localhost:8787\n", "tab")
	mustSay(t, s, "▲ Can't find an instance there: connection refused.", "localhost-8787")
	screentest.Press(s, "tab", "shift+tab", "shift+tab", "tab")
	if len(f.probed) != 1 {
		t.Errorf("looked %d times", len(f.probed))
	}
	f.probeErr = nil
	screentest.Press(s, "shift+tab", "text:0", "tab")
	mustSay(t, s, "✓ an instance answers there")
	if s.target().URL != "http://localhost:87870" {
		t.Errorf("to %s", s.target().URL)
	}
}

func TestSigningInAsksForACodeWhenItMust(t *testing.T) {
	f := &fake{wantCode: true}
	s := open(t, f, false)
	screentest.Press(s, "right", "enter", "text:a.example.com", "enter", "text:admin", "enter", "text:correct horse", "esc", "enter")
	mustSay(t, s, "This account wants a code too.", "from your authenticator app")
	if s.focus != Code {
		t.Errorf("the focus is on %d", s.focus)
	}
	msgs := screentest.Press(s, "text:123456", "esc", "enter")
	if _, found := screentest.Find[screen.Connected](msgs); !found || len(f.signedIn) != 2 {
		t.Fatalf("not signed in:\n%s", frame(s))
	}
	if as := f.signedIn[1]; as.User != "admin" || !as.Password.Equal("correct horse") || !as.Code.Equal("123456") {
		t.Error("something else was sent")
	}
	if s.hiddenLeft() {
		t.Error("password or code are still in the form")
	}
}

func TestLocalInstance(t *testing.T) {
	f := &fake{}
	screentest.Press(open(t, f, false), "right", "right", "enter", "enter", "enter")
	screentest.Press(open(t, f, false), "right", "right", "enter", "right", "enter", "enter")
	if fmt.Sprint(f.samples) != "[true false]" {
		t.Errorf("samples %v", f.samples)
	}
}

func TestEscStopsWhatIsUnderWay(t *testing.T) {
	f := &fake{}
	s := open(t, f, true)
	screentest.Press(s, filled...)
	late := s.Update(screentest.Key("enter"))
	mustSay(t, s, "connecting… esc stops")
	if s.Capturing() {
		t.Error("letters are text while nothing can be typed")
	}
	for _, msg := range screentest.Press(s, "enter", "x", "tab", "esc") {
		if said, ok := msg.(screen.Notice); !ok || said.Text != busyWords {
			t.Errorf("%v", msg)
		}
	}
	mustSay(t, s, "Stopped before an answer came.", "[ Connect ]")
	if _, found := screentest.Find[screen.Connected](screentest.Settle(s, late)); found || f.closed != 1 {
		t.Errorf("what was stopped arrives, and %d connections are released", f.closed)
	}
	if _, found := screentest.Find[screen.Back](screentest.Press(s, "esc")); !found {
		t.Error("esc does not lead back")
	}
}

func TestEscLeavesTheTextWhereNothingIsBehind(t *testing.T) {
	s := open(t, &fake{}, false)
	screentest.Press(s, "enter", "text:q")
	if !s.Capturing() || s.address.Value() != "q" {
		t.Fatal("q is not text")
	}
	if screentest.Press(s, "esc"); s.Capturing() {
		t.Error("esc does not leave the text, so q can't quit")
	}
}

func TestANameThatNoProfileCanHaveIsRefusedBeforeTheKeyIsSent(t *testing.T) {
	f := &fake{}
	do := f.actions()
	do.CheckName = config.CheckProfileName
	s := New(screentest.Env(t, nil), do, nil, false)
	s.SetSize(80, 21)
	screentest.Press(s, "enter", "text:10.0.0.7:8443", "enter", "paste:"+screentest.FakeValue, "enter", "ctrl+u", "text:my.lab", "enter", "enter", "enter", "enter")
	if mustSay(t, s, "The name of a profile must have small letters"); len(f.to) != 0 || s.focus != Name {
		t.Errorf("connected to %+v", f.to)
	}
}

func TestNamesFollowTheAddressUntilTheyAreTyped(t *testing.T) {
	for address, want := range map[string]string{
		"https://www.Example.com/path": "example-com", "http://[::1]:8080": "1-8080", "https://taken": "taken-2", "nonsense": "nonsense",
	} {
		s := open(t, &fake{}, false)
		screentest.Press(s, "enter", "text:"+address, "tab")
		if got := s.name.Value(); got != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
	s := open(t, &fake{}, false)
	screentest.Press(s, "enter", "text:a.example.com", "enter", "enter", "ctrl+u", "text:mine", "up", "up", "ctrl+u", "text:b.example.com", "enter")
	if s.name.Value() != "mine" {
		t.Errorf("the typed name became %q", s.name.Value())
	}
}

func TestOnlyWhatIsPossibleIsOffered(t *testing.T) {
	f := &fake{}
	do := f.actions()
	do.SignIn, do.Keeps, do.Probe = nil, nil, nil
	s := New(screentest.Env(t, nil), do, nil, false)
	s.SetSize(80, 21)
	if got := frame(s); strings.Contains(got, "your account") || strings.Contains(got, "Keep the key") {
		t.Errorf("\n%s", got)
	}
	screentest.Press(s, "enter", "text:a.example.com", "enter", "text:"+screentest.FakeValue, "esc", "enter")
	if len(f.to) != 1 || f.to[0].Keep != "" {
		t.Errorf("%+v", f.to)
	}
	if keys.CheckFormat(f.by[0].Reveal()) != nil {
		t.Error("the key did not arrive whole")
	}
}

func TestNothingSecretIsTakenWhileTheProgramIsTraced(t *testing.T) {
	env := screentest.Env(t, nil)
	env.Getenv = func(name string) string { return map[string]string{"TEA_TRACE": "/tmp/trace"}[name] }
	f := &fake{}
	s := New(env, f.actions(), nil, false)
	s.SetSize(80, 21)
	screentest.Press(s, "enter", "text:a.example.com", "enter", "paste:"+screentest.FakeValue, "text:x", "esc", "enter")
	mustSay(t, s, "TEA_TRACE is set")
	if s.hiddenLeft() || len(f.to) > 0 {
		t.Error("the key was taken")
	}
}
