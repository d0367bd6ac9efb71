package clipboard

import (
	"errors"

	osc52 "github.com/aymanbagabas/go-osc52/v2"

	tea "charm.land/bubbletea/v2"
)

const (
	byHand    = "Select the line with the mouse, or take it another way."
	unsure    = "it " + untold
	untold    = "can't be confirmed from here."
	allowIt   = "If it did not arrive, allow programs to set the clipboard (OSC 52) in your terminal's settings."
	confThere = "On the machine you sit at, this line belongs into ~/.tmux.conf:"
	confHere  = "On this machine, this line belongs into ~/.tmux.conf:"
)

// TmuxLine is the line of ~/.tmux.conf by which tmux passes on what is copied by OSC 52.
const TmuxLine = "set -s set-clipboard on"

var (
	errOff  = errors.New("copying is turned off")
	errDeaf = errors.New("the terminal has no clipboard")
)

// plain is OSC 52 for the selection CLIPBOARD. An empty text asks the terminal
// to clear it.
func plain(text string) string { return osc52.New(text).String() }

// wrapped is the same in the pieces that GNU screen passes on.
func wrapped(text string) string { return osc52.New(text).Screen().String() }

// copyPlain lets Bubble Tea write the sequence between two frames.
func (c *Clipboard) copyPlain(what, text string) tea.Cmd {
	if c.env.deaf() {
		return send(Result{
			What: what, Method: OSC52, Verdict: Failed, Err: errDeaf,
			Words:  "Not copied: " + deafWords(c.env.term) + ".",
			Advice: []string{byHand},
		})
	}
	r := Result{
		What: what, Method: OSC52, Verdict: Sent,
		Words:  what + " was sent to your terminal's clipboard (OSC 52): " + unsure,
		Advice: []string{allowIt},
	}
	switch e := c.env; {
	case e.tmux != "":
		r.Words += " tmux drops it by default, and keeps a copy in its own buffers if it doesn't."
		r.Advice = []string{confHere, TmuxLine}
	case e.sty:
		r.Words += " GNU screen is known to drop it."
		r.Advice = []string{"Copy through GNU screen instead."}
	case e.within("tmux", "screen"):
		r.Words += " A tmux or screen on the machine you sit at drops it by default."
		r.Advice = []string{confThere, TmuxLine}
		if e.within("screen") {
			r.Advice = append(r.Advice, "If it is GNU screen, copy through GNU screen instead.")
		}
	case !e.ssh && e.desktop() && !e.tool:
		r.Advice = append(r.Advice, "Or install wl-clipboard, xclip or xsel, to copy without the terminal's help.")
	}
	return tea.Sequence(tea.SetClipboard(text), send(r))
}

// copyScreen wraps the sequence for GNU screen.
func (c *Clipboard) copyScreen(what, text string) tea.Cmd {
	return tea.Sequence(tea.Raw(wrapped(text)), send(Result{
		What: what, Method: Screen, Verdict: Sent,
		Words:  what + " was sent through GNU screen to your terminal's clipboard (OSC 52): " + unsure,
		Advice: []string{allowIt},
	}))
}
