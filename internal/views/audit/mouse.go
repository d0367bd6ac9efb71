package audit

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
)

// shown is the list in front, how many rows it has, and the line it begins on.
func (s *Screen) shown() (table *ui.Table, n, top int) {
	switch o := s.opened; {
	case o != nil && o.list != nil:
		return o.list.table, len(o.list.rows), s.factsHeight()
	case o != nil:
		return s.list.table, 0, s.height
	case s.attempts:
		return s.list.table, len(s.list.rows), s.headHeight()
	}
	return s.causes.table, s.causes.Len(), s.headHeight()
}

// click puts the cursor on a row; a click on the row under the cursor opens it.
func (s *Screen) click(msg tea.MouseClickMsg) tea.Cmd {
	if msg.Button != tea.MouseLeft || s.line.typing {
		return nil
	}
	table, n, top := s.shown()
	row, hit := table.RowAt(msg.Y-top, n)
	if !hit {
		return nil
	}
	s.touch()
	if o := s.opened; o != nil {
		o.inside = true
	}
	if row == table.Cursor() {
		return s.openCurrent()
	}
	table.SetCursor(row, n)
	s.layout()
	return nil
}

func (s *Screen) wheel(msg tea.MouseWheelMsg) tea.Cmd {
	step := wheelRows
	switch msg.Button {
	case tea.MouseWheelUp:
		step = -wheelRows
	case tea.MouseWheelDown:
	default:
		return nil
	}
	s.touch()
	table, n, top := s.shown()
	if o := s.opened; o != nil && msg.Y < top {
		o.scroll = min(max(o.scroll+step, 0), s.overflow())
		return nil
	}
	table.Scroll(step, n)
	return s.more()
}

// more asks for the rest of a list whose end comes near.
func (s *Screen) more() tea.Cmd {
	switch o := s.opened; {
	case o != nil && o.list != nil:
		return o.list.more()
	case o == nil && s.attempts:
		return s.list.more()
	}
	return nil
}

// overflow is how many lines of what is said don't fit.
func (s *Screen) overflow() int {
	return max(len(s.openedLines(s.width-2))-s.factsHeight()+1, 0)
}
