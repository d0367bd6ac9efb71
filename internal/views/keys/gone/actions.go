package gone

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Actions are what can be done now.
func (s *Screen) Actions() []screen.Action {
	const all = "show all"
	if s.filter.Editing() {
		return screen.TypeFilter(s.filter, s.list, all)
	}
	none := s.selected() == nil
	const why = "No key is selected."
	list := []screen.Action{
		screen.Move(s.list),
		screen.Tell(ui.Bind("enter", "details", "enter", "l", "right").DisabledIf(none, why), func() tea.Msg {
			k := *s.selected()
			return screen.ShowRevoked{Key: k.Revoked(), Gone: &k}
		}),
		screen.Tell(ui.Bind("c", "recreate", "c").DisabledIf(none, why), func() tea.Msg { return screen.CreateAgain(s.selected()) }),
		screen.Set(ui.Bind("/", "filter", "/"), s.filter.Start),
		screen.Do(ui.Bind("r", "refresh", "r"), s.Init),
	}
	if s.filter.Value() != "" {
		return append(list, screen.Set(ui.Bind("esc", all, "esc"), s.filter.Clear))
	}
	return append(list, screen.GoBack(s.look.Cancel))
}

func (s *Screen) selected() *history.GoneKey {
	if i := s.list.Cursor(); i < len(s.shown) {
		return &s.answer.list[s.shown[i]]
	}
	return nil
}
