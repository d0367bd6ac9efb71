package rotate

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/activity/follow"
	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// watch follows the log for the new key until what the old one was refused passes.
type watch struct {
	begin    screen.Call[begun]
	call     screen.Call[follow.Found]
	follower *follow.Follower
	timer    uint64 // the timer waited for; older ones are of no effect
	off      bool   // the admin wants none
	behind   error  // why the log could not be read last
}

// begun is the log as it was when the watch began.
type begun struct {
	follower *follow.Follower
	passed   bool
}

// due ends the wait before a look.
type due struct{ timer uint64 }

// Addressee names the page.
func (due) Addressee() string { return ID }

// watching reports whether the log is followed.
func (s *Screen) watching() bool {
	w := &s.watch
	return w.begin.Running() || w.follower != nil
}

// watchable reports whether there is something to wait for.
func (s *Screen) watchable() bool {
	st := s.standing
	return st != nil && !st.Lack.IsZero() && st.NewKey != nil && st.Passed.Last.IsZero()
}

// startWatch begins to follow the log where there is something to wait for.
func (s *Screen) startWatch() tea.Cmd {
	if !s.watchable() || s.watch.off || s.watching() {
		return nil
	}
	client, lack := s.env.API, s.standing.Lack
	q := api.ActivityQuery{Where: query.Query{}.With(query.KeyID, s.standing.New.ID).With(query.Outcome, query.Any)}
	return s.watch.begin.Start(func(ctx context.Context) (begun, error) {
		page, err := client.Activity(ctx, q)
		return begun{follow.From(q, page), shows(lack, page.Entries)}, err
	})
}

func shows(lack rotation.Lack, entries []api.Activity) bool {
	return slices.ContainsFunc(entries, func(e api.Activity) bool { return lack.Shows(&e) })
}

// stopWatch ends it, and what it has under way.
func (s *Screen) stopWatch() {
	s.watch.begin.Cancel()
	s.watch.call.Cancel()
	s.watch.timer++
	s.watch.follower, s.watch.behind = nil, nil
}

// toggleWatch stops the watch, or begins it again.
func (s *Screen) toggleWatch() tea.Cmd {
	if s.watch.off = s.watching(); s.watch.off {
		s.stopWatch()
		return nil
	}
	return s.startWatch()
}

// watched takes what the watch asked for, and reports whether msg is that.
func (s *Screen) watched(msg tea.Msg) (cmd tea.Cmd, mine bool) {
	w := &s.watch
	if r, mine := w.begin.Take(msg); mine {
		if w.behind = r.Err; r.Err != nil {
			return screen.Refused(r.Err), true
		}
		w.follower = r.Value.follower
		return s.watchOn(r.Value.passed), true
	}
	if r, mine := w.call.Take(msg); mine {
		if w.behind = r.Err; r.Err != nil {
			w.follower.Failed(r.Err)
			return tea.Batch(screen.Refused(r.Err), s.watchOn(false)), true
		}
		w.follower.Take(r.Value)
		lack := s.lack()
		return s.watchOn(r.Value.Flooded || shows(lack, r.Value.Fresh) || shows(lack, r.Value.Changed)), true
	}
	if d, mine := msg.(due); mine {
		if d.timer != w.timer || w.follower == nil {
			return nil, true
		}
		follower, client := w.follower, s.env.API
		return w.call.Start(func(ctx context.Context) (follow.Found, error) { return follower.Look(ctx, client) }), true
	}
	return nil, false
}

func (s *Screen) lack() (lack rotation.Lack) {
	if s.standing != nil {
		lack = s.standing.Lack
	}
	return lack
}

// watchOn waits for the next look, or looks how the rotation stands where there is
// something to see.
func (s *Screen) watchOn(passed bool) tea.Cmd {
	if passed {
		s.stopWatch()
		return s.Init()
	}
	s.watch.timer++
	d := due{s.watch.timer}
	return s.env.After(s.watch.follower.Wait(), func(time.Time) tea.Msg { return d })
}

// Pause ends the watch until Init.
func (s *Screen) Pause() { s.stopWatch() }

// Closed ends it for good.
func (s *Screen) Closed() {
	s.stopWatch()
	s.narrow.Cancel()
}
