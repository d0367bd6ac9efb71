package clipboard

import (
	"errors"
	"fmt"
	"os/exec"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"

	tea "charm.land/bubbletea/v2"
)

const text = "supascale_FakeFakeFakeFakeFakeFakeFake"

func TestWordsForEachEnvironment(t *testing.T) {
	const unsure = "it can't be confirmed from here"
	for _, c := range []struct {
		what, env, system string
		noTool, native    bool
		want, not         string
	}{
		{what: "a desktop", env: "DISPLAY=:0", system: "linux", native: true, want: "was put on this machine's clipboard.", not: "OSC"},
		{what: "Wayland", env: "WAYLAND_DISPLAY=wayland-0", system: "linux", native: true, want: "this machine's clipboard"},
		{what: "macOS", system: "darwin", native: true, want: "this machine's clipboard"},
		{what: "Windows", system: "windows", native: true, want: "this machine's clipboard"},
		{what: "no display", system: "linux", want: unsure, not: "this machine's"},
		{what: "a desktop without a tool", env: "DISPLAY=:0", system: "linux", noTool: true, want: "install wl-clipboard, xclip or xsel"},
		{what: "ssh", env: "SSH_TTY=/dev/pts/1", system: "linux", want: "your terminal's clipboard (OSC 52): " + unsure},
		{what: "ssh with X forwarded", env: "SSH_CONNECTION=x DISPLAY=:10", system: "linux", want: unsure},
		{what: "ssh to a Mac", env: "SSH_CLIENT=x", system: "darwin", want: unsure},
		{what: "tmux", env: "TMUX=/run/1 DISPLAY=:0", system: "linux", want: "tmux set -s set-clipboard on"},
		{what: "tmux over ssh", env: "TMUX=/run/1 TERM=tmux-256color SSH_TTY=x", system: "linux", want: "unless this was run in it"},
		{what: "screen", env: "STY=1.x", system: "linux", want: "GNU screen is known to drop it"},
		{what: "ssh from within tmux", env: "SSH_TTY=x TERM=tmux-256color", system: "linux", want: "on your own machine drops it"},
		{what: "the text console", env: "TERM=linux", system: "linux", want: "has no clipboard"},
	} {
		getenv := func(name string) string {
			for pair := range strings.FieldsSeq(c.env) {
				if k, v, _ := strings.Cut(pair, "="); k == name {
					return v
				}
			}
			return ""
		}
		m := detect(getenv, c.system, !c.noTool)
		if m.native != c.native {
			t.Errorf("%s: native %v", c.what, m.native)
			continue
		}
		var r Result
		if m.native {
			r = writeNative(m, "The key", text, func(string) error { return nil })
		} else {
			r = resultOf(t, Copy(m, "The key", text))
		}
		if r.Sure != c.native || r.Err != nil || !strings.HasPrefix(r.Words, "The key was ") || !strings.Contains(r.Words, c.want) || c.not != "" && strings.Contains(r.Words, c.not) {
			t.Errorf("%s: %q", c.what, r.Words)
		}
		if strings.Contains(strings.ToLower(r.Words), "copied") {
			t.Errorf("%s: nobody knows that it was copied: %q", c.what, r.Words)
		}
		if strings.Contains(fmt.Sprintf("%+v", r), text) {
			t.Errorf("%s: the result holds the text", c.what)
		}
	}
}

// resultOf runs a copy through the terminal, which is a sequence of Bubble
// Tea's own message and ours.
func resultOf(t *testing.T, cmd tea.Cmd) Result {
	t.Helper()
	parts := reflect.ValueOf(cmd())
	if parts.Kind() != reflect.Slice || parts.Len() != 2 {
		t.Fatalf("not a sequence of two: %T", cmd())
	}
	sent := parts.Index(0).Interface().(tea.Cmd)()
	if want := tea.SetClipboard(text)(); sent != want {
		t.Errorf("sent %T", sent)
	}
	return parts.Index(1).Interface().(tea.Cmd)().(Result)
}

func TestNativeFailureIsNeverACopy(t *testing.T) {
	exit := exec.CommandContext(t.Context(), "sh", "-c", "echo "+text+" >&2; exit 3").Run()
	for _, c := range []struct {
		err  error
		want string
	}{
		{exit, "(exit status 3)"},
		{&exec.Error{Name: "xclip", Err: exec.ErrNotFound}, "(it is not installed)"},
		{errors.New("broken pipe: " + text), "(it could not be run)"},
	} {
		r := writeNative(Method{native: true}, "The key", text, func(string) error { return c.err })
		if r.Sure || r.Err == nil || !strings.HasPrefix(r.Words, "Not copied: ") || !strings.Contains(r.Words, c.want) || !strings.Contains(r.Words, "mouse") {
			t.Errorf("%v: %q", c.err, r.Words)
		}
		if strings.Contains(r.Words, text) {
			t.Errorf("the words hold the text: %q", r.Words)
		}
	}
}

func TestAToolThatHangsHoldsNobodyUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		r := writeNative(Method{native: true}, "The key", text, func(string) error { <-release; return nil })
		if r.Err == nil || !strings.Contains(r.Words, "did not answer within 2 seconds") {
			t.Errorf("%+v", r)
		}
		close(release)
	})
}
