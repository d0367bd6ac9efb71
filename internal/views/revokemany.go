package views

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/keys/many"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// bulk opens the page about the revocation of many keys, tells the others what it came
// to, and reports whether msg asked for any of that.
func (r *Root) many(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case screen.ShowRevokeMany:
		return r.openManyStore(func() screen.Screen { return many.New(r.env, msg) }), true
	case screen.ShowUnfinished:
		return r.openManyStore(func() screen.Screen { return many.NewUnfinished(r.env) }), true
	case screen.KeysRevoked:
		return tea.Batch(r.keys.Update(msg), r.health.Update(msg)), true
	}
	return nil, false
}

func (r *Root) openManyStore(page func() screen.Screen) tea.Cmd {
	if r.env.RevokeMany == nil {
		return screen.Say(ui.Warn, "This console can't note how far a revocation of many keys has come, so it does none: revoke them one by one.")
	}
	return r.leave(func() tea.Cmd {
		if r.active().name == screen.RevokeMany {
			r.cut(len(r.stack) - 1)
		}
		return r.open(screen.RevokeMany, page())
	})
}
