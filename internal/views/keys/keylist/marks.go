package keylist

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// A mark is a bit of the key's row, so it stays with the key whatever the list is
// sorted and filtered by and however often it is loaded, and goes with it.

// mark marks a row, or takes its mark away.
func (st *store) mark(i int32, on bool) {
	r := st.rows.at(i)
	switch marked := r.flags&flagMarked != 0; {
	case on && !marked:
		r.flags |= flagMarked
		st.marked++
	case !on && marked:
		r.flags &^= flagMarked
		st.marked--
	}
}

func (st *store) isMarked(i int32) bool { return st.rows.at(i).flags&flagMarked != 0 }

// hidden counts the marked keys that the filter hides. It looks at what is shown only
// when that or the marks have changed.
func (l *listing) hidden() int {
	if l.marked == 0 || len(l.query) == 0 {
		return 0
	}
	if l.shownMarks < 0 {
		l.shownMarks = 0
		for _, i := range l.matched {
			if l.isMarked(i) {
				l.shownMarks++
			}
		}
	}
	return l.marked - l.shownMarks
}

// turnMark marks a shown row or takes its mark away.
func (l *listing) turnMark(i int32) {
	on := !l.isMarked(i)
	l.mark(i, on)
	if l.shownMarks >= 0 {
		if on {
			l.shownMarks++
		} else {
			l.shownMarks--
		}
	}
}

// turnShown marks all that is shown, or takes their marks away where all have one.
func (l *listing) turnShown() {
	shown, all := l.visible(), true
	for _, i := range shown {
		all = all && l.isMarked(i)
	}
	for _, i := range shown {
		l.mark(i, !all)
	}
	l.shownMarks = -1
}

func (l *listing) unmarkAll() {
	for i := range l.rows.present() {
		l.mark(i, false)
	}
	l.shownMarks = -1
}

// marks gives the marked keys in the list's order, those that the filter hides too.
func (l *listing) marks() []api.Key {
	list := make([]api.Key, 0, l.marked)
	for _, i := range l.sorted {
		if l.isMarked(i) {
			list = append(list, l.key(l.rows.at(i)))
		}
	}
	return list
}

func (s *Screen) markActions(none bool, why string) []screen.Action {
	return []screen.Action{
		screen.Do(ui.Bind(press.Space, "mark").DisabledIf(none, why), s.turnMark),
		screen.Do(ui.Bind(press.All, "mark all that is shown, or none of it").HelpOnly().DisabledIf(none, why), func() tea.Cmd { s.list.turnShown(); return nil }),
	}
}

// turnMark marks the key under the cursor or takes its mark away, and goes on to the
// next.
func (s *Screen) turnMark() tea.Cmd {
	row, found := s.list.at(s.table.Cursor())
	if !found {
		return nil
	}
	s.list.turnMark(row)
	s.touched = true
	s.table.SetCursor(s.table.Cursor() + 1)
	return nil
}

func (s *Screen) unmark() tea.Cmd {
	s.list.unmarkAll()
	return nil
}

// revokeMarked opens the page that revokes the marked keys.
func (s *Screen) revokeMarked() tea.Cmd {
	return screen.Send(screen.ShowRevokeMany{Keys: s.list.marks(), Why: "marked in the list"})
}

// marked says how many are, and how many of them can't be seen, "" for none.
func (s *Screen) marked() string {
	if s.list.marked == 0 {
		return ""
	}
	words := ui.Mark + " " + text.Number(s.list.marked) + " marked"
	if n := s.list.hidden(); n > 0 {
		words += ", " + text.Number(n) + " of them not shown"
	}
	return words
}
