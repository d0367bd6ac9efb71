package views

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/views/screen"
)

// layer is what is above the screens: help, a question, the command line or a dialog.
// The topmost takes all keys and pastes.
type layer interface {
	Update(msg tea.Msg) tea.Cmd
	SetSize(width, height int)
	// View draws a box that floats, "" for what is drawn elsewhere.
	View() (string, *tea.Cursor)
	Actions() []screen.Action
}

// top is the layer in front, nil for none.
func (r *Root) top() layer {
	if len(r.layers) == 0 {
		return nil
	}
	return r.layers[len(r.layers)-1]
}

func (r *Root) push(l layer) {
	l.SetSize(r.boxSize())
	r.layers = append(r.layers, l)
}

// drop takes a layer away, wherever it is.
func (r *Root) drop(l layer) {
	r.layers = slices.DeleteFunc(r.layers, func(other layer) bool { return other == l })
}

// boxSize is how large what floats above the screen can be.
func (r *Root) boxSize() (width, height int) { return max(r.width-2, 0), max(r.height-2, 0) }

func (r *Root) sizeLayers() {
	for _, l := range r.layers {
		l.SetSize(r.boxSize())
	}
}

// dialog is the one that is open, nil for none.
func (r *Root) dialog() screen.Dialog { return find[screen.Dialog](r.layers) }

// find gives the layer of a type, the zero value for none.
func find[L any](layers []layer) (found L) {
	for _, l := range layers {
		if l, ok := l.(L); ok {
			return l
		}
	}
	return found
}

// openDialog puts a dialog above the screen, in the place of one that is there.
func (r *Root) openDialog(d screen.Dialog) tea.Cmd {
	if before := r.dialog(); before != nil {
		r.drop(before)
	}
	r.push(d)
	return d.Init()
}
