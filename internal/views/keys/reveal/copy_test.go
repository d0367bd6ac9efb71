package reveal_test

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/clipboard"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestCopying(t *testing.T) {
	for key, want := range map[string]struct{ text, says string }{
		"c": {value, "The key was sent to your terminal's clipboard (OSC 52): it can't be confirmed from here."},
		"1": {curl, "The curl line was sent"},
		"2": {"export SUPASCALE_API_KEY=" + value, "The export line was sent"},
	} {
		s := open(t, created())
		s.SetSize(120, 37)
		msgs, copied := take(s, key)
		if len(copied) != 1 || copied[0] != want.text {
			t.Errorf("%s copies %q", key, copied)
		}
		says(t, s, want.says)
		undelivered(t, s, msgs)
		if key != "c" {
			alone(t, s, want.text)
		}
	}
}

func TestEachVerdictIsSaidForWhatItIs(t *testing.T) {
	for name, want := range map[string]struct {
		result clipboard.Result
		says   []string
		taken  bool
	}{
		"confirmed": {clipboard.Result{Verdict: clipboard.Confirmed, Words: "The key is on this machine's clipboard."},
			[]string{"✓ The key is on this machine's clipboard."}, true},
		"sent": {inTmux, []string{"→ The key was sent past tmux", "it can't be confirmed from here", "~/.tmux.conf", "set -s set-clipboard on"}, false},
		"failed": {clipboard.Result{Verdict: clipboard.Failed, Words: "Not copied: the tool failed (exit status 1).", Advice: []string{"Select the line with the mouse."}},
			[]string{"✗ Not copied: the tool failed (exit status 1).", "Select the line with the mouse."}, false},
	} {
		s := open(t, created())
		msgs := copyWith(s, want.result)
		says(t, s, want.says...)
		if want.taken {
			taken(t, s, msgs)
		} else {
			undelivered(t, s, msgs)
		}
		if !want.taken && strings.Contains(words(s), "✓") {
			t.Errorf("%s: claims success:\n%s", name, words(s))
		}
	}
}

func TestAResultThatNobodyWaitsForCountsForNothing(t *testing.T) {
	s := open(t, created())
	msgs := screentest.Settle(s, s.Update(clipboard.Result{Verdict: clipboard.Confirmed, Words: "It is there."}))
	undelivered(t, s, msgs)
}

func TestOneCopyAtATime(t *testing.T) {
	s := open(t, created())
	s.Update(screentest.Key("c"))
	says(t, s, "copying…")
	msgs := screentest.Messages(s.Update(screentest.Key("1")))
	if n, ok := screentest.Find[screen.Notice](msgs); !ok || len(msgs) != 1 || !strings.Contains(n.Text, "still under way") {
		t.Errorf("%v", msgs)
	}
}

func TestAnotherWayToCopyIsChosenFromTheList(t *testing.T) {
	s := open(t, created())
	take(s, "C")
	says(t, s, "Choose how to copy", "through tmux (not usable here)", "TMUX is not set", "● by the terminal (OSC 52)", "over SSH only your terminal can reach your clipboard")
	if !s.Capturing() {
		t.Fatal("keys would reach the root")
	}
	take(s, "down", "down", "down", "down", "down", "down", "enter")
	_, copied := take(s, "c")
	says(t, s, "✗ Not copied: copying is turned off")
	if len(copied) != 0 {
		t.Errorf("copied %q", copied)
	}
	take(s, "C", "up", "up", "up", "esc")
	if _, copied := take(s, "c"); len(copied) != 0 {
		t.Error("esc chose what the cursor was on")
	}
	take(s, "C", "up", "up", "up", "enter")
	if _, copied := take(s, "c"); len(copied) != 1 {
		t.Error("the terminal's way is not back")
	}
}

func TestAWayThatLooksUnusableIsTakenWithAWarning(t *testing.T) {
	s := open(t, created())
	msgs, _ := take(s, "C", "up", "enter")
	if n, ok := screentest.Find[screen.Notice](msgs); !ok || !strings.Contains(n.Text, "through GNU screen. But the console is not running in GNU screen") {
		t.Errorf("said %v", msgs)
	}
	says(t, s, "c copy through GNU screen")
}

func TestTheClipboardIsClearedWhenTheAdminWants(t *testing.T) {
	e := env(t)
	timers := &screentest.Timers{}
	e.After = timers.After
	e.Clipboard = clipboard.New(e.Getenv, clipboard.Settings{Method: clipboard.OSC52, ClearAfter: 30 * time.Second})
	s := openIn(e, created())
	timers.Fire(screentest.Now) // that of hiding the key, which is not what this is about
	for _, msg := range screentest.Press(s, "c") {
		if r, ours := msg.(clipboard.Result); ours {
			screentest.Settle(s, s.Update(r))
		}
	}
	says(t, s, "It will be asked to forget it in 30 s, if the console still runs.")
	fired := timers.Fire(screentest.Now.Add(30 * time.Second))
	if len(fired) != 1 {
		t.Fatalf("%d timers", len(fired))
	}
	var cleared bool
	for _, msg := range screentest.Messages(func() tea.Msg { return fired[0] }) {
		s.Update(msg)
		_, is := msg.(clipboard.Cleared)
		cleared = cleared || is
	}
	if !cleared {
		t.Fatal("nothing was cleared")
	}
	says(t, s, "was asked to clear its clipboard", "can't be confirmed")
	undelivered(t, s, nil)
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
