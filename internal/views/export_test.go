package views

import "github.com/supascale/supascale-tui/internal/views/screen"

// Front are the actions of what is in front: a layer, or the screen.
func (r *Root) Front() []screen.Action {
	switch {
	case r.top() != nil:
		return r.top().Actions()
	case r.refused != nil:
		return r.refusedActions()
	}
	return r.active().Actions()
}

// Globals are the actions that work everywhere, nil where something in front takes all
// keys.
func (r *Root) Globals() []screen.Action {
	if r.top() != nil || r.refused != nil || r.active().Capturing() {
		return nil
	}
	return r.globals()
}

// Place names what is in front.
func (r *Root) Place() string {
	if d := r.dialog(); d != nil {
		return d.Name()
	}
	return r.active().name
}

// Asks reports whether a question is in front.
func (r *Root) Asks() bool {
	_, asks := r.top().(*confirm)
	return asks
}
