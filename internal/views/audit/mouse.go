package audit

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
)

// shown is the list in front, nil for none, and the line it begins on.
func (s *Screen) shown() (table *ui.List, top int) {
	switch o := s.opened; {
	case o != nil && o.list != nil:
		return o.list.table, s.factsHeight()
	case o != nil:
		return nil, s.Height
	case s.attempts:
		return s.list.table, s.headHeight()
	}
	return s.causes.table, s.headHeight()
}

// click puts the cursor on a row; a click on the row under the cursor opens it.
func (s *Screen) click(msg tea.MouseClickMsg) tea.Cmd {
	table, top := s.shown()
	if msg.Button != tea.MouseLeft || s.line.typing || table == nil {
		return nil
	}
	hit, again := table.Click(msg.Y - top)
	if !hit {
		return nil
	}
	s.touch()
	if o := s.opened; o != nil {
		o.inside = true
	}
	if again {
		return s.openCurrent()
	}
	s.layout()
	return nil
}

func (s *Screen) wheel(msg tea.MouseWheelMsg) tea.Cmd {
	s.touch()
	table, top := s.shown()
	switch o := s.opened; {
	case o != nil && msg.Y < top:
		o.page.Scroll(ui.Wheel(msg), len(s.openedLines(s.Width-2)), s.factsHeight()-1)
	case table != nil:
		table.Scroll(ui.Wheel(msg))
	}
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
	return max(len(s.openedLines(s.Width-2))-s.factsHeight()+1, 0)
}
