package keytest

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/keytest"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

const nothingPasted = "Nothing was pasted yet."

// Actions are what can be done now.
func (s *Screen) Actions() []screen.Action {
	back := screen.GoBack()
	move := screen.Scroll(&s.page, len(s.paper().Lines), s.Height)
	switch s.stage {
	case asking:
		back.Key = press.Esc
		return []screen.Action{
			// A pasted line end is either of the keys.
			screen.Set(ui.Bind(press.LineEnd, "take it").DisabledIf(s.input.Len() == 0, nothingPasted), s.taken),
			{Binding: ui.Bind(press.Clear, "clear").DisabledIf(s.input.Len() == 0, nothingPasted)}, back,
		}
	case warning:
		return []screen.Action{screen.Tell(ui.Bind(press.Enter, "test it"), s.ask), move, back}
	case trying, reading:
		return []screen.Action{screen.Set(ui.Bind(press.Esc, "stop"), s.stop), move}
	}
	return []screen.Action{move, back}
}

// ask has the admin say that the test may begin.
func (s *Screen) ask() tea.Msg {
	return screen.Question{Title: "Test the key?", Text: keytest.Warning, Stay: "Not now", Go: "Test it", Then: s.start}
}
