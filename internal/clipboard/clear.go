package clipboard

import (
	"errors"
	"fmt"

	tea "charm.land/bubbletea/v2"
)

// Cleared is the result of clearing. It never holds the text.
type Cleared struct {
	What    string
	Method  Name
	Verdict Verdict
	Words   string
	Err     error // nil unless Failed
}

// CanClear reports whether what was copied by a way can be cleared again.
func CanClear(by Name) bool { return by != Command && by != None && by != "" }

var errCantClear = errors.New("this way can't clear")

// Clear takes text off the clipboard again, by the way it got there, and sends
// a Cleared. Only this machine's clipboard can be asked first whether it still
// holds the text; a terminal is asked to empty whatever it holds.
func (c *Clipboard) Clear(copied Result, text string) tea.Cmd {
	r := Cleared{What: copied.What, Method: copied.Method, Verdict: Sent}
	r.Words = "The terminal was asked to clear its clipboard: whether it did " + untold
	switch copied.Method {
	case Screen:
		return tea.Sequence(tea.Raw(wrapped("")), send(r))
	case OSC52:
		return tea.Sequence(tea.SetClipboard(""), send(r))
	case Tmux:
		return func() tea.Msg { return c.clearTmux(r) }
	case Native:
		return func() tea.Msg { return c.clearNative(r, text) }
	}
	r.Verdict, r.Err = Failed, errCantClear
	r.Words = "The clipboard was not cleared: what your command did with the text is not known here."
	return send(r)
}

func (c *Clipboard) clearTmux(r Cleared) tea.Msg {
	s, err := c.session()
	if err == nil && s.control {
		return tea.Sequence(tea.SetClipboard(""), send(r))()
	}
	if err == nil && s.tty == "" {
		err = errDetached
	}
	if err == nil {
		err = c.tools.tty(s.tty, s.sequence(""))
	}
	if err != nil {
		r.Verdict, r.Err = Failed, err
		r.Words = "The clipboard was not cleared: the terminal attached to tmux can't be reached."
	}
	return r
}

func (c *Clipboard) clearNative(r Cleared, text string) Cleared {
	held, err := c.native(c.tools.read)
	if err == nil && !same(held, text) {
		r.Verdict = Confirmed
		r.Words = "This machine's clipboard holds something else by now: it was left alone."
		return r
	}
	if err == nil {
		_, err = c.native(func() (string, error) { return "", c.tools.write("") })
	}
	if err != nil {
		r.Verdict, r.Err = Failed, err
		r.Words = fmt.Sprintf("The clipboard was not cleared: this machine's clipboard tool failed (%s).", reason(err))
		return r
	}
	r.Words = "This machine's clipboard was asked to forget the text. A clipboard manager may still hold it."
	if held, err = c.native(c.tools.read); err == nil {
		if same(held, text) {
			r.Verdict, r.Err = Failed, errOther
			r.Words = "The clipboard was not cleared: it still holds the text."
			return r
		}
		r.Verdict = Confirmed
		r.Words = "This machine's clipboard was emptied. A clipboard manager may still hold the text."
	}
	return r
}
