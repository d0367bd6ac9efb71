package connect

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
)

// labelEnd is where the labels end and the fields begin, in cells.
const labelEnd = 17

// What is left out where there is little room, the most useful first.
const (
	aboveButtons = iota
	aboveKeeping
	belowWay
	saysWay
	saysKept
	intro
	atTop
	belowIntro
	gaps
)

// form draws the whole form; where there is little room, what is least useful goes.
func (s *Screen) form() *ui.Form {
	return ui.FitForm(s.env.Theme, s.width, s.height, labelEnd, gaps, s.compose)
}

// View draws the part of the form that fits and has the focus in it.
func (s *Screen) View() string { return s.form().View(s.height) }

// Cursor is that of the field that takes text.
func (s *Screen) Cursor() *tea.Cursor {
	if !s.Capturing() || s.width <= 0 || s.height <= 0 {
		return nil
	}
	return s.form().Cursor(s.height)
}
