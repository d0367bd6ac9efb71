// Package history is the page about what changed since the admin last looked.
package history

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Screen is the page.
type Screen struct {
	env   screen.Env
	read  screen.Call[history.News]
	seen  screen.Call[time.Time]
	news  history.News
	have  bool
	err   error
	table *ui.Table

	width, height int
}

// timeout is how long the files may take: another console may be at work on them.
const timeout = time.Minute

// New returns the page.
func New(env screen.Env) *Screen {
	return &Screen{
		env: env, table: ui.NewTable(env.Theme),
		read: screen.Call[history.News]{Owner: screen.Changes, Name: "read", Timeout: timeout},
		seen: screen.Call[time.Time]{Owner: screen.Changes, Name: "seen", Timeout: timeout},
	}
}

// Title names the page.
func (s *Screen) Title() string { return "What changed" }

// Init reads what is noted.
func (s *Screen) Init() tea.Cmd {
	records, instance := s.env.History, s.env.API.Instance().ID
	if records == nil {
		s.have = true
		return nil
	}
	return s.read.Start(func(ctx context.Context) (history.News, error) { return records.Read(ctx, instance) })
}

// Update takes a message.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	if r, mine := s.read.Take(msg); mine {
		s.news, s.err, s.have = r.Value, r.Err, true
		s.layout()
		return nil
	}
	if r, mine := s.seen.Take(msg); mine {
		if r.Err != nil {
			return screen.Say(ui.Warn, text.Sentence(r.Err.Error()))
		}
		return tea.Sequence(screen.Send(screen.ChangesSeen{}), screen.Send(screen.Back{}),
			screen.Say(ui.Good, history.SeenWords))
	}
	if key, ok := msg.(tea.KeyPressMsg); ok {
		return s.press(key)
	}
	return nil
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	if cmd, taken := screen.Press(s.actions(), msg); taken {
		return cmd
	}
	if s.table.HandleKey(msg, len(s.news.List)) {
		s.layout()
	}
	return nil
}

// Bindings lists the page's keys.
func (s *Screen) Bindings() []ui.Binding { return screen.Bindings(s.actions()) }

func (s *Screen) actions() []screen.Action {
	const why = "Nothing changed since the last visit."
	c := s.selected()
	list := []screen.Action{
		screen.Do(ui.MoveBinding(), nil),
		screen.Do(ui.Bind("enter", "the key", "enter", "l", "right").DisabledIf(c == nil, why), s.open),
		screen.Do(ui.Bind("D", "all seen", "D").DisabledIf(s.news.Count() == 0, why), s.askDismissal),
	}
	if c != nil && c.Kind == history.Gone {
		list = append(list, screen.Do(ui.Bind("c", "recreate it", "c"), func() tea.Cmd {
			t := c.GoneKey()
			return screen.Send(screen.CreateAgain(&t))
		}))
	}
	return append(list, screen.Do(ui.Bind("esc", "back", "esc", "h", "left"), func() tea.Cmd { s.read.Cancel(); return screen.Send(screen.Back{}) }))
}

func (s *Screen) selected() *history.Change {
	if i := s.table.Cursor(); i < len(s.news.List) {
		return &s.news.List[i]
	}
	return nil
}

// open goes to the key, or to what is left of it.
func (s *Screen) open() tea.Cmd {
	c := s.selected()
	if c.Kind == history.Gone {
		t := c.GoneKey()
		return screen.Send(screen.ShowRevoked{Key: t.Revoked(), Gone: &t})
	}
	return screen.Send(screen.FindKey{ID: c.Key.ID, Name: c.Key.Name})
}

func (s *Screen) askDismissal() tea.Cmd {
	return screen.Send(screen.Question{
		Title: "All seen?", Text: text.Plural(s.news.Count(), "change", "changes") + " will not be listed again.",
		Stay: "Keep the list", Go: "All seen", Then: s.dismiss,
	})
}

func (s *Screen) dismiss() tea.Cmd {
	records, instance, upTo := s.env.History, s.env.API.Instance().ID, s.news.Looked
	return s.seen.Start(func(ctx context.Context) (time.Time, error) { return upTo, records.Dismiss(ctx, instance, upTo) })
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
