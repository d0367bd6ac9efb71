package create

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
)

// White space between parts, the most useful first.
const (
	abovePermissions = iota
	aboveSummary
	aboveButtons
	belowStart
	belowName
	atTop
	gaps
)

// form draws the whole form; where there is little room, white space goes first.
func (s *Screen) form() *ui.Form {
	return ui.FitForm(s.env.Theme, s.width, s.height, labelEnd, gaps, func(f *ui.Form) {
		f.Space(atTop)
		f.Part(s.focus == startFrom, func() { s.drawStartFrom(f) })
		f.Space(belowStart)
		f.Part(s.focus == name, func() { s.drawName(f) })
		f.Space(belowName)
		f.Part(s.focus == expires, func() { s.drawExpires(f) })
		f.Space(abovePermissions)
		f.Part(s.focus == permissions, func() { s.drawPermissions(f) })
		f.Space(aboveSummary)
		f.Part(s.focus == buttons, func() { s.drawButtons(f) })
	})
}

// View draws the part of the form that fits and has the focus in it.
func (s *Screen) View() string { return s.form().View(s.height) }

// Cursor is the text field's.
func (s *Screen) Cursor() *tea.Cursor {
	if !s.Capturing() {
		return nil
	}
	return s.form().Cursor(s.height)
}
