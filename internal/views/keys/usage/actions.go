package usage

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/activity/usage"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Actions are what can be done now.
func (s *Screen) Actions() []screen.Action {
	does := "rotate"
	if s.have && s.narrow().Not == "" {
		does = "rotate, with only what it uses"
	}
	scroll := screen.Scroll(&s.page, len(s.paper().Lines), s.Height)
	scroll.Binding = scroll.HelpOnly()
	return []screen.Action{
		screen.Tell(ui.Bind(press.Rotate, does), s.rotate),
		screen.Do(ui.Bind(press.Window, fmt.Sprintf("%d or %d days", usage.WindowDays, 3*usage.WindowDays)), s.nextWindow),
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

// rotate plans a rotation with what was used alone, where that is less than the key may do.
func (s *Screen) rotate() tea.Msg {
	msg := screen.ShowRotate{Key: s.key}
	if n := s.narrow(); s.have && n.Not == "" {
		msg.Wish = n.Wish()
	}
	return msg
}

// narrow is what the use shows the key to need.
func (s *Screen) narrow() rotation.Narrow {
	return rotation.NarrowOf(s.usage, usage.Doubt(&s.stats, &s.key, s.env.Now()))
}
