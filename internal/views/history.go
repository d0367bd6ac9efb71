package views

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/views/keys/gone"
	"github.com/supascale/supascale-tui/internal/views/keys/history"
	"github.com/supascale/supascale-tui/internal/views/keys/keydetail"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// visited opens the pages about what the admin last saw, and reports whether msg
// asked for one.
func (r *Root) visited(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case screen.ShowRevoked:
		return r.leave(func() tea.Cmd { return r.openDetail(goneDetail(r.env, msg)) }), true
	case screen.ShowChanges:
		return r.leave(func() tea.Cmd { return r.only(screen.Changes, history.New(r.env)) }), true
	case screen.ShowGone:
		return r.leave(func() tea.Cmd { return r.only(screen.Revoked, gone.New(r.env)) }), true
	}
	return nil, false
}

// only opens a screen above the first one of its name, and closes that.
func (r *Root) only(name string, s screen.Screen) tea.Cmd {
	for i, e := range r.stack {
		if e.name == name {
			r.cut(i)
			break
		}
	}
	return r.open(name, s)
}

// goneDetail is the page about a key that is gone.
func goneDetail(env screen.Env, msg screen.ShowRevoked) *keydetail.Screen {
	if msg.Gone != nil {
		return keydetail.NewGone(env, msg.Gone)
	}
	return keydetail.NewRevoked(env, msg.Key)
}
