package audit

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// clock is how times are shown in the lists.
type clock uint8

const (
	relative clock = iota
	local
	utc
	clocks
)

func (c clock) words() string {
	return [...]string{"times ago", "local times", "times in UTC"}[c]
}

func (s *Screen) timeWidth() int {
	if s.clock == relative {
		return 7
	}
	return 15
}

// when is a time as the lists show it.
func (s *Screen) when(t time.Time) string {
	const layout = "02 Jan 15:04:05"
	switch {
	case t.IsZero():
		return none
	case s.clock == local:
		return t.In(s.env.Zone).Format(layout)
	case s.clock == utc:
		return t.UTC().Format(layout)
	case s.asOf.Sub(t) < time.Minute:
		return "now"
	}
	return text.Span(s.asOf.Sub(t))
}

func (s *Screen) nextClock() tea.Cmd {
	s.clock = (s.clock + 1) % clocks
	s.layout()
	return screen.Say(ui.Muted, "Showing "+s.clock.words()+".")
}
