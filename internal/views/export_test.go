package views

import (
	"slices"

	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/keys/reveal"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

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

// Listed is what help lists.
func (r *Root) Listed() []ui.Binding {
	here, everywhere := r.offers()
	return append(here, everywhere...)
}

// Clickable tells the keys of a click on each cell.
func (r *Root) Clickable() func(x, y int) []string { return r.clickable() }

// Drawn is what is in front, as it is shown and as it is looked at for a click.
func (r *Root) Drawn() (shown, zoned string) {
	draw := func() string {
		if r.top() != nil {
			if box, _ := r.top().View(); box != "" {
				return box
			}
		}
		frame, _ := r.draw()
		return frame
	}
	shown = draw()
	r.env.Theme.WithZones(func() { zoned = draw() })
	return shown, zoned
}

// Place names what is in front.
func (r *Root) Place() string {
	if d := r.dialog(); d != nil {
		return d.Name()
	}
	return r.active().name
}

// Reveals reports whether a key is shown, if only below another screen.
func (r *Root) Reveals() bool {
	return slices.ContainsFunc(r.stack, func(e entry) bool { return e.name == reveal.ID })
}
