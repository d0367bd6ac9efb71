package reveal

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// ticket tells timers apart, also those of an earlier screen. It is not empty
// because pointers to empty values may be equal.
type ticket struct{ _ byte }

// elapsed says that a timer has run out.
type elapsed struct{ id *ticket }

// Addressee names the screen.
func (elapsed) Addressee() string { return ID }

// watch waits for a span without input. Input moves only a time stamp, so that a
// paste of a million key presses starts no million timers.
type watch struct {
	id   *ticket
	span time.Duration
	last time.Time
}

func (w *watch) start(env screen.Env, span time.Duration) tea.Cmd {
	w.id, w.span, w.last = new(ticket), span, env.Now()
	return w.wait(env, span)
}

func (w *watch) stop() { w.id = nil }

func (w *watch) touch(env screen.Env) { w.last = env.Now() }

func (w *watch) wait(env screen.Env, d time.Duration) tea.Cmd {
	id := w.id
	return env.After(d, func(time.Time) tea.Msg { return elapsed{id} })
}

// take reports whether msg is this watch's and the span is over. Where there was
// input since, it waits for what is left.
func (w *watch) take(env screen.Env, msg elapsed) (over bool, again tea.Cmd) {
	if msg.id != w.id {
		return false, nil
	}
	if rest := w.span - env.Now().Sub(w.last); rest > 0 {
		return false, w.wait(env, rest)
	}
	w.stop()
	return true, nil
}

func (s *Screen) elapsed(msg elapsed) tea.Cmd {
	if over, again := s.idle.take(s.env, msg); over {
		s.masked, s.large = true, false
		return nil
	} else if again != nil {
		return again
	}
	if c, open := s.panel.(*check); open {
		return c.elapsed(msg)
	}
	return nil
}

// unmask shows the key again. The key press does nothing else.
func (s *Screen) unmask() tea.Cmd {
	s.masked = false
	return s.Init()
}

// maskWords are shown in the key's place.
func (s *Screen) maskWords() []string {
	words := []string{"The key is hidden after " + text.Span(s.env.RevealTimeout) + " without a key press. Press any key to show it again."}
	if s.taken == "" {
		words = append(words, "It has not been taken yet.")
	}
	return words
}
