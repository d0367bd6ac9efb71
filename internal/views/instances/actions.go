package instances

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// showAll is what esc does to a filter.
const showAll = "show all"

// Actions are what can be done now.
func (s *Screen) Actions() []screen.Action {
	if s.filter.Editing() {
		return screen.TypeFilter(s.filter, s.List, showAll)
	}
	list := []screen.Action{
		screen.Move(s.List),
		screen.Tell(ui.Bind(press.Open, "its keys").DisabledIf(s.selected() == nil, "No instance is selected."), s.open),
		screen.Tell(ui.Bind(press.All, "the keys of all shown").DisabledIf(len(s.shown) < 2, "There are no others."), s.together),
		screen.Set(ui.Bind(press.Filter, "filter"), s.filter.Start),
		screen.Do(ui.Bind(press.Refresh, "ask again"), s.Refresh),
	}
	if s.source.CanAdd {
		list = append(list, screen.Tell(ui.Bind(press.Add, "add an instance"), func() tea.Msg { return screen.ShowConnect{} }))
	}
	switch {
	case s.ask.Running():
		list = append(list, screen.Set(ui.Bind(press.Esc, "stop asking"), s.Pause))
	case s.filter.Value() != "":
		list = append(list, screen.Set(ui.Bind(press.Esc, showAll), s.filter.Clear))
	}
	return list
}

// together goes to the keys of all instances that are shown.
func (s *Screen) together() tea.Msg {
	var names []string
	for _, i := range s.shown {
		names = append(names, s.list[i].Name)
	}
	return screen.ShowSeveral{Profiles: names}
}

// open goes to the keys of the instance under the cursor.
func (s *Screen) open() tea.Msg {
	if name := s.selected().Name; name != s.source.Here() {
		return screen.SwitchProfile{Name: name}
	}
	return screen.ShowKeys{}
}
