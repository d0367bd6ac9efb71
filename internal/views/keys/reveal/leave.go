package reveal

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/deliver"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Leave asks unless the key is taken.
func (s *Screen) Leave() screen.Leave {
	switch {
	case s.secret == nil:
		return screen.Leave{}
	case s.taken != "":
		return screen.Leave{
			Question: "Close? The key is taken (" + string(s.taken) + ") and can't be shown again.",
			Stay:     "stay", Go: "close", Lossless: true,
		}
	}
	return screen.Leave{
		Question: "Close? The key is not taken yet, and it can't be shown again.",
		Stay:     "stay",
		Done:     "I have the key: close", Finish: func() tea.Cmd { return s.take(deliver.ByWord) },
		Go: "close without the key",
	}
}

// Fate reports how the key was delivered, or that it was not, for the line that is
// shown after the screen is closed.
func (s *Screen) Fate() screen.Notice {
	created := "Created “" + s.key.Name + "” · "
	if s.taken != "" {
		return screen.Notice{Tone: ui.Good, Text: created + "taken: " + string(s.taken)}
	}
	return screen.Notice{Tone: ui.Warn, Text: created + "not taken: nobody has its value. :pending lists it"}
}

// take counts the key as taken, and says so to the root the first time. how says by
// what it is known.
func (s *Screen) take(how deliver.Taken) tea.Cmd {
	if s.taken != "" || s.secret == nil {
		return nil
	}
	s.taken = how
	return screen.Send(screen.Taken{ID: s.key.ID})
}
