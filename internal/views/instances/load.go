package instances

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// step is what a survey has brought.
type step struct {
	row  fleet.Row
	done bool // there was none
}

// Init asks the instances, unless they have told all.
func (s *Screen) Init() tea.Cmd {
	s.gather()
	if s.whole || s.ask.Running() {
		return nil
	}
	return s.Refresh()
}

// Refresh asks all instances anew. What they told stays until they answer.
func (s *Screen) Refresh() tea.Cmd {
	s.Pause()
	s.gather()
	s.whole = false
	ctx, cancel := context.WithCancel(context.Background())
	rows := make(chan fleet.Row)
	s.rows, s.end = rows, cancel
	survey := s.source.Survey()
	begin := func() {
		defer close(rows)
		for row := range survey(ctx) {
			select {
			case rows <- row:
			case <-ctx.Done():
				return
			}
		}
	}
	return tea.Batch(s.spinner.Start(), s.next(begin))
}

// next waits for the next row; begin starts the survey, nil for one under way.
func (s *Screen) next(begin func()) tea.Cmd {
	rows := s.rows
	return s.ask.Start(func(ctx context.Context) (step, error) {
		if begin != nil {
			go begin()
		}
		select {
		case row, more := <-rows:
			return step{row, !more}, nil
		case <-ctx.Done():
			return step{}, ctx.Err()
		}
	})
}

// Pause gives up a survey: an instance that has not answered is not waited for.
func (s *Screen) Pause() {
	if s.end != nil {
		s.end()
		s.end = nil
	}
	s.ask.Cancel()
	s.spinner.Stop()
}

func (s *Screen) answered(r screen.Result[step]) tea.Cmd {
	if r.Err != nil || r.Value.done {
		s.whole = r.Err == nil
		s.Pause()
		return nil
	}
	for i := range s.list {
		if s.list[i].Name == r.Value.row.Name {
			s.list[i].hear(r.Value.row)
		}
	}
	s.arrange()
	return s.next(nil)
}

// hear takes what came of asking an instance. The figures of one that did not answer stay,
// with their age.
func (i *instance) hear(row fleet.Row) {
	i.asked = true
	if row.Keys.Known {
		i.Row, i.told, i.since = row, row.Asked, time.Time{}
		return
	}
	i.State, i.Err, i.Asked, i.RoundTrip = row.State, row.Err, row.Asked, 0
	if i.since.IsZero() {
		i.since = row.Asked
	}
}
