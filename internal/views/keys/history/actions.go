package history

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Actions are what can be done now.
func (s *Screen) Actions() []screen.Action {
	const why = "Nothing changed since the last visit."
	c := s.selected()
	list := []screen.Action{
		screen.Move(s.list),
		screen.Tell(ui.Bind(press.Open, "the key").DisabledIf(c == nil, why), s.open),
		screen.Tell(ui.Bind(press.Seen, "all seen").DisabledIf(s.news.Count() == 0, why), s.askDismissal),
	}
	if c != nil && c.Kind == history.Gone {
		list = append(list, screen.Tell(ui.Bind(press.New, "create it again"), func() tea.Msg {
			k := c.GoneKey()
			return screen.CreateAgain(&k)
		}))
	}
	return append(list, screen.GoBack(s.read.Cancel))
}

func (s *Screen) selected() *history.Change {
	if i := s.list.Cursor(); i < len(s.news.List) {
		return &s.news.List[i]
	}
	return nil
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

func (s *Screen) askDismissal() tea.Msg {
	return screen.Question{
		Title: "All seen?", Text: text.Plural(s.news.Count(), "change", "changes") + " will not be listed again.",
		Stay: "Keep the list", Go: "All seen", Then: s.dismiss,
	}
}
