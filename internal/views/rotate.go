package views

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/views/keys/revoke"
	"github.com/supascale/supascale-tui/internal/views/keys/rotate"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// rotate opens the pages about rotations, and reports whether msg asked for one.
func (r *Root) rotate(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case screen.ShowRotate:
		return r.open(screen.Rotate, rotate.New(r.env, msg.Key)), true
	case screen.ShowRotations:
		return r.leave(func() tea.Cmd { return r.open(screen.Rotations, rotate.NewList(r.env)) }), true
	}
	return nil, false
}

// askRevoke opens the dialog that revokes a key.
func (r *Root) askRevoke(msg screen.AskRevoke) tea.Cmd {
	dialog := revoke.New(r.env, msg.Key)
	dialog.Warn(msg.Known)
	dialog.Then(msg.Then)
	return r.openDialog(dialog)
}

// makes reports whether the screen of that name makes keys.
func makes(name string) bool { return name == screen.Create || name == screen.Rotate }
