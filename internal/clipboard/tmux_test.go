package clipboard

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// server is a tmux that answers from its fields and notes what it is told.
type server struct {
	client  string // what display-message prints
	option  string
	ms      string
	silent  error
	load    error
	locked  error // why the attached terminal can't be written
	told    []string
	stdin   []string
	env     []string
	written map[string]string
}

func (s *server) tools(t *testing.T) tools {
	return tools{
		run: func(ctx context.Context, c call) (string, error) {
			if _, ok := ctx.Deadline(); !ok || c.argv[0] != "tmux" {
				t.Errorf("%q runs, with a deadline: %v", c.argv, ok)
			}
			args := strings.Join(c.argv[1:], " ")
			if strings.Contains(args, text) {
				t.Error("the text is in argv")
			}
			s.told, s.stdin, s.env = append(s.told, args), append(s.stdin, c.stdin), c.env
			if !strings.HasPrefix(args, "display-message") {
				return "", s.load
			}
			return s.client + "\n" + s.option + "\nTerminal 0: xterm for /dev/pts/99, flags=0x0:\n 178: Ms: (string) x\n" +
				"Terminal 1: xterm for /dev/pts/9, flags=0x0:\n 177: Mx: [missing]\n 178: Ms: " + s.ms + "\n", s.silent
		},
		tty: func(path, sequence string) error {
			if s.locked == nil {
				s.written = map[string]string{path: sequence}
			}
			return s.locked
		},
	}
}

func inTmux(t *testing.T, s *server) *Clipboard {
	return newClipboard(at("TMUX=/run/tmux,1,0 TMUX_PANE=%7", "linux", true), Settings{}, s.tools(t))
}

const present = `(string) \033]52;%p1%s;%p2%s\a`

func TestPastTmuxToTheAttachedTerminal(t *testing.T) {
	for what, c := range map[string]struct {
		term, ms string
		want     string
		words    string
		advice   string
	}{
		"a terminal that takes it":   {"xterm-256color", present, plain(text), "was sent past tmux to your terminal's clipboard (OSC 52): it can't be confirmed from here.", allowIt},
		"one tmux doesn't know":      {"vt220", "[missing]", plain(text), "tmux does not know this terminal to take it", allowIt},
		"another tmux":               {"tmux-256color", present, plain(text), "inside another tmux or screen", TmuxLine},
		"another tmux, or screen":    {"screen.xterm", present, plain(text) + wrapped(text), "inside another tmux or screen", TmuxLine},
		"nothing known of terminals": {"xterm", "", plain(text), "can't be confirmed", allowIt},
	} {
		s := &server{client: "/dev/pts/9|0|" + c.term, option: "external", ms: c.ms}
		r, _ := outcome[Result](t, inTmux(t, s).Copy("The key", text))
		honest(t, r)
		if r.Verdict != Sent || !strings.Contains(r.Words, c.words) || !strings.Contains(strings.Join(r.Advice, "\n"), c.advice) {
			t.Errorf("%s: %+v", what, r)
		}
		if len(s.written) != 1 || s.written["/dev/pts/9"] != c.want {
			t.Errorf("%s: written %q", what, s.written)
		}
		if len(s.told) != 1 || !strings.Contains(s.told[0], "-t %7 ") || strings.Join(s.env, " ") != "TMUX=/run/tmux,1,0 TMUX_PANE=%7" {
			t.Errorf("%s: told %q with %q", what, s.told, s.env)
		}
	}
}

func TestWhereTheTerminalIsNotOursTmuxSendsIt(t *testing.T) {
	s := &server{client: "/dev/pts/9|0|xterm", option: "off", ms: present, locked: errTerminal}
	r, _ := outcome[Result](t, inTmux(t, s).Copy("The key", text))
	honest(t, r)
	if r.Verdict != Sent || !strings.Contains(r.Words, "was handed to tmux") || !strings.Contains(r.Words, `set-clipboard is "off"`) {
		t.Errorf("%+v", r)
	}
	var load, buffer string
	if _, err := fmt.Sscanf(s.told[1], "%s -b %s", &load, &buffer); err != nil || load != "load-buffer" || s.stdin[1] != text ||
		!strings.HasSuffix(s.told[1], "-w - ; delete-buffer -b "+buffer) {
		t.Errorf("told %q", s.told)
	}

	s = &server{client: "/dev/pts/9|0|xterm", option: "external", ms: "[missing]", locked: errTerminal}
	r, _ = outcome[Result](t, inTmux(t, s).Copy("The key", text))
	honest(t, r)
	if r.Verdict != Failed || r.Advice[1] != "set -as terminal-features ',*:clipboard'" {
		t.Errorf("tmux sends nothing to a terminal without Ms, whatever its exit status: %+v", r)
	}

	s = &server{client: "/dev/pts/9|0|xterm", locked: errTerminal, load: context.DeadlineExceeded}
	r, _ = outcome[Result](t, inTmux(t, s).Copy("The key", text))
	honest(t, r)
	if last := s.told[len(s.told)-1]; r.Verdict != Failed || !strings.HasPrefix(last, "delete-buffer") {
		t.Errorf("%+v; told %q", r, s.told)
	}
}

func TestTmuxThatCannotHelp(t *testing.T) {
	for what, c := range map[string]struct {
		server server
		words  string
	}{
		"nobody attached": {server{client: "||"}, "no terminal is attached to this tmux session"},
		"no answer":       {server{client: "", silent: context.DeadlineExceeded}, "it did not answer in time"},
		"another answer":  {server{client: "usage: tmux"}, "tmux did not answer"},
	} {
		r, _ := outcome[Result](t, inTmux(t, &c.server).Copy("The key", text))
		honest(t, r)
		if r.Verdict != Failed || !strings.Contains(r.Words, c.words) || c.server.written != nil {
			t.Errorf("%s: %+v", what, r)
		}
	}
}

func TestControlModeGetsItByThePane(t *testing.T) {
	s := &server{client: "/dev/pts/9|1|xterm"}
	r, sent := outcome[Result](t, inTmux(t, s).Copy("The key", text))
	honest(t, r)
	if s.written != nil || len(sent) != 1 || sent[0] != tea.SetClipboard(text)() || !strings.Contains(r.Words, "control mode") {
		t.Errorf("%+v, sent %v, written %q", r, sent, s.written)
	}
}

func TestClearingPastATerminalClaimsNoMoreThanAsked(t *testing.T) {
	s := &server{client: "/dev/pts/9|0|xterm"}
	r, _ := outcome[Cleared](t, inTmux(t, s).Clear(Result{What: "The key", Method: Tmux}, text))
	if r.Verdict != Sent || !strings.Contains(r.Words, "was asked to clear") || s.written["/dev/pts/9"] != "\x1b]52;c;\x07" {
		t.Errorf("%+v, written %q", r, s.written)
	}
	s.locked = errTerminal
	if r, _ = outcome[Cleared](t, inTmux(t, s).Clear(Result{Method: Tmux}, text)); r.Verdict != Failed || !errors.Is(r.Err, errTerminal) {
		t.Errorf("%+v", r)
	}
	for way, want := range map[Name]tea.Msg{OSC52: tea.SetClipboard("")(), Screen: tea.RawMsg{Msg: wrapped("")}} {
		r, sent := outcome[Cleared](t, inTmux(t, s).Clear(Result{Method: way}, text))
		if r.Verdict != Sent || len(sent) != 1 || sent[0] != want || !CanClear(way) {
			t.Errorf("%s: %+v, sent %v", way, r, sent)
		}
	}
	r, sent := outcome[Cleared](t, inTmux(t, s).Clear(Result{Method: Command}, text))
	if r.Verdict != Failed || len(sent) > 0 || CanClear(Command) || CanClear(None) {
		t.Errorf("%+v, sent %v", r, sent)
	}
}
