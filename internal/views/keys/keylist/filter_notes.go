package keylist

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/keys/filter"
	"github.com/supascale/supascale-tui/internal/notes"
)

// noted are the notes about keys, as the filter looks at them. They are found for a
// row when it comes or when notes change, not at every key press: a row without one
// costs the look at a flag.
type noted struct {
	byID  map[string]*filter.Note
	byRow []*filter.Note // as long as the rows reach that have one
}

// note finds the note about a row.
func (st *store) note(at int32) {
	if n := st.notes.byID[st.id(st.rows.at(at))]; n != nil {
		st.rows.at(at).flags |= flagNoted
		if missing := int(at) + 1 - len(st.notes.byRow); missing > 0 {
			st.notes.byRow = append(st.notes.byRow, make([]*filter.Note, missing)...)
		}
		st.notes.byRow[at] = n
	}
}

func (st *store) noteOf(at int32, r *row) *filter.Note {
	if r.flags&flagNoted == 0 {
		return nil
	}
	return st.notes.byRow[at]
}

// setNotes takes what is noted now, by key id.
func (st *store) setNotes(byID map[string]*filter.Note) {
	for at := range st.notes.byRow {
		st.rows.at(int32(at)).flags &^= flagNoted
	}
	st.notes = noted{byID: byID}
	for id := range byID {
		if at, found := st.find(id); found {
			st.note(at)
		}
	}
}

// move follows the rows to where compact put them, -1 for nowhere.
func (n *noted) move(moved []int32) {
	kept := n.byRow[:0]
	for at, note := range n.byRow {
		if moved[at] >= 0 {
			kept = append(kept, note)
		}
	}
	clear(n.byRow[len(kept):])
	n.byRow = kept
}

// readNotes reads what is noted. That it can't be read is told where notes are
// looked at.
func (s *Screen) readNotes() tea.Cmd {
	store, client := s.env.Notes, s.env.API
	if store == nil {
		return nil
	}
	s.parts = len(fleet.Parts(client))
	return s.noted.Start(func(context.Context) (map[string]*filter.Note, error) {
		list, _ := fleet.Notes(client, store)
		return notes.ForFilter(list), nil
	})
}

// readMoreNotes reads what is noted about the keys of instances that were reached since.
func (s *Screen) readMoreNotes() tea.Cmd {
	if !s.env.Several || len(fleet.Parts(s.env.API)) == s.parts {
		return nil
	}
	return s.readNotes()
}

// takeNotes filters by them.
func (s *Screen) takeNotes(byID map[string]*filter.Note) {
	p := s.linePlace()
	s.list.setNotes(byID)
	s.list.refilter()
	s.returnTo(p)
}
