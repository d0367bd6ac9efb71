package gone

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
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
		screen.Tell(ui.Bind(press.Open, "details").DisabledIf(none, why), func() tea.Msg {
			k := *s.selected()
			return screen.ShowRevoked{Key: k.Revoked(), Gone: &k}
		}),
		screen.Tell(ui.Bind(press.New, "create it again").DisabledIf(none, why), func() tea.Msg { return screen.CreateAgain(s.selected()) }),
		screen.Set(ui.Bind(press.Filter, "filter"), s.filter.Start),
		screen.Do(ui.Bind(press.Refresh, "refresh"), s.Init),
	}
	if s.filter.Value() != "" {
		return append(list, screen.Set(ui.Bind(press.Esc, all), s.filter.Clear))
	}
	return append(list, screen.GoBack(s.look.Cancel))
}

func (s *Screen) selected() *history.GoneKey {
	if i := s.list.Cursor(); i < len(s.shown) {
		return &s.answer.list[s.shown[i]]
	}
	return nil
}
