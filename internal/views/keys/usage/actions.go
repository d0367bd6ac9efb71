package usage

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Actions are what can be done now.
func (s *Screen) Actions() []screen.Action {
	why := s.noNarrow()
	scroll := screen.Scroll(&s.page, len(s.paper().Lines), s.Height)
	scroll.Binding = scroll.HelpOnly()
	return []screen.Action{
		screen.Tell(ui.Bind(press.New, "narrower key").DisabledIf(why != "", why), s.narrow),
		screen.Do(ui.Bind(press.Window, "30 or 90 days"), s.nextWindow),
		screen.Tell(ui.Bind(press.Log, "its log"), func() tea.Msg { return screen.ShowAudit{Filter: screen.OfKey(s.key.ID)} }),
		screen.Do(ui.Bind(press.Refresh, "refresh"), s.Init),
		scroll,
		screen.GoBack(),
	}
}

func (s *Screen) nextWindow() tea.Cmd {
	s.window = (s.window + 1) % len(windows)
	s.have = false
	return s.Init()
}

// narrow opens the form for a key with what was used alone.
func (s *Screen) narrow() tea.Msg {
	p, dropped := s.usage.Narrower()
	t := s.key.Template().Changed(p).
		Because(fmt.Sprintf("As “%s”, without %s. Revoke the old one when the new one is in place.", s.key.Name, strings.Join(dropped, ", ")))
	return screen.ShowCreate{From: &t}
}

func (s *Screen) noNarrow() string {
	if !s.have {
		return "The log isn't read yet."
	}
	p, dropped := s.usage.Narrower()
	switch {
	case len(dropped) == 0:
		return "The key uses all that it may do."
	case p.IsNone():
		return "There is no evidence of any use: revoke the key if nobody needs it."
	}
	return ""
}
