package history

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// showAll is what esc does to a filter.
const showAll = "show all"

// Actions are what can be done now.
func (s *Screen) Actions() []screen.Action {
	switch {
	case s.filter.Editing():
		return screen.TypeFilter(s.filter, s.List, showAll)
	case s.Save.Naming():
		return s.Save.Actions()
	}
	const notReady = "The history is not ready yet."
	list := []screen.Action{
		screen.Move(s.List),
		screen.Tell(ui.Bind(press.Open, "open the key").DisabledIf(s.selected() == nil, "No change is selected."), s.open),
		s.createAgain(),
		screen.Do(ui.Bind(press.Window, "another time"), s.nextPeriod),
		screen.Step(ui.Bind(press.Tab.Or(press.BackTab), "kind of change"), s.turn),
		screen.Set(ui.Bind(press.Filter, "filter").DisabledIf(!s.have, notReady), s.filter.Start),
		screen.Set(ui.Bind(press.Export, "export").DisabledIf(!s.have, notReady), func() { s.Save.Start(".csv") }),
		screen.Do(ui.Bind(press.Seen, "mark as seen").DisabledIf(s.report.Looked.IsZero(), "This console notes no visits."), s.markSeen),
		screen.Do(ui.Bind(press.Refresh, "refresh"), s.refresh),
	}
	if s.filter.Value() != "" {
		return append(list, screen.Set(ui.Bind(press.Esc, showAll), s.filter.Clear))
	}
	return append(list, screen.GoBack(s.gather.Cancel))
}

// createAgain opens the form for a key like one that is gone.
func (s *Screen) createAgain() screen.Action {
	c := s.selected()
	why := ""
	switch {
	case c == nil || c.Kind != history.Gone:
		why = "Only a key that is gone can be created again."
	case c.Bare:
		why = "The log tells no more of that key than its name."
	}
	return screen.Tell(ui.Bind(press.New, "create it again").DisabledIf(why != "", why), func() tea.Msg {
		k := c.GoneKey()
		return screen.CreateAgain(&k)
	})
}

// open goes to the key, or to what is left of it.
func (s *Screen) open() tea.Msg {
	c := s.selected()
	if c.Kind == history.Gone {
		k := c.GoneKey()
		return screen.ShowRevoked{Key: k.Revoked(), Gone: &k}
	}
	return screen.FindKey{ID: c.Key.ID, Name: c.Key.Name}
}

// turn shows another kind of change.
func (s *Screen) turn(by int) {
	s.kind = (s.kind + by + len(kinds)) % len(kinds)
	s.List.SetCursor(0)
	s.show()
}
