package reveal_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/clipboard"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/views/keys/reveal"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

var _ screen.Screen = (*reveal.Screen)(nil)

const (
	value = screentest.FakeValue
	curl  = `curl -H "Authorization: Bearer ` + value + `" https://supascale.example.com/api/v1/projects`
)

// TestMain lets the test binary be the command that the screen pipes to.
func TestMain(m *testing.M) {
	if mode := os.Getenv("REVEAL_TEST_COMMAND"); mode != "" {
		os.Exit(beCommand(mode))
	}
	screentest.Main(m)
}

func created() api.CreatedKey {
	return api.CreatedKey{
		Key: api.Key{
			ID: "key-1", Name: "CI/CD Pipeline",
			Permissions: keys.Grant(keys.Projects, keys.Write).With(keys.Backups, keys.Read),
			Expires:     keys.ExpiresAt(screentest.Now.AddDate(0, 0, 90)),
		},
		Secret: api.NewSecret(value),
	}
}

// env is a screen's environment over SSH; pairs add variables to that.
func env(t *testing.T, pairs ...string) screen.Env {
	t.Helper()
	e := screentest.Env(t, &screentest.Instance{})
	e.Getenv = func(name string) string {
		for _, pair := range append(pairs, "SSH_TTY=/dev/pts/1") {
			if k, v, _ := strings.Cut(pair, "="); k == name {
				return v
			}
		}
		return ""
	}
	// Forced, so that no test runs a tool of this machine.
	e.Clipboard = clipboard.New(e.Getenv, clipboard.Settings{Method: clipboard.OSC52})
	return e
}

func openIn(e screen.Env, key api.CreatedKey) *reveal.Screen {
	s := reveal.New(e, key)
	s.SetSize(80, 21)
	screentest.Settle(s, s.Init())
	return s
}

// open shows a key over SSH at 80×24.
func open(t *testing.T, key api.CreatedKey, pairs ...string) *reveal.Screen {
	t.Helper()
	return openIn(env(t, pairs...), key)
}

// take presses keys and hands the screen what comes back, as the root does. It
// gives the messages without those of the clipboard, and what was put on it.
func take(s *reveal.Screen, names ...string) (msgs []tea.Msg, copied []string) {
	for _, name := range names {
		for _, msg := range screentest.Press(s, name) {
			switch {
			case strings.Contains(fmt.Sprintf("%T", msg), "setClipboardMsg"):
				copied = append(copied, fmt.Sprint(msg))
			default:
				s.Update(msg)
				if _, ours := msg.(clipboard.Result); !ours {
					msgs = append(msgs, msg)
				}
			}
		}
	}
	return msgs, copied
}

// copyWith presses c and lets the copy end in a result of the test's.
func copyWith(s *reveal.Screen, r clipboard.Result) []tea.Msg {
	s.Update(screentest.Key("c"))
	return screentest.Settle(s, s.Update(r))
}

// inTmux is what a copy through tmux ends in.
var inTmux = clipboard.Result{
	What: "The key", Method: clipboard.Tmux, Verdict: clipboard.Sent,
	Words:  "The key was sent past tmux to your terminal's clipboard (OSC 52): it can't be confirmed from here. That terminal is inside another tmux or screen, and tmux drops it by default.",
	Advice: []string{"In the outer tmux's ~/.tmux.conf, on the machine you sit at:", "set -s set-clipboard on"},
}

func lines(s *reveal.Screen) []string {
	return strings.Split(screentest.Plain(screentest.View(s)), "\n")
}

// alone wants text to be the whole of the one line it is on.
func alone(t *testing.T, s *reveal.Screen, text string) {
	t.Helper()
	found := 0
	for _, l := range lines(s) {
		if strings.Contains(l, text) {
			found++
			if l != text {
				t.Errorf("“%s” stands in %q", text, l)
			}
		}
	}
	if found != 1 {
		t.Errorf("“%s” is on %d lines:\n%s", text, found, strings.Join(lines(s), "\n"))
	}
}

func words(s *reveal.Screen) string {
	return strings.Join(strings.Fields(ansi.Strip(screentest.View(s))), " ")
}

// says wants each text on the screen.
func says(t *testing.T, s *reveal.Screen, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(words(s), text) {
			t.Errorf("“%s” is not on the screen:\n%s", text, strings.Join(lines(s), "\n"))
		}
	}
}

// taken wants the key to count as taken, and to have been told so just now.
func taken(t *testing.T, s *reveal.Screen, msgs []tea.Msg) {
	t.Helper()
	if got, told := screentest.Find[screen.Taken](msgs); !told || got.ID != "key-1" {
		t.Errorf("the root was told %v", msgs)
	}
	if l := s.Leave(); !l.Lossless || !strings.Contains(l.Question, "The key is taken (") {
		t.Errorf("leaving asks %q", l.Question)
	}
}

// undelivered wants leaving to ask.
func undelivered(t *testing.T, s *reveal.Screen, msgs []tea.Msg) {
	t.Helper()
	if _, told := screentest.Find[screen.Taken](msgs); told || s.Leave().Question == "" {
		t.Errorf("counts as taken; the root was told %v", msgs)
	}
}

func TestTheKeyStandsAlone(t *testing.T) {
	s := open(t, created())
	for _, size := range [][2]int{{60, 13}, {80, 21}, {120, 37}, {len(value), 21}} {
		s.SetSize(size[0], size[1])
		alone(t, s, value)
	}
	s.SetSize(80, 21)
	says(t, s,
		"This is the only time the key is shown. Take it now.",
		"Projects: write · Backups: read · expires Sun 19 Apr 2026, 13:00 CET",
		"esc close",
		"v check the copy paste it here; it is compared, not shown",
	)
	if s.Title() != "Key created: CI/CD Pipeline" {
		t.Errorf("title %q", s.Title())
	}
}

func TestAKeyThatDoesNotFitIsNotShownInPart(t *testing.T) {
	s := open(t, created())
	for _, key := range []string{"", "L"} {
		if key != "" {
			take(s, key)
		}
		s.SetSize(len(value)-1, 21)
		if text := ansi.Strip(screentest.View(s)); strings.Contains(text, "FakeFake") {
			t.Errorf("shows a part:\n%s", text)
		}
		says(t, s, "The key is 38 characters wide, this window 37")
	}
	take(s, "space")
	if _, copied := take(s, "c"); len(copied) != 1 || copied[0] != value {
		t.Errorf("copied %q", copied)
	}
}

func TestTheCurlLineBreaksAsAShellAllows(t *testing.T) {
	s := open(t, created())
	take(s, "1")
	alone(t, s, `curl -H "Authorization: Bearer `+value+`" \`)
	alone(t, s, "  https://supascale.example.com/api/v1/projects")
	s.SetSize(60, 21)
	if strings.Contains(words(s), "curl -H") {
		t.Errorf("%s", words(s))
	}
	says(t, s, "The curl line is 116 characters wide, this window 60", "esc close")
}

func TestLargeShowsTheKeyAndNothingElse(t *testing.T) {
	s := open(t, created())
	take(s, "L")
	if got := strings.TrimSpace(ansi.Strip(screentest.View(s))); got != value {
		t.Errorf("shows %q", got)
	}
	alone(t, s, value)
	if !s.Capturing() {
		t.Fatal("a key would reach the root")
	}
	if msgs, copied := take(s, "c"); len(msgs)+len(copied) != 0 {
		t.Errorf("a key that only returns did %v %q", msgs, copied)
	}
	says(t, s, "esc close")
}

func TestAMenuThatDoesNotFitScrolls(t *testing.T) {
	s := open(t, created())
	copyWith(s, inTmux)
	s.SetSize(60, 13)
	alone(t, s, value)
	says(t, s, "↓", "more", "esc close")
	if strings.Contains(words(s), "save to a file") {
		t.Fatal("it all fits; the test shows nothing")
	}
	for range 20 {
		take(s, "down")
	}
	says(t, s, "f save to a file", "C other ways to copy", "esc close")
	alone(t, s, value)
	for range 20 {
		take(s, "up")
	}
	says(t, s, "c copy")
}

// The screen stays until it is closed on purpose. Closing it reports how the key was
// delivered.
func TestClosingAsksAndTells(t *testing.T) {
	s := open(t, created())
	take(s, "c")
	if l := s.Leave(); !strings.Contains(l.Question, "can't be shown again") || l.Stay == "" || l.Go == "" {
		t.Errorf("asks %+v", l)
	}
	msgs, _ := take(s, "enter", "x")
	if len(msgs) != 0 || s.Leave().Question == "" {
		t.Errorf("a typed-ahead enter sent %v", msgs)
	}
	if msgs, _ := take(s, "y", "n", "q", "k", "r"); len(msgs) != 0 {
		t.Errorf("letters sent %v", msgs)
	}
	if msgs, _ := take(s, "esc"); len(msgs) != 1 || msgs[0] != (screen.Back{}) || s.Leave().Lossless || !strings.Contains(s.Fate().Text, "not taken") {
		t.Errorf("esc sent %v, then %+v", msgs, s.Leave())
	}
	taken(t, s, screentest.Messages(s.Leave().Finish()))
	if got := s.Fate().Text; got != "Created “CI/CD Pipeline” · taken: by your word" {
		t.Errorf("says %q", got)
	}
	if msgs, _ := take(s, "paste:"+value); len(msgs) != 0 {
		t.Errorf("the root was told again: %v", msgs)
	}
	proven := open(t, created())
	take(proven, "v", "paste:"+value)
	if l := proven.Leave(); !strings.Contains(l.Question, "(pasted back)") || !strings.HasSuffix(proven.Fate().Text, "taken: pasted back") {
		t.Errorf("asks %+v, says %q", l, proven.Fate().Text)
	}
}

// walk are states of the screen, each with all that can be in it.
func walk(t *testing.T, try func(name string, s *reveal.Screen)) {
	t.Helper()
	for name, keys := range map[string][]string{
		"fresh":       nil,
		"curl":        {"1"},
		"methods":     {"C", "down"},
		"check":       {"v", "text:" + value},
		"mismatch":    {"c", "v", "paste:" + value + "x"},
		"match":       {"v", "paste:" + value + "\n"},
		"file":        {"f", "tab", "right"},
		"pipe":        {"p", "down"},
		"pipe-refuse": {"p", "text:echo ", "text:" + value, "enter"},
		"large":       {"L"},
	} {
		s := open(t, created())
		take(s, keys...)
		try(name, s)
	}
	sent := open(t, created())
	copyWith(sent, inTmux)
	try("sent", sent)
}

func TestNothingPrintsTheKey(t *testing.T) {
	walk(t, func(name string, s *reveal.Screen) {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
			if strings.Contains(fmt.Sprintf(verb, s), "FakeFake") || strings.Contains(fmt.Sprintf(verb, *s), "FakeFake") {
				t.Errorf("%s: %s prints the key", name, verb)
			}
		}
	})
}

func TestForget(t *testing.T) {
	walk(t, func(name string, s *reveal.Screen) {
		before := s.Update(screentest.Key("1")) // a copy that is still under way
		s.Forget()
		s.Forget()
		for _, msg := range screentest.Messages(before) {
			s.Update(msg)
		}
		if strings.Contains(screentest.View(s), "Fake") || strings.Contains(fmt.Sprintf("%+v", s), "FakeFake") {
			t.Errorf("%s: still there:\n%s", name, screentest.View(s))
		}
		if s.Capturing() {
			t.Errorf("%s: still takes all keys", name)
		}
		msgs, copied := take(s, "c", "1", "2", "v", "f", "enter", "p", "L", "C", "paste:"+value)
		if _, told := screentest.Find[screen.Taken](msgs); told || len(copied) != 0 {
			t.Errorf("%s: copied %q, told %v", name, copied, msgs)
		}
		for _, b := range screen.Bindings(s.Actions()) {
			if b.Enabled() && b.Does != "close" {
				t.Errorf("%s: %s is enabled", name, b.Does)
			}
		}
		if l := s.Leave(); l.Question != "" {
			t.Errorf("%s: asks %+v about nothing", name, l)
		}
	})
}

func TestATracedProgramShowsNoKey(t *testing.T) {
	s := open(t, created(), "TEA_TRACE=trace.log")
	says(t, s, "TEA_TRACE is set", "f save to a file")
	msgs, copied := take(s, "c")
	if notice, ok := screentest.Find[screen.Notice](msgs); !ok || !strings.Contains(notice.Text, "TEA_TRACE") || len(copied) != 0 {
		t.Errorf("said %v, copied %q", msgs, copied)
	}
	msgs, copied = take(s, "1", "2", "v", "L", "paste:"+value)
	if strings.Contains(screentest.View(s), "Fake") || len(copied) != 0 {
		t.Errorf("copied %q, shows\n%s", copied, screentest.View(s))
	}
	undelivered(t, s, msgs)
}

func TestSizes(t *testing.T) {
	s := open(t, created())
	s.Forget()
	screentest.Sizes(t, s)
}

func TestGoldenFrames(t *testing.T) {
	walk(t, func(name string, s *reveal.Screen) {
		switch name {
		case "methods": // what is usable depends on this machine
			screentest.Sizes(t, s)
			return
		case "fresh":
			return // below
		}
		screentest.Frame(t, name, s)
	})
	fresh := open(t, created())
	screentest.GoldenANSI(t, "fresh", screentest.View(fresh))
	screentest.Frames(t, "fresh", fresh)
}
