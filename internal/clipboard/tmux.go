package clipboard

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// session is what tmux says about the terminal attached to our pane.
type session struct {
	tty          string // "" with nobody attached
	control      bool   // shown by a program such as iTerm2, not by a terminal
	term         string // TERM of the attached terminal
	setClipboard string // the option: "on", "external", "off", "" when unknown
	takes        ms
}

// ms is what tmux believes about the terminal's capability Ms: whether it takes
// OSC 52 (tmux(1), "TERMINFO EXTENSIONS").
type ms uint8

const (
	msUnknown ms = iota
	msMissing
	msPresent
)

var (
	errDetached = errors.New("no terminal is attached to this tmux session")
	errTerminal = errors.New("not a terminal of this user")
)

// askTmux asks or tells tmux. It names the pane's own server, whatever the
// program's environment says.
func (c *Clipboard) askTmux(stdin string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	return c.tools.run(ctx, call{
		argv:  append([]string{"tmux"}, args...),
		env:   []string{"TMUX=" + c.env.tmux, "TMUX_PANE=" + c.env.pane},
		stdin: stdin,
		reads: true,
	})
}

// session asks all in one run. What fails after the first line is not needed.
func (c *Clipboard) session() (session, error) {
	args := []string{"display-message", "-p"}
	if c.env.pane != "" {
		args = append(args, "-t", c.env.pane)
	}
	out, err := c.askTmux("", append(args, "#{client_tty}|#{client_control_mode}|#{client_termname}",
		";", "show-options", "-sv", "set-clipboard",
		";", "show-messages", "-T")...)
	first, rest, whole := strings.Cut(out, "\n")
	fields := strings.Split(first, "|")
	if !whole || len(fields) != 3 {
		if err == nil {
			err = errors.New("tmux gave an answer that is not understood")
		}
		return session{}, err
	}
	s := session{tty: fields[0], control: fields[1] == "1", term: fields[2]}
	option, terminals, _ := strings.Cut(rest, "\n")
	s.setClipboard = strings.TrimSpace(option)
	s.takes = findMs(terminals, s.tty)
	return s, nil
}

// findMs reads "tmux info": a paragraph for each attached terminal, with a line
// for each capability.
func findMs(info, tty string) ms {
	ours := false
	for line := range strings.Lines(info) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "Terminal ") {
			ours = strings.Contains(line, " for "+tty+",")
		} else if _, value, found := strings.Cut(line, ": Ms: "); found && ours {
			if strings.HasPrefix(value, "[missing]") {
				return msMissing
			}
			return msPresent
		}
	}
	return msUnknown
}

// nested reports that the attached terminal is itself a multiplexer's.
func (s session) nested() bool {
	return strings.HasPrefix(s.term, "tmux") || strings.HasPrefix(s.term, "screen")
}

// sequence is what to write to the attached terminal. A tmux around it heeds
// the plain form alone and GNU screen the wrapped form alone, so where it may
// be either it gets both.
func (s session) sequence(text string) string {
	if strings.HasPrefix(s.term, "screen") {
		return plain(text) + wrapped(text)
	}
	return plain(text)
}

// copyTmux goes past tmux: by default it drops OSC 52 from the programs in it.
func (c *Clipboard) copyTmux(what, text string) tea.Msg {
	s, err := c.session()
	if err == nil && s.tty == "" {
		err = errDetached
	}
	if err != nil {
		return failedTmux(what, err)
	}
	if s.control {
		// The program that shows the session gets the pane's bytes as they are.
		return tea.Sequence(tea.SetClipboard(text), send(Result{
			What: what, Method: Tmux, Verdict: Sent,
			Words:  what + " was sent to the program that shows this tmux session (control mode): " + unsure,
			Advice: []string{allowIt},
		}))()
	}
	if err := c.tools.tty(s.tty, s.sequence(text)); err != nil {
		return c.loadBuffer(s, what, text)
	}
	return s.sent(what)
}

func (s session) sent(what string) Result {
	r := Result{
		What: what, Method: Tmux, Verdict: Sent,
		Words:  what + " was sent past tmux to your terminal's clipboard (OSC 52): " + unsure,
		Advice: []string{allowIt},
	}
	switch {
	case s.nested():
		r.Words += " That terminal is inside another tmux or screen, and tmux drops it by default."
		r.Advice = []string{"In the outer tmux's ~/.tmux.conf, on the machine you sit at:", TmuxLine}
	case s.takes == msMissing:
		r.Words += " tmux does not know this terminal to take it."
	}
	return r
}

func failedTmux(what string, err error) Result {
	why := "tmux did not answer (" + reason(err) + ")"
	if errors.Is(err, errDetached) {
		why = err.Error()
	}
	return Result{
		What: what, Method: Tmux, Verdict: Failed, Err: err,
		Words: "Not copied: " + why + ".",
		Advice: []string{
			byHand, "To copy by OSC 52 through tmux:", TmuxLine,
		},
	}
}

// loadBuffer lets tmux send it, where its terminal is not ours to write to. The
// exit status says nothing: it is 0 as well when nothing was sent.
func (c *Clipboard) loadBuffer(s session, what, text string) Result {
	buffer := fmt.Sprintf("supascale-tui-%d", os.Getpid())
	_, err := c.askTmux(text, "load-buffer", "-b", buffer, "-w", "-", ";", "delete-buffer", "-b", buffer)
	if err != nil {
		// It may have got as far as to hold the text.
		_, _ = c.askTmux("", "delete-buffer", "-b", buffer)
		return failedTmux(what, err)
	}
	r := Result{
		What: what, Method: Tmux, Verdict: Sent,
		Words:  what + " was handed to tmux for your terminal's clipboard: " + unsure,
		Advice: []string{"If it did not arrive, try to paste with the middle mouse button: tmux names no selection, and some terminals then take the primary one."},
	}
	if s.setClipboard != "" {
		r.Words += fmt.Sprintf(" (set-clipboard is %q.)", word(s.setClipboard))
	}
	if s.takes == msMissing {
		r.Verdict = Failed
		r.Err = errDeaf
		r.Words = "Not copied: tmux does not know your terminal to have a clipboard, and its terminal is not yours to write to."
		r.Advice = []string{confHere, "set -as terminal-features ',*:clipboard'", "Then detach from tmux and attach again."}
	}
	return r
}

// word keeps what an option's value may consist of.
func word(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, s)
}
