package history

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/history"
)

// Init reads what is noted.
func (s *Screen) Init() tea.Cmd {
	records, instance := s.env.History, s.env.API.Instance().ID
	if records == nil {
		s.have = true
		return nil
	}
	return s.read.Start(func(ctx context.Context) (history.News, error) { return records.Read(ctx, instance) })
}

func (s *Screen) dismiss() tea.Cmd {
	records, instance, upTo := s.env.History, s.env.API.Instance().ID, s.news.Looked
	return s.seen.Start(func(ctx context.Context) (time.Time, error) { return upTo, records.Dismiss(ctx, instance, upTo) })
}
