// Package keydetail shows one key: what it may do, its times, and what was done
// with it lately.
package keydetail

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// shownMost is how many entries of the log are shown of each sort; the audit
// view has the rest.
const shownMost = 20

// Screen is the page about one key.
type Screen struct {
	env      screen.Env
	key      api.Key
	gone     *history.GoneKey // what is left of a key that is gone; nil for a key there is
	activity part
	failures part
	noted    noted

	lines         []string // the whole page, laid out for width
	top           int
	width, height int
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
	s := &Screen{env: env, key: key}
	s.activity.call = screen.Call[api.ActivityPage]{Owner: screen.Detail, Name: "activity"}
	s.failures.call = screen.Call[api.ActivityPage]{Owner: screen.Detail, Name: "failures"}
	s.noted.call = screen.Call[notes.Note]{Owner: screen.Detail, Name: "note"}
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

// Init asks for the key's part of the log.
func (s *Screen) Init() tea.Cmd {
	if s.key.CantName() != "" {
		return nil
	}
	query := api.ActivityQuery{KeyID: s.key.ID}
	failures := query
	failures.FailuresOnly = true
	cmd := tea.Batch(s.readNote(), s.activity.ask(s.env.API, query), s.failures.ask(s.env.API, failures))
	s.layout()
	return cmd
}

func (p *part) ask(client app.API, query api.ActivityQuery) tea.Cmd {
	return p.call.Start(func(ctx context.Context) (api.ActivityPage, error) {
		return api.NewLogWalk(client, query).Page(ctx, shownMost)
	})
}

// take takes the part's answer, and reports whether msg was it.
func (p *part) take(msg tea.Msg) (tea.Cmd, bool) {
	r, mine := p.call.Take(msg)
	if !mine {
		return nil, false
	}
	p.err = r.Err
	if r.Err != nil {
		return screen.Refused(r.Err), true
	}
	p.page, p.have = r.Value, true
	return nil, true
}

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
		return s.press(msg)
	case tea.MouseWheelMsg:
		const lines = 3
		switch msg.Button {
		case tea.MouseWheelUp:
			s.scroll(-lines)
		case tea.MouseWheelDown:
			s.scroll(lines)
		}
	}
	return nil
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	switch msg.String() {
	case "up", "k":
		s.scroll(-1)
	case "down", "j":
		s.scroll(1)
	case "pgup":
		s.scroll(-s.height)
	case "pgdown", "space":
		s.scroll(s.height)
	case "home", "g":
		s.scroll(-len(s.lines))
	case "end", "G":
		s.scroll(len(s.lines))
	case "e":
		return screen.Send(screen.ShowNote{KeyID: s.key.ID, KeyName: s.key.Name})
	case "c", "n":
		if s.isGone() {
			return screen.Send(screen.CreateAgain(s.gone))
		}
		if msg.String() == "c" {
			return nil
		}
		return screen.Send(screen.ShowCreate{From: s.newKey()})
	case "R":
		if s.isGone() {
			return screen.Say(ui.Warn, goneWords)
		}
		return screen.Send(screen.ShowRotate{Key: s.key})
	case "u":
		return screen.Send(screen.ShowUsage{Key: s.key})
	case "x":
		if s.isGone() {
			return screen.Say(ui.Warn, goneWords)
		}
		return screen.Send(screen.AskRevoke{Key: s.key})
	case "t":
		return screen.Send(screen.ShowTest{Key: s.proven()})
	case "f":
		return screen.Send(screen.ShowAudit{Filter: screen.OfKey(s.key.ID)})
	case "r":
		return s.Init()
	case "esc", "h", "left":
		return screen.Send(screen.Back{})
	}
	return nil
}

func (s *Screen) scroll(lines int) {
	s.top = min(max(s.top+lines, 0), max(len(s.lines)-s.height, 0))
}

// Bindings lists the page's keys.
func (s *Screen) Bindings() []ui.Binding {
	fits := len(s.lines) <= s.height
	move := ui.Bind("↑↓", "scroll", "up", "k", "down", "j", "pgup", "pgdown", "space", "home", "g", "end", "G")
	another := ui.Bind("n", "another like it", "n")
	if s.isGone() {
		another = ui.Bind("c", "recreate it", "c", "n")
	}
	return []ui.Binding{
		move.DisabledIf(fits, "All of it is on the screen."),
		ui.Bind("x", "revoke", "x").DisabledIf(s.isGone(), goneWords),
		ui.Bind("R", "rotate", "R").DisabledIf(s.isGone(), goneWords),
		another,
		ui.Bind("e", "note", "e"),
		ui.Bind("u", "usage", "u"),
		ui.Bind("t", "test it", "t"),
		ui.Bind("f", "its failures", "f"),
		ui.Bind("r", "refresh", "r").HelpOnly(),
		ui.Bind("esc", "back", "esc", "h", "left"),
	}
}

const goneWords = "The key is gone already."

// proven is the key as the page that tries it out takes it.
func (s *Screen) proven() api.RevokedKey {
	if s.isGone() {
		return s.gone.Revoked()
	}
	return api.RevokedKey{Key: s.key}
}

// newKey is a key with the same name, permissions and lifetime.
func (s *Screen) newKey() *keys.Template {
	t := s.key.Template()
	t = t.Because("As “" + s.key.Name + "”, with its " + t.Takes() + ".")
	return &t
}

// SetSize gives the area.
func (s *Screen) SetSize(width, height int) {
	s.width, s.height = max(width, 0), max(height, 0)
	s.layout()
}

// Capturing is never the case: there is nothing to type.
func (s *Screen) Capturing() bool { return false }

// Cursor is nowhere.
func (s *Screen) Cursor() *tea.Cursor { return nil }

// Leave loses nothing.
func (s *Screen) Leave() screen.Leave { return screen.Leave{} }
