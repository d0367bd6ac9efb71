package views

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/keys/reveal"
)

// mouseMode has the terminal report clicks and the wheel, but not where a key is shown: it
// is to be selected there as in any other text.
func (r *Root) mouseMode() tea.MouseMode {
	if !r.options.Mouse || r.active().name == reveal.ID {
		return tea.MouseModeNone
	}
	return tea.MouseModeCellMotion
}

// mouse turns a click and the wheel into keys: it can do what these can, with the same
// confirmations, and no more.
func (r *Root) mouse(msg tea.MouseMsg) tea.Cmd {
	m := msg.Mouse()
	if r.mouseMode() == tea.MouseModeNone || r.tooSmall() || r.quitting || r.asleep {
		return nil
	}
	switch msg.(type) {
	case tea.MouseClickMsg:
		if m.Button == tea.MouseLeft {
			return r.pressAll(r.keysAt(m.X, m.Y))
		}
	case tea.MouseWheelMsg:
		return r.pressAll(r.turned(m.Button))
	}
	return nil
}

// pressAll presses keys by name.
func (r *Root) pressAll(names []string) tea.Cmd {
	var cmds []tea.Cmd
	for _, name := range names {
		cmds = append(cmds, r.press(ui.KeyPress(name)))
	}
	return tea.Sequence(cmds...)
}

// wheelLines is how far a turn of the wheel leads.
const wheelLines = 3

// turned are the keys for a turn of the wheel, where there is something that it turns.
func (r *Root) turned(button tea.MouseButton) []string {
	way, turns := map[tea.MouseButton]string{tea.MouseWheelUp: "up", tea.MouseWheelDown: "down"}[button]
	here, _ := r.offers()
	if turns && slices.ContainsFunc(here, func(b ui.Binding) bool { return b.Turns && b.Enabled() && b.Key.Has(way) }) {
		return slices.Repeat([]string{way}, wheelLines)
	}
	return nil
}

// keysAt are the keys for which a cell of the frame stands.
func (r *Root) keysAt(x, y int) []string { return r.clickable()(x, y) }

// clickable draws the frame to be clicked on, and tells the keys for which each of its cells
// stands.
func (r *Root) clickable() func(x, y int) []string {
	var box, frame string
	var left, top int
	r.env.Theme.WithZones(func() {
		if r.top() != nil {
			if box, _ = r.top().View(); box != "" {
				left, top = ui.Middle(box, r.width, r.height)
			}
		}
		frame, _ = r.draw()
	})
	here, everywhere := r.offers()
	offered := append(here, everywhere...)
	return func(x, y int) (names []string) {
		if box != "" {
			names = ui.KeysAt(box, x-left, y-top)
		}
		if names == nil {
			names = ui.KeysAt(frame, x, y)
		}
		if !slices.ContainsFunc(offered, func(b ui.Binding) bool { return len(names) > 0 && b.Key.Has(names[0]) }) {
			return nil // the keys are something else's: a field's, in which they would be text
		}
		return names
	}
}
