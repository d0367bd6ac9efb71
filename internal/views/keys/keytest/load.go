package keytest

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keytest"
	"github.com/supascale/supascale-tui/internal/text"
)

// start begins the test.
func (s *Screen) start() tea.Cmd {
	s.marker = keytest.Marker()
	tester, err := s.env.API.TestWith(*s.value, s.marker)
	if err != nil {
		s.reject, s.stage = text.Sentence(err.Error()), asking
		s.forgetValue()
		return nil
	}
	s.tester, s.stage = tester, trying
	s.test = keytest.New(s.expect())
	return tea.Batch(s.spinner.Start(), s.next())
}

// next reads the next resource, or goes on to the reason.
func (s *Screen) next() tea.Cmd {
	r, more := s.test.Next()
	if !more {
		return s.explain()
	}
	tester := s.tester
	return s.try.Start(func(ctx context.Context) (api.Tried, error) { return tester.Try(ctx, r) })
}

func (s *Screen) tried(tried api.Tried, err error) tea.Cmd {
	s.test.Take(tried, err)
	if s.test.IsRefused() {
		s.refused = keytest.Attempt{At: s.env.Now(), Path: tried.Path, Marker: s.marker, Value: *s.value}
	}
	return s.next()
}

// explain looks for the reason of a refusal, which the log alone has.
func (s *Screen) explain() tea.Cmd {
	if !s.test.IsRefused() {
		s.finish()
		return nil
	}
	s.stage = reading
	attempt, client := s.refused, s.env.API
	return s.look.Start(func(ctx context.Context) (keytest.Logged, error) {
		return keytest.LookUp(ctx, client, attempt, api.Wait), nil
	})
}

// stop ends the test at the admin's word.
func (s *Screen) stop() {
	s.try.Cancel()
	s.look.Cancel()
	s.test.Stop()
	s.finish()
}

// finish explains what came of it and forgets the value.
func (s *Screen) finish() {
	s.stage = done
	s.spinner.Stop()
	if s.value != nil {
		s.walk = s.test.Walk(*s.value, s.logged, s.env.Now(), s.moment)
	}
	s.forgetValue()
}
