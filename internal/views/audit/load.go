package audit

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

const (
	// pageSize is the greatest the contract allows.
	pageSize = 1000
	// mostHeld bounds the memory and the requests a window can cost.
	mostHeld = 20_000
)

// reach is how much log there is, as the instance tells.
type reach struct {
	oldest time.Time // zero: not told, or an empty log
	total  int       // -1: not told
}

// scope is the part of the log that is held.
type scope struct {
	filter   screen.AuditFilter // what the instance was asked for
	since    time.Time
	fetched  bool // at least one page came
	complete bool // all that the filter shows is held
	capped   bool // there is more than may be held
	examined int  // entries the client looked through by itself, 0: none
	matching int  // how many entries there are for the filter, -1: not told
	reach    reach
	trouble  error // why the rest, or all, is missing
}

// covers reports whether a filter can be answered from what is held.
func (c *scope) covers(f screen.AuditFilter) bool {
	return c.trouble == nil && (c.complete && within(f, c.filter) || c.capped && same(c.filter, f))
}

// partial reports whether counts for the filter may miss something.
func (c *scope) partial(f screen.AuditFilter) bool {
	return !c.complete || !within(f, c.filter) || c.examined > 0
}

func lower(s string) string { return strings.ToLower(s) }

// show applies the filter at once to what is held, and asks the instance where
// that is not all.
func (s *Screen) show() tea.Cmd {
	s.takeIn()
	s.touch()
	s.refill()
	switch {
	case s.load.Running() && same(s.asked.filter, s.filter):
		return nil
	case s.live.flooded || !s.scope.covers(s.filter):
		return s.startLoad()
	case s.load.Running():
		s.load.Cancel()
		s.spinner.Stop()
		return s.wait()
	}
	return nil
}

// startLoad asks for the first page of what the filter shows. A load under way
// is given up; what is held stays until the page is there.
func (s *Screen) startLoad() tea.Cmd {
	s.touch()
	s.live.stop()
	s.live.behind, s.live.flooded = nil, false
	s.scope.trouble = nil
	s.asked = scope{filter: s.filter, since: s.asOf.Add(-s.filter.Window), matching: -1}
	s.refill()
	return tea.Batch(s.fetch(""), s.spinner.Start())
}

func (s *Screen) fetch(cursor string) tea.Cmd {
	query := queryOf(s.asked.filter, s.asked.since)
	query.Cursor = cursor
	source := s.env.API
	return s.load.Start(func(ctx context.Context) (api.ActivityPage, error) {
		return source.Activity(ctx, query)
	})
}

func queryOf(f screen.AuditFilter, since time.Time) api.ActivityQuery {
	return api.ActivityQuery{
		Since: since, FailuresOnly: true, Limit: pageSize,
		Reason: f.Reason, KeyID: f.KeyID, IP: f.IP, Text: f.Text,
	}
}

// loaded takes a page and asks for the next one.
func (s *Screen) loaded(r screen.Result[api.ActivityPage]) tea.Cmd {
	if r.Err != nil {
		return s.loadFailed(r.Err)
	}
	if s.asked.fetched {
		s.listing.add(s.held.add(r.Value.Entries))
	} else {
		s.begin(r.Value)
		s.held.add(r.Value.Entries)
		s.refill()
	}
	s.scope.examined += r.Value.Examined
	switch {
	case r.Value.Next == "":
		s.scope.complete = true
	case len(s.held.entries) >= s.most:
		s.scope.capped = true
	default:
		return s.fetch(r.Value.Next)
	}
	s.asked = scope{}
	s.spinner.Stop()
	return s.wait()
}

// begin replaces what is held by nothing, for the first page of something new
// to be added.
func (s *Screen) begin(page api.ActivityPage) {
	s.asked.fetched = true
	s.scope = s.asked
	s.scope.matching = page.Matching
	s.live.reach = reach{page.Oldest, page.Total}
	s.live.healthy(s.env.Now())
	s.live.fresh = nil
	s.touch()
	s.held = newFailures()
}

func (s *Screen) loadFailed(err error) tea.Cmd {
	s.spinner.Stop()
	s.scope.trouble = err
	s.asked = scope{}
	return screen.Refused(err)
}
