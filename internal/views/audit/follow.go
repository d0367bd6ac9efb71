package audit

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/activity/follow"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

const (
	// gently is the least time between two looks while nobody follows.
	gently = 5 * time.Second
	// countEvery is the least time between two countings of what is new;
	// countSeldom that where the console itself has to count.
	countEvery  = 5 * time.Second
	countSeldom = time.Minute
	// freshMost bounds what is held back while somebody reads.
	freshMost = mostHeld
)

// live looks for entries newer than those held.
type live struct {
	call     screen.Call[follow.Found]
	follower *follow.Follower
	timer    uint64         // the timer waited for; older ones are of no effect
	fresh    []api.Activity // what is held back while somebody reads
	flooded  bool           // there is more than is held back: a load is needed

	following bool // what comes is shown at once
	behind    error
	good      time.Time // when the instance last answered
	counted   time.Time // when figures were last asked for
}

func newLive() live {
	return live{call: screen.Call[follow.Found]{Owner: ID, Name: "live"}}
}

// tick ends the wait before a look.
type tick struct{ timer uint64 }

// Addressee names the audit view.
func (tick) Addressee() string { return ID }

func (l *live) stop() {
	l.call.Cancel()
	l.timer++
}

func (l *live) reset() {
	l.follower, l.fresh, l.flooded, l.behind = nil, nil, false, nil
}

func (l *live) begin(q api.ActivityQuery, first api.ActivityPage, now time.Time) {
	l.reset()
	l.follower = follow.From(q, first)
	l.good, l.counted = now, now
}

// wait starts the timer for the next look, while the screen is seen and more
// can come.
func (s *Screen) wait() tea.Cmd {
	s.live.timer++
	if !s.visible || s.live.flooded || s.live.follower == nil || !s.line.times.until.IsZero() {
		return nil
	}
	every := s.live.follower.Wait()
	if !s.live.following {
		every = max(every, gently)
	}
	due := tick{s.live.timer}
	return s.env.After(every, func(time.Time) tea.Msg { return due })
}

func (s *Screen) ticked(t tick) tea.Cmd {
	if t.timer != s.live.timer || !s.visible {
		return nil
	}
	return s.look()
}

// look asks for what is new.
func (s *Screen) look() tea.Cmd {
	follower := s.live.follower
	if follower == nil || s.live.flooded || s.list.fresh || !s.line.times.until.IsZero() {
		return nil
	}
	s.live.stop()
	source := s.env.API
	return s.live.call.Start(func(ctx context.Context) (follow.Found, error) { return follower.Look(ctx, source) })
}

// looked takes what a look found: in, or held back while somebody reads.
func (s *Screen) looked(r screen.Result[follow.Found]) tea.Cmd {
	if r.Err != nil {
		return s.lookFailed(r.Err)
	}
	l := &s.live
	l.follower.Take(r.Value)
	l.behind, l.good = nil, s.env.Now()
	if r.Value.Flooded || len(l.fresh)+len(r.Value.Fresh) > freshMost {
		l.flooded = true
		if s.reading() {
			return nil
		}
		return s.load()
	}
	l.fresh = append(l.fresh, r.Value.Fresh...)
	s.list.change(r.Value.Changed)
	if len(r.Value.Fresh)+len(r.Value.Changed) > 0 {
		s.figures.stale = true
	}
	if !s.reading() {
		s.takeIn()
	}
	return tea.Batch(s.recount(), s.wait())
}

// recount asks for new figures when they are old and something came.
func (s *Screen) recount() tea.Cmd {
	every := countEvery
	if s.figures.stats.Examined > 0 {
		every = countSeldom
	}
	now := s.env.Now()
	if !s.figures.stale || s.figures.call.Running() || s.brush.on || now.Sub(s.live.counted) < every {
		return nil
	}
	s.live.counted = now
	return s.figures.start(s.env.API, s.line.query, s.line.times, s.line.times.span(now))
}

// reading reports whether a new row would disturb: it would push away what is
// under the cursor or in the details.
func (s *Screen) reading() bool {
	return s.opened != nil || s.line.typing || s.list.table.Cursor() > 0
}

// takeIn lists what was held back.
func (s *Screen) takeIn() {
	if len(s.live.fresh) > 0 {
		s.list.add(s.live.fresh)
		s.live.fresh = nil
		s.touch()
	}
}

// catchUp shows what was held back.
func (s *Screen) catchUp() tea.Cmd {
	if s.live.flooded {
		return s.load()
	}
	s.takeIn()
	return s.recount()
}

// toggleFollow turns the showing of what comes on and off.
func (s *Screen) toggleFollow() tea.Cmd {
	l := &s.live
	if l.following && s.list.table.Cursor() == 0 && s.attempts {
		l.following = false
		return s.wait()
	}
	l.following = true
	s.close()
	s.attempts = true
	s.list.table.SetCursor(0)
	s.layout()
	if l.flooded {
		return s.load()
	}
	s.takeIn()
	if l.follower == nil {
		return nil
	}
	l.follower.Hurry()
	return s.look()
}

func (s *Screen) lookFailed(err error) tea.Cmd {
	switch api.KindOf(err) {
	case api.Unauthorized:
		return screen.Refused(err)
	case api.Forbidden:
		s.list.err = err
		return nil
	}
	s.live.behind = err
	s.live.follower.Failed(err)
	return s.wait()
}
