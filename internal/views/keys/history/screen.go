// Package history is the page about what changed since the admin last looked.
package history

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// ID owns the requests.
const ID = "changes"

// Route leads to the page.
var Route = screen.Route{
	ID: ID, Once: true, Command: "changes", Ask: screen.Always(screen.ShowChanges{}),
	Opens: []screen.Opener{screen.On(func(env screen.Env, _ screen.ShowChanges) *Screen { return New(env) })},
}

// Screen is the page.
type Screen struct {
	screen.Base
	env  screen.Env
	read screen.Call[history.News]
	seen screen.Call[time.Time]
	news history.News
	have bool
	err  error
	list *ui.List
}

// timeout is how long the files may take: another console may be at work on them.
const timeout = time.Minute

// New returns the page.
func New(env screen.Env) *Screen {
	s := &Screen{
		env:  env,
		read: screen.Call[history.News]{Owner: ID, Name: "read", Timeout: timeout},
		seen: screen.Call[time.Time]{Owner: ID, Name: "seen", Timeout: timeout},
	}
	s.list = ui.NewList(env.Theme, rows{s}, columns()...)
	return s
}

// Title names the page.
func (s *Screen) Title() string { return "What changed" }

// Update takes a message.
func (s *Screen) Update(msg tea.Msg) (cmd tea.Cmd) {
	defer s.layout()
	if r, mine := s.read.Take(msg); mine {
		s.news, s.err, s.have = r.Value, r.Err, true
		return nil
	}
	if r, mine := s.seen.Take(msg); mine {
		if r.Err != nil {
			return screen.Say(ui.Warn, text.Sentence(r.Err.Error()))
		}
		return tea.Sequence(screen.Send(screen.ChangesSeen{}), screen.Send(screen.Back{}),
			screen.Say(ui.Good, history.SeenWords))
	}
	cmd, _ = screen.Input(s, msg, nil)
	return cmd
}

// SetSize gives the area.
func (s *Screen) SetSize(width, height int) {
	s.Base.SetSize(width, height)
	s.layout()
}
