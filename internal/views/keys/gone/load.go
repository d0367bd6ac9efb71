package gone

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/history"
)

// Init asks both sides.
func (s *Screen) Init() tea.Cmd {
	env := s.env
	return s.look.Start(func(ctx context.Context) (a answer, err error) {
		remembered, err := env.API.RevokedKeys(ctx)
		a.instance = err
		var seen []history.GoneKey
		if env.History != nil {
			seen, a.console = env.History.GoneKeys(ctx, env.API.Instance().ID)
		}
		a.list = history.Merge(remembered, seen)
		return a, nil
	})
}
