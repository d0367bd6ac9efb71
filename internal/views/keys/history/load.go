package history

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Init gathers the report, unless it is there.
func (s *Screen) Init() tea.Cmd {
	if s.have || s.gather.Running() {
		return nil
	}
	return s.refresh()
}

func (s *Screen) refresh() tea.Cmd {
	env := s.env
	period, err := history.ParsePeriod(s.since, env.Now(), env.Zone)
	if err != nil {
		s.since = history.LastVisit
		return tea.Batch(screen.Say(ui.Warn, text.Sentence(err.Error())), s.refresh())
	}
	var records history.Records
	if env.History != nil {
		records = env.History
	}
	return tea.Batch(s.spinner.Start(), s.gather.Start(func(ctx context.Context) (history.Report, error) {
		return fleet.History(ctx, env.API, records, period, env.Now)
	}))
}

// nextPeriod goes on to the next of periods.
func (s *Screen) nextPeriod() tea.Cmd {
	s.since = periods[(slices.Index(periods, s.since)+1)%len(periods)]
	return s.refresh()
}

// markSeen makes now the last visit. It changes nothing that is shown, and nothing is lost
// by it.
func (s *Screen) markSeen() tea.Cmd {
	records, seen := s.env.History, s.report
	return s.seen.Start(func(ctx context.Context) (time.Time, error) { return seen.Looked, seen.Dismiss(ctx, records) })
}
