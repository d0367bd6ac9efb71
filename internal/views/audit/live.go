package audit

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

const (
	lookEvery   = 5 * time.Second
	lookAtMost  = time.Minute
	lookOverlap = 2 * time.Minute
)

// live looks for attempts newer than those held.
type live struct {
	call  screen.Call[api.ActivityPage]
	timer uint64 // the timer waited for; older ones are of no effect
	every time.Duration

	mark  time.Time      // the newest attempt held when this look began
	found []api.Activity // what its pages brought so far
	reach reach          // the newest word on how far the log reaches
	fresh []*entry       // attempts held back while the admin reads

	flooded bool      // too many to hold back: a new load is needed
	behind  error     // why the last look failed, nil when it did not
	good    time.Time // when the instance last answered
}

func newLive() live {
	return live{
		call:  screen.Call[api.ActivityPage]{Owner: screen.Audit, Name: "live"},
		every: lookEvery, reach: reach{total: -1},
	}
}

// tick ends the wait before a look.
type tick struct{ timer uint64 }

// Addressee names the audit view.
func (tick) Addressee() string { return screen.Audit }

func (l *live) stop() {
	l.call.Cancel()
	l.timer++
	l.found = nil
}

func (l *live) healthy(now time.Time) { l.behind, l.good, l.every = nil, now, lookEvery }

// wait starts the timer for the next look, while the screen is seen.
func (s *Screen) wait() tea.Cmd {
	s.live.timer++
	if !s.visible || s.live.flooded {
		return nil
	}
	due := tick{s.live.timer}
	return s.env.After(s.live.every, func(time.Time) tea.Msg { return due })
}

func (s *Screen) ticked(t tick) tea.Cmd {
	if t.timer != s.live.timer || !s.visible {
		return nil
	}
	return s.look()
}

// look asks for what is newer than the newest attempt held, and again for the
// last minutes: an instance counts folded attempts up under the id they have,
// and writes its log in groups.
func (s *Screen) look() tea.Cmd {
	if s.load.Running() || !s.scope.fetched || s.live.flooded {
		return nil
	}
	s.live.stop()
	s.live.mark = s.held.newest()
	return s.lookFrom("")
}

func (s *Screen) lookFrom(cursor string) tea.Cmd {
	since := s.scope.since
	if from := s.live.mark.Add(-lookOverlap); from.After(since) {
		since = from
	}
	query := queryOf(s.scope.filter, since)
	query.Cursor = cursor
	source := s.env.API
	return s.live.call.Start(func(ctx context.Context) (api.ActivityPage, error) {
		return source.Activity(ctx, query)
	})
}

// looked takes a page of a look. Pages are asked for until they meet what is
// held, so that a burst between two looks leaves no gap.
func (s *Screen) looked(r screen.Result[api.ActivityPage]) tea.Cmd {
	if r.Err != nil {
		return s.lookFailed(r.Err)
	}
	s.live.found = append(s.live.found, r.Value.Entries...)
	n := len(r.Value.Entries)
	met := r.Value.Next == "" || n > 0 && r.Value.Entries[n-1].Time.Before(s.live.mark)
	if !met && len(s.live.found) < s.most {
		return s.lookFrom(r.Value.Next)
	}
	s.live.reach = reach{r.Value.Oldest, r.Value.Total}
	s.live.healthy(s.env.Now())
	if !met {
		return s.flood()
	}
	s.news()
	return s.wait()
}

// flood is for more news than can be held back: the log is loaded anew, as soon
// as nobody reads.
func (s *Screen) flood() tea.Cmd {
	s.live.found = nil
	if s.reading() {
		s.live.flooded = true
		return nil
	}
	return s.startLoad()
}

// news takes in what a look found, or holds it back while the admin reads.
// Attempts counted up meanwhile change at once: no row moves.
func (s *Screen) news() {
	fresh, updated := s.held.sift(s.live.found)
	s.live.found = nil
	s.held.know(fresh)
	s.live.fresh = append(fresh, s.live.fresh...)
	switch {
	case len(s.live.fresh) > 0 && (!s.reading() || s.pending() == 0):
		s.takeIn()
		s.touch()
		s.refill()
	case updated:
		s.touch()
		s.listing.recount(s.held.entries)
	}
}

// reading reports whether a new row would disturb: it would push away what is
// under the cursor or in the details.
func (s *Screen) reading() bool { return s.table.Cursor() > 0 || s.detail || s.typing }

// pending counts the rows held back.
func (s *Screen) pending() int {
	n := 0
	for _, e := range s.live.fresh {
		if s.listing.lists(e) {
			n++
		}
	}
	return n
}

// takeIn adds what was held back to what is held, and drops what has left the
// window. The caller fills the listing.
func (s *Screen) takeIn() {
	if len(s.live.fresh) > 0 {
		s.held.merge(s.live.fresh)
		s.live.fresh = nil
	}
	if s.scope.fetched && s.held.trim(s.env.Now().Add(-s.scope.filter.Window), s.most) {
		s.scope.complete, s.scope.capped = false, true
	}
}

// catchUp shows what was held back.
func (s *Screen) catchUp() tea.Cmd {
	if s.live.flooded {
		return s.startLoad()
	}
	s.takeIn()
	s.refill()
	return nil
}

func (s *Screen) lookFailed(err error) tea.Cmd {
	s.live.found = nil
	switch api.KindOf(err) {
	case api.Unauthorized:
		return screen.Refused(err)
	case api.Forbidden:
		s.scope.trouble = err
		return nil
	}
	s.live.behind = err
	s.live.every = min(s.live.every*2, lookAtMost)
	if e, ok := errors.AsType[*api.Error](err); ok {
		s.live.every = max(s.live.every, e.RetryAfter)
	}
	return s.wait()
}
