package views

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/bulk"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// bulk opens the page about the revocation of many keys, and tells the others what it
// came to.
func (r *Root) bulk(msg tea.Msg) tea.Cmd {
	if r.env.Bulk == nil {
		return screen.Say(ui.Warn, "This console can't note how far a revocation of many keys has come, so it does none: revoke them one by one.")
	}
	switch msg := msg.(type) {
	case screen.ShowBulk:
		return r.leave(func() tea.Cmd { return r.open(screen.Bulk, bulk.New(r.env, msg)) })
	case screen.ShowUnfinished:
		return r.leave(func() tea.Cmd {
			if r.active().name == screen.Bulk {
				r.cut(len(r.stack) - 1)
			}
			return r.open(screen.Bulk, bulk.NewUnfinished(r.env))
		})
	case screen.KeysRevoked:
		return tea.Batch(r.keys.Update(msg), r.health.Update(msg))
	}
	return nil
}
