package screen

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
)

// Dialog floats above the screen and takes all keys until it sends CloseDialog.
type Dialog interface {
	// Name is its owner name for requests.
	Name() string
	Update(msg tea.Msg) tea.Cmd
	// View draws the framed box, at most width by height cells.
	View(width, height int) string
	// Cursor is the terminal cursor's place within the box, nil for none.
	Cursor() *tea.Cursor
	// Bindings are shown on the bottom line.
	Bindings() []ui.Binding
}

// CloseDialog removes the dialog on top.
type CloseDialog struct{}
