package screen

import tea "charm.land/bubbletea/v2"

// Dialog floats above the screen and takes all keys until it sends CloseDialog.
type Dialog interface {
	// Name is its owner name for requests.
	Name() string
	// Init starts what it asks for first.
	Init() tea.Cmd
	Update(msg tea.Msg) tea.Cmd
	// SetSize says how large the box can be, in cells.
	SetSize(width, height int)
	// View draws the framed box, and gives the terminal cursor's place in it, nil for
	// none. It changes nothing.
	View() (string, *tea.Cursor)
	// Actions are what can be done now.
	Actions() []Action
}

// CloseDialog removes the dialog on top.
type CloseDialog struct{}
