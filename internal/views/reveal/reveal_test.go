package reveal_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/ui/clipboard"
	"github.com/supascale/supascale-tui/internal/views/reveal"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

var _ screen.Screen = (*reveal.Screen)(nil)

const (
	value = screentest.FakeValue
	curl  = `curl -H "Authorization: Bearer ` + value + `" https://supascale.example.com/api/v1/projects`
)

func created() api.CreatedKey {
	return api.CreatedKey{
		Key: api.Key{
			ID: "key-1", Name: "CI/CD Pipeline",
			Permissions: keys.Grant(keys.Projects, keys.Write).With(keys.Backups, keys.Read),
			Expires:     screentest.Now.AddDate(0, 0, 90),
		},
		Secret: api.NewSecret(value),
	}
}

// open shows a key over SSH at 80×24; env adds variables to that.
func open(t *testing.T, key api.CreatedKey, env ...string) *reveal.Screen {
	t.Helper()
	e := screentest.Env(t, &screentest.Instance{})
	e.Getenv = func(name string) string {
		for _, pair := range append(env, "SSH_TTY=/dev/pts/1") {
			if k, v, _ := strings.Cut(pair, "="); k == name {
				return v
			}
		}
		return ""
	}
	s := reveal.New(e, key)
	s.SetSize(80, 21)
	return s
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

func lines(s *reveal.Screen) []string {
	return strings.Split(screentest.Plain(s.View()), "\n")
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

func words(s *reveal.Screen) string { return strings.Join(strings.Fields(ansi.Strip(s.View())), " ") }

func TestTheKeyStandsAlone(t *testing.T) {
	s := open(t, created())
	for _, size := range [][2]int{{60, 13}, {80, 21}, {120, 37}, {len(value), 21}} {
		s.SetSize(size[0], size[1])
		alone(t, s, value)
	}
	s.SetSize(80, 21)
	for _, want := range []string{
		"This is the only time the key is shown. Take it now.",
		"Projects: write · Backups: read · expires Sun 19 Apr 2026, 13:00 CET",
		"y I have the key, close",
	} {
		if !strings.Contains(words(s), want) {
			t.Errorf("“%s” is not on the screen", want)
		}
	}
	if s.Title() != "Key created: CI/CD Pipeline" {
		t.Errorf("title %q", s.Title())
	}
}

func TestAKeyThatDoesNotFitIsNotShownInPart(t *testing.T) {
	s := open(t, created())
	s.SetSize(len(value)-1, 21)
	if text := ansi.Strip(s.View()); strings.Contains(text, "FakeFake") {
		t.Errorf("shows a part:\n%s", text)
	}
	if !strings.Contains(words(s), "The key is 38 characters wide, this window 37") {
		t.Errorf("does not say why:\n%s", words(s))
	}
	if _, copied := take(s, "c"); len(copied) != 1 || copied[0] != value {
		t.Errorf("copied %q", copied)
	}
}

func TestCopying(t *testing.T) {
	for key, want := range map[string]struct{ text, says string }{
		"c": {value, "The key was sent to your terminal's clipboard (OSC 52): it can't be confirmed from here."},
		"1": {curl, "The curl line was sent"},
		"2": {"export SUPASCALE_API_KEY=" + value, "The export line was sent"},
	} {
		s := open(t, created())
		s.SetSize(120, 37)
		if _, copied := take(s, key); len(copied) != 1 || copied[0] != want.text {
			t.Errorf("%s copies %q", key, copied)
		}
		if !strings.Contains(words(s), want.says) {
			t.Errorf("%s: “%s” is not on the screen:\n%s", key, want.says, words(s))
		}
		if key != "c" {
			alone(t, s, want.text)
		}
	}
}

func TestWhatIsKnownAboutTmuxIsSaid(t *testing.T) {
	s := open(t, created(), "TMUX=/run/tmux")
	take(s, "c")
	if !strings.Contains(words(s), "through tmux (OSC 52): it can't be confirmed from here. tmux drops it unless this was run in it: tmux set -s set-clipboard on") {
		t.Errorf("%s", words(s))
	}
}

func TestTheCurlLineBreaksAsAShellAllows(t *testing.T) {
	s := open(t, created())
	take(s, "1")
	alone(t, s, `curl -H "Authorization: Bearer `+value+`" \`)
	alone(t, s, "  https://supascale.example.com/api/v1/projects")
	s.SetSize(60, 13)
	if strings.Contains(words(s), "curl -H") || !strings.Contains(words(s), "The curl line is 116 characters wide, this window 60") {
		t.Errorf("%s", words(s))
	}
	if !strings.Contains(words(s), "y I have the key") {
		t.Error("the way out is out of sight")
	}
}

func TestTheCurlLineAsksForWhatTheKeyMayRead(t *testing.T) {
	key := created()
	key.Permissions = keys.Grant(keys.CloudStorage, keys.Write).With(keys.System, keys.Read)
	if _, copied := take(open(t, key), "1"); !strings.HasSuffix(copied[0], "/api/v1/cloud-storage") {
		t.Errorf("copied %q", copied)
	}
}

func TestLinesAreSafeForAShell(t *testing.T) {
	key := created()
	key.Secret = api.NewSecret("sk_'$(id)`\"")
	s := open(t, key)
	_, copied := take(s, "1", "2")
	want := []string{
		`curl -H 'Authorization: Bearer sk_'\''$(id)` + "`" + `"' https://supascale.example.com/api/v1/projects`,
		`export SUPASCALE_API_KEY='sk_'\''$(id)` + "`" + `"'`,
	}
	if len(copied) != 2 || copied[0] != want[0] || copied[1] != want[1] {
		t.Errorf("copied %q, want %q", copied, want)
	}
}

func TestLeavingAsksUntilTheKeyIsTaken(t *testing.T) {
	s := open(t, created())
	take(s, "c")
	if l := s.Leave(); !strings.Contains(l.Question, "can't be shown again") || l.Stay == "" || l.Go == "" {
		t.Errorf("asks %+v", l)
	}
	msgs, _ := take(s, "enter", "x")
	if len(msgs) != 0 || s.Leave().Question == "" {
		t.Errorf("a typed-ahead enter sent %v", msgs)
	}
	msgs, _ = take(s, "y")
	if len(msgs) != 2 || msgs[0] != (screen.Taken{}) || msgs[1] != (screen.Back{}) {
		t.Errorf("y sent %v", msgs)
	}
	if l := s.Leave(); l.Question != "" {
		t.Errorf("asks %+v although the key is taken", l)
	}
}

func TestNothingPrintsTheKey(t *testing.T) {
	s := open(t, created())
	take(s, "c", "1")
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if strings.Contains(fmt.Sprintf(verb, s), value) || strings.Contains(fmt.Sprintf(verb, *s), value) {
			t.Errorf("%s prints the key", verb)
		}
	}
}

func TestForget(t *testing.T) {
	s := open(t, created())
	before := s.Update(screentest.Key("1")) // a copy that is still under way
	s.Forget()
	s.Forget()
	for _, msg := range screentest.Messages(before) {
		s.Update(msg)
	}
	if strings.Contains(s.View(), "Fake") || strings.Contains(fmt.Sprintf("%+v", s), value) {
		t.Errorf("still there:\n%s", s.View())
	}
	if _, copied := take(s, "c", "1", "2"); len(copied) != 0 {
		t.Errorf("copied %q", copied)
	}
	for _, b := range s.Bindings() {
		if b.Enabled() && b.Does != "I have the key, close" {
			t.Errorf("%s is enabled", b.Does)
		}
	}
	if l := s.Leave(); l.Question != "" {
		t.Errorf("asks %+v about nothing", l)
	}
}

func TestATracedProgramShowsNoKey(t *testing.T) {
	s := open(t, created(), "TEA_TRACE=trace.log")
	if strings.Contains(s.View(), "Fake") || !strings.Contains(words(s), "TEA_TRACE is set") {
		t.Errorf("%s", words(s))
	}
	msgs, copied := take(s, "c")
	if notice, ok := screentest.Find[screen.Notice](msgs); !ok || !strings.Contains(notice.Text, "TEA_TRACE") || len(copied) != 0 {
		t.Errorf("said %v, copied %q", msgs, copied)
	}
}

func TestSizes(t *testing.T) {
	s := open(t, created(), "TMUX=x")
	screentest.Sizes(t, s)
	take(s, "c", "1")
	screentest.Sizes(t, s)
	take(s, "2")
	screentest.Sizes(t, s)
	s.Forget()
	screentest.Sizes(t, s)
}

func TestGoldenFrames(t *testing.T) {
	fresh := open(t, created())
	tmux := open(t, created(), "TMUX=x")
	take(tmux, "1")
	for name, s := range map[string]*reveal.Screen{"fresh": fresh, "curl": tmux} {
		for _, size := range [][2]int{{80, 21}, {120, 37}, {60, 13}} {
			s.SetSize(size[0], size[1])
			screentest.Golden(t, fmt.Sprintf("%s-%dx%d", name, size[0], size[1]), s.View())
		}
	}
	fresh.SetSize(80, 21)
	screentest.GoldenANSI(t, "fresh-80x21", fresh.View())
}
