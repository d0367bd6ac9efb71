// Package gone lists what is left of keys that are gone, as far as the instance
// remembers them or this console saw them go, to create them again.
package gone

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/keys/filter"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// ID owns the requests.
const ID = "revoked"

// Route leads to the list.
var Route = screen.Route{
	ID: ID, Once: true, Command: "revoked", Ask: screen.Always(screen.ShowGone{}),
	Opens: []screen.Opener{screen.On(func(env screen.Env, _ screen.ShowGone) *Screen { return New(env) })},
}

// Screen is the list.
type Screen struct {
	screen.Base
	env    screen.Env
	look   screen.Call[answer]
	answer answer
	have   bool
	shown  []int // indexes of those that fit the filter
	list   *ui.List
	filter *ui.Filter
}

// answer is what the two sides know. Either may fail alone.
type answer struct {
	list              []history.GoneKey
	instance, console error
}

const timeout = time.Minute

// New returns the list, empty until Init.
func New(env screen.Env) *Screen {
	s := &Screen{env: env, look: screen.Call[answer]{Owner: ID, Name: "look", Timeout: timeout}}
	s.list = ui.NewList(env.Theme, rows{s}, columns()...)
	s.filter = ui.NewFilter(env.Theme, "name, id or preview, -word", s.take)
	return s
}

// Title names the list.
func (s *Screen) Title() string { return "Revoked keys" }

// Update takes a message.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	defer s.layout()
	if r, mine := s.look.Take(msg); mine {
		s.answer, s.have = r.Value, true
		s.filter.Set(s.filter.Value())
		if r.Value.console != nil {
			return tea.Batch(screen.Refused(r.Value.instance), screen.Say(ui.Warn, text.Sentence(r.Value.console.Error())))
		}
		return screen.Refused(r.Value.instance)
	}
	cmd, _ := screen.Input(s, msg, s.filter.Update)
	return cmd
}

// take finds what fits a filter.
func (s *Screen) take(typed string) error {
	f, err := filter.Parse(typed)
	if err != nil {
		return err // the list stays as it was
	}
	s.shown = s.shown[:0]
	for i := range s.answer.list {
		if lifecycle.Fits(&s.answer.list[i].Key, f, nil, s.env.Now()) {
			s.shown = append(s.shown, i)
		}
	}
	return nil
}

// SetSize gives the area.
func (s *Screen) SetSize(width, height int) {
	s.Base.SetSize(width, height)
	s.layout()
}

// Capturing reports whether the filter is being typed.
func (s *Screen) Capturing() bool { return s.filter.Editing() }
