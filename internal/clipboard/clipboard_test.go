package clipboard

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

const text = "supascale_FakeFakeFakeFakeFakeFakeFake"

// at reads variables such as "TMUX=x TERM=y" on a system with or without a
// clipboard tool.
func at(vars, system string, tool bool) environment {
	e := readEnvironment(func(name string) string {
		for pair := range strings.FieldsSeq(vars) {
			if k, v, _ := strings.Cut(pair, "="); k == name {
				return v
			}
		}
		return ""
	})
	e.system, e.tool = system, tool
	return e
}

// outcome runs cmd and gives its last message, and what went to Bubble Tea
// before it.
func outcome[T any](t *testing.T, cmd tea.Cmd) (last T, sent []tea.Msg) {
	t.Helper()
	msg := cmd()
	if v := reflect.ValueOf(msg); v.Kind() == reflect.Slice {
		for i := range v.Len() {
			sent = append(sent, v.Index(i).Interface().(tea.Cmd)())
		}
		msg, sent = sent[len(sent)-1], sent[:len(sent)-1]
	}
	last, ok := msg.(T)
	if !ok {
		t.Fatalf("a %T comes back", msg)
	}
	return last, sent
}

// honest checks what holds for every result.
func honest(t *testing.T, r Result) {
	t.Helper()
	if strings.Contains(fmt.Sprintf("%+v %#v %v", r, r, r.Err), text) {
		t.Errorf("the result holds the text: %+v", r)
	}
	words := strings.ToLower(r.Words + strings.Join(r.Advice, " "))
	switch r.Verdict {
	case Sent:
		if r.Err != nil || !strings.Contains(words, "can't be confirmed") && !strings.Contains(words, "not the machine you sit at") {
			t.Errorf("sent, with %q and %v", r.Words, r.Err)
		}
	case Failed:
		if r.Err == nil || !strings.HasPrefix(r.Words, "Not copied: ") || len(r.Advice) == 0 {
			t.Errorf("failed, with %q, advice %q and %v", r.Words, r.Advice, r.Err)
		}
	case Confirmed:
		if r.Err != nil || r.Method != Native {
			t.Errorf("confirmed by %s, with %v", r.Method, r.Err)
		}
	default:
		t.Errorf("verdict %d", r.Verdict)
	}
	if strings.Contains(strings.ReplaceAll(words, "not copied", ""), "copied") {
		t.Errorf("%q", r.Words)
	}
}

func TestTheLadder(t *testing.T) {
	mine := []string{"my-copy"}
	for _, c := range []struct {
		what, env, system string
		noTool            bool
		command           []string
		want              Name
	}{
		{what: "a desktop", env: "DISPLAY=:0 TERM=xterm", want: Native},
		{what: "Wayland", env: "WAYLAND_DISPLAY=wayland-0", want: Native},
		{what: "macOS", system: "darwin", want: Native},
		{what: "Windows", system: "windows", want: Native},
		{what: "WSL", env: "WSL_DISTRO_NAME=Debian", want: Native},
		{what: "Termux", env: "TERMUX_VERSION=1", want: Native},
		{what: "a desktop and a command", env: "DISPLAY=:0", command: mine, want: Native},
		{what: "a desktop without a tool", env: "DISPLAY=:0", noTool: true, want: OSC52},
		{what: "that with a command", env: "DISPLAY=:0", noTool: true, command: mine, want: Command},
		{what: "no display", env: "TERM=xterm", want: OSC52},
		{what: "the text console", env: "TERM=linux", want: OSC52},
		{what: "the text console with a command", env: "TERM=linux", command: mine, want: Command},
		{what: "ssh", env: "SSH_TTY=/dev/pts/1", want: OSC52},
		{what: "ssh with a command", env: "SSH_CONNECTION=x", command: mine, want: OSC52},
		{what: "ssh with X forwarded", env: "SSH_CONNECTION=x DISPLAY=localhost:10.0", want: OSC52},
		{what: "ssh from the text console with X forwarded", env: "TERM=linux SSH_CONNECTION=x DISPLAY=localhost:10.0", want: Native},
		{what: "ssh to a Mac", env: "SSH_CLIENT=x", system: "darwin", want: OSC52},
		{what: "tmux", env: "TMUX=/run/1 DISPLAY=:0", want: Tmux},
		{what: "tmux over ssh", env: "TMUX=/run/1 TERM=tmux-256color SSH_TTY=x", want: Tmux},
		{what: "screen", env: "STY=1.x TERM=screen.xterm-256color", want: Screen},
		{what: "tmux and screen", env: "STY=1.x TMUX=/run/1", want: Tmux},
		{what: "ssh from within tmux", env: "SSH_TTY=x TERM=tmux-256color", want: OSC52},
		{what: "ssh from within one of both", env: "SSH_TTY=x TERM=screen-256color", want: OSC52},
		{what: "ssh from within GNU screen", env: "SSH_TTY=x TERM=screen.xterm-256color", want: Screen},
	} {
		if c.system == "" {
			c.system = "linux"
		}
		clip := newClipboard(at(c.env, c.system, !c.noTool), Settings{Method: Auto, Command: c.command}, tools{})
		if clip.Chosen() != c.want {
			t.Errorf("%s: by %s, want %s", c.what, clip.Chosen(), c.want)
		}
		choices := clip.Choices()
		if len(choices) != len(Names()) {
			t.Fatalf("%d choices", len(choices))
		}
		for i, choice := range choices {
			if choice.Name != Names()[i] || choice.Title == "" || choice.Why == "" {
				t.Errorf("%s: %+v", c.what, choice)
			}
			if choice.Name == c.want && !choice.Usable && c.what != "the text console" {
				t.Errorf("%s: it picks %s, which is not usable: %s", c.what, choice.Name, choice.Why)
			}
		}
	}
}

func TestTheSettingAndTheSpotGoBeforeTheLadder(t *testing.T) {
	for _, n := range Names() {
		c := newClipboard(at("TMUX=x", "linux", true), Settings{Method: n}, tools{})
		if c.Chosen() != n {
			t.Errorf("set to %s: by %s", n, c.Chosen())
		}
		c.Use(OSC52)
		if c.Chosen() != OSC52 {
			t.Errorf("by %s after the choice of OSC 52", c.Chosen())
		}
		c.Use(Auto)
		if c.Chosen() != n {
			t.Errorf("set to %s: back to %s", n, c.Chosen())
		}
	}
	c := New(func(string) string { return "" }, Settings{ClearAfter: 10 * time.Minute})
	if after, says := c.ClearAfter(Result{Method: OSC52}); after != 10*time.Minute || !strings.Contains(says, "in 10 min, if") {
		t.Errorf("after %s: %q", after, says)
	}
	if after, says := c.ClearAfter(Result{Method: OSC52, Verdict: Failed}); after != 0 || says != "" {
		t.Errorf("what was not copied is forgotten after %s: %q", after, says)
	}
}

func TestReasonsForTheWays(t *testing.T) {
	for _, c := range []struct {
		env    string
		noTool bool
		way    Name
		usable bool
		why    string
	}{
		{"", false, Tmux, false, "TMUX is not set"},
		{"", false, Screen, false, "STY is not set"},
		{"TERM=screen", false, Screen, true, "right if GNU screen, not tmux, runs on the machine you sit at"},
		{"TMUX=x STY=y", false, Screen, false, "tmux serves both"},
		{"TMUX=x", false, OSC52, true, "keeps a copy"},
		{"STY=x", false, OSC52, false, "drops it"},
		{"TERM=linux", false, OSC52, false, "no clipboard"},
		{"SSH_TTY=x TERM=tmux", false, OSC52, true, "set-clipboard"},
		{"SSH_TTY=x DISPLAY=:0", false, Native, false, "not yours"},
		{"SSH_TTY=x DISPLAY=localhost:10.0", false, Native, true, "forwards your display"},
		{"", false, Native, false, "no display"},
		{"DISPLAY=:0", true, Native, false, "install wl-clipboard, xclip or xsel"},
		{"DISPLAY=:0", false, Native, true, "read back"},
		{"", false, Command, false, "clipboard_command is not set"},
	} {
		for _, choice := range newClipboard(at(c.env, "linux", !c.noTool), Settings{}, tools{}).Choices() {
			if choice.Name == c.way && (choice.Usable != c.usable || !strings.Contains(choice.Why, c.why)) {
				t.Errorf("%s in %q: usable %v, %s", c.way, c.env, choice.Usable, choice.Why)
			}
		}
	}
	mine := newClipboard(at("", "linux", false), Settings{Command: []string{"/opt/bin/my-copy", "--secretly"}}, tools{})
	if why := mine.Choices()[4].Why; !strings.Contains(why, `"my-copy" with the text on its standard input`) {
		t.Error(why)
	}
}

func TestByTheTerminal(t *testing.T) {
	for env, want := range map[string][]string{
		"":                           {unsure, allowIt},
		"DISPLAY=:0":                 {"install wl-clipboard, xclip or xsel"},
		"TMUX=x":                     {"keeps a copy", confHere, TmuxLine},
		"STY=x":                      {"GNU screen is known to drop it"},
		"SSH_TTY=x TERM=tmux-256":    {"on the machine you sit at drops it by default", confThere, TmuxLine},
		"SSH_TTY=x TERM=screen-256c": {confThere, TmuxLine, "If it is GNU screen"},
	} {
		c := newClipboard(at(env, "linux", false), Settings{Method: OSC52}, tools{})
		r, sent := outcome[Result](t, c.Copy("The key", text))
		honest(t, r)
		if len(sent) != 1 || sent[0] != tea.SetClipboard(text)() {
			t.Errorf("%s: sent %v", env, sent)
		}
		all := r.Words + "\n" + strings.Join(r.Advice, "\n")
		for _, w := range want {
			if !strings.Contains(all, w) {
				t.Errorf("%s: “%s” is not in\n%s", env, w, all)
			}
		}
		if r.Method != OSC52 || r.Verdict != Sent || !strings.HasPrefix(r.Words, "The key was sent to your terminal's clipboard") {
			t.Errorf("%s: %+v", env, r)
		}
	}
	for _, env := range []string{"TERM=linux", "TERM=dumb SSH_TTY=x"} {
		r, sent := outcome[Result](t, newClipboard(at(env, "linux", false), Settings{Method: OSC52}, tools{}).Copy("The key", text))
		honest(t, r)
		if r.Verdict != Failed || len(sent) > 0 {
			t.Errorf("%s: %+v, sent %v", env, r, sent)
		}
	}
}

func TestThroughScreenInPieces(t *testing.T) {
	c := newClipboard(at("STY=x", "linux", false), Settings{}, tools{})
	long := strings.Repeat(text, 40)
	r, sent := outcome[Result](t, c.Copy("The key", long))
	honest(t, r)
	raw := fmt.Sprint(sent[0].(tea.RawMsg).Msg)
	for piece := range strings.SplitSeq(raw, "\x1b\\") {
		if payload, ok := strings.CutPrefix(piece, "\x1bP"); piece != "" && (!ok || len(payload) > 560) {
			t.Errorf("a piece of %d bytes", len(piece))
		}
	}
	joined := strings.ReplaceAll(strings.ReplaceAll(raw, "\x1bP", ""), "\x1b\\", "")
	if joined != plain(long) {
		t.Errorf("the pieces are not the whole")
	}
}

func TestCopyingTurnedOff(t *testing.T) {
	r, sent := outcome[Result](t, newClipboard(at("DISPLAY=:0", "linux", true), Settings{Method: None}, tools{}).Copy("The key", text))
	honest(t, r)
	if r.Verdict != Failed || len(sent) > 0 || !strings.Contains(r.Words, "turned off") {
		t.Errorf("%+v", r)
	}
}
