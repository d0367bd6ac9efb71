package screen

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
)

// Base is what most screens and dialogs have in common: a size, nothing to load, nothing
// to type and nothing to lose.
type Base struct{ Width, Height int }

// SetSize gives the area.
func (b *Base) SetSize(width, height int) { b.Width, b.Height = max(width, 0), max(height, 0) }

// Init has nothing to load.
func (*Base) Init() tea.Cmd { return nil }

// Capturing is never the case: there is nothing to type.
func (*Base) Capturing() bool { return false }

// Leave loses nothing.
func (*Base) Leave() Leave { return Leave{} }

// Form draws a form; the cursor is in it while something is typed.
func (b *Base) Form(t *ui.Theme, labelEnd, gaps int, typing bool, draw func(*ui.Form)) (string, *tea.Cursor) {
	view, cursor := ui.FitForm(t, b.Width, b.Height, labelEnd, gaps, draw).View(b.Height)
	if !typing {
		cursor = nil
	}
	return view, cursor
}

// Message fills the area.
func (b *Base) Message(t *ui.Theme, m ui.Message) (string, *tea.Cursor) {
	return m.View(t, b.Width, b.Height), nil
}
