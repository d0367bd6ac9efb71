package audit

import tea "charm.land/bubbletea/v2"

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
