// Package keydetail shows one key: what it may do, its times, and what was done
// with it lately.
package keydetail

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// ID owns the requests.
const ID = "key"

// Route leads to the page, about a key there is or what is left of one.
var Route = screen.Route{
	ID: ID, Once: true,
	Opens: []screen.Opener{
		screen.On(func(env screen.Env, m screen.ShowKey) *Screen { return New(env, m.Key) }),
		screen.On(func(env screen.Env, m screen.ShowRevoked) *Screen {
			if m.Gone != nil {
				return NewGone(env, m.Gone)
			}
			return NewRevoked(env, m.Key)
		}),
	},
}

// shownMost is how many entries of the log are shown of each sort; the audit
// view has the rest.
const shownMost = 20

// Screen is the page about one key.
type Screen struct {
	screen.Base
	env      screen.Env
	key      api.Key
	gone     *history.GoneKey // what is left of a key that is gone; nil for a key there is
	activity part
	failures part
	noted    noted

	paper *ui.Paper // the whole page, laid out for the width
	page  ui.Page
}

// part is a piece of the log that belongs to the key.
type part struct {
	call screen.Call[api.ActivityPage]
	page api.ActivityPage
	have bool
	err  error
}

// New returns the page about key.
func New(env screen.Env, key api.Key) *Screen {
	s := &Screen{env: env, key: key, paper: ui.NewPaper(env.Theme, 0)}
	s.activity.call = screen.Call[api.ActivityPage]{Owner: ID, Name: "activity"}
	s.failures.call = screen.Call[api.ActivityPage]{Owner: ID, Name: "failures"}
	s.noted.call = screen.Call[notes.Note]{Owner: ID, Name: "note"}
	return s
}

// NewRevoked returns the page about what the instance keeps of a revoked key.
func NewRevoked(env screen.Env, key api.RevokedKey) *Screen {
	t := history.Remembered(key)
	return NewGone(env, &t)
}

// NewGone returns the page about what is left of a key that is gone.
func NewGone(env screen.Env, t *history.GoneKey) *Screen {
	s := New(env, t.Key)
	s.gone = t
	return s
}

// Title names the page.
func (s *Screen) Title() string {
	switch {
	case s.isGone() && !s.isRevoked():
		return "Key that is gone: " + s.key.Name
	case s.isGone():
		return "Revoked key: " + s.key.Name
	}
	return "Key: " + s.key.Name
}

func (s *Screen) isGone() bool { return s.gone != nil }

// isRevoked reports whether it is known that the key was revoked, which one that
// was only seen to vanish may not have been.
func (s *Screen) isRevoked() bool { return s.isGone() && (s.gone.ByInstance || s.gone.Own) }

// Update takes a message.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	for _, p := range []*part{&s.activity, &s.failures} {
		if cmd, mine := p.take(msg); mine {
			s.layout()
			return cmd
		}
	}
	if r, mine := s.noted.call.Take(msg); mine {
		s.noted.note, s.noted.err, s.noted.have = r.Value, r.Err, true
		s.layout()
		return nil
	}
	switch msg := msg.(type) {
	case screen.NotesChanged:
		return s.readNote()
	case tea.KeyPressMsg:
		cmd, _ := screen.Press(s.Actions(), msg)
		return cmd
	}
	return nil
}

// SetSize gives the area.
func (s *Screen) SetSize(width, height int) {
	s.Base.SetSize(width, height)
	s.layout()
}
