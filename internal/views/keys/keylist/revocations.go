package keylist

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/views/screen"
)

// unfinished is what the list knows of revocations of many that are not at their end.
type unfinished struct {
	call        screen.Call[unfinishedCount]
	revocations int
	keys        int // of all of them that are not known to be gone
}

type unfinishedCount struct{ revocations, keys int }

// readUnfinished reads which are noted. A note that can't be read is told of where
// they are looked at.
func (s *Screen) readUnfinished() tea.Cmd {
	if s.env.Many == nil {
		return nil
	}
	store, instance := s.env.Many, s.env.API.Instance().ID
	return s.unfinished.call.Start(func(context.Context) (n unfinishedCount, _ error) {
		noted, err := store.List(instance)
		n.revocations = len(noted)
		for i := range noted {
			n.keys += noted[i].Tally().Left()
		}
		if err != nil {
			n.revocations++
		}
		return n, nil
	})
}
