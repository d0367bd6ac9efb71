// Package gone lists what is left of keys that are gone, as far as the instance
// remembers them or this console saw them go, to make them anew.
package gone

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/keys/filter"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Screen is the list.
type Screen struct {
	env     screen.Env
	look    screen.Call[answer]
	answer  answer
	have    bool
	shown   []int // indexes of those that fit the filter
	table   *ui.Table
	field   *ui.Field
	editing bool
	wrong   string // what is wrong with what is typed, "" for nothing

	width, height int
}

// answer is what the two sides know. Either may fail alone.
type answer struct {
	list              []history.GoneKey
	instance, console error
}

const timeout = time.Minute

// New returns the list, empty until Init.
func New(env screen.Env) *Screen {
	return &Screen{
		env: env, table: ui.NewTable(env.Theme), field: ui.NewField(env.Theme, "name, id or preview, -word", 200),
		look: screen.Call[answer]{Owner: screen.Revoked, Name: "look", Timeout: timeout},
	}
}

// Title names the list.
func (s *Screen) Title() string { return "Revoked keys" }

// Init asks both.
func (s *Screen) Init() tea.Cmd {
	env := s.env
	return s.look.Start(func(ctx context.Context) (a answer, err error) {
		remembered, err := env.API.RevokedKeys(ctx)
		a.instance = err
		var seen []history.GoneKey
		if env.History != nil {
			seen, a.console = env.History.GoneKeys(ctx, env.API.Instance().ID)
		}
		a.list = history.Merge(remembered, seen)
		return a, nil
	})
}

// Update takes a message.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	if r, mine := s.look.Take(msg); mine {
		s.answer, s.have = r.Value, true
		s.filter()
		if r.Value.console != nil {
			return tea.Batch(screen.Refused(r.Value.instance), screen.Say(ui.Warn, text.Sentence(r.Value.console.Error())))
		}
		return screen.Refused(r.Value.instance)
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.press(msg)
	case tea.PasteMsg:
		if s.editing {
			s.field.Update(msg)
			s.filter()
		}
	}
	return nil
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	if cmd, taken := screen.Press(s.actions(), msg); taken {
		return cmd
	}
	if s.editing && msg.String() != "up" && msg.String() != "down" {
		s.field.Update(msg)
		s.filter()
		return nil
	}
	s.table.HandleKey(msg, len(s.shown))
	return nil
}

// Bindings lists the keys as they are now.
func (s *Screen) Bindings() []ui.Binding { return screen.Bindings(s.actions()) }

func (s *Screen) actions() []screen.Action {
	if s.editing {
		return []screen.Action{
			screen.Do(ui.Bind("enter", "keep the filter", "enter").DisabledIf(s.wrong != "", screen.MistakeWhy), s.keepFilter),
			screen.Do(ui.Bind("esc", "show all", "esc"), s.clearFilter),
			screen.Do(ui.Bind("↑↓", "move", "up", "down"), nil),
		}
	}
	none := s.selected() == nil
	const why = "No key is selected."
	list := []screen.Action{
		screen.Do(ui.MoveBinding(), nil),
		screen.Do(ui.Bind("enter", "details", "enter", "l", "right").DisabledIf(none, why), s.open),
		screen.Do(ui.Bind("c", "recreate", "c").DisabledIf(none, why), func() tea.Cmd { return screen.Send(screen.CreateAgain(s.selected())) }),
		screen.Do(ui.Bind("/", "filter", "/"), s.startFilter),
		screen.Do(ui.Bind("r", "refresh", "r"), s.Init),
	}
	if s.field.Value() != "" {
		return append(list, screen.Do(ui.Bind("esc", "show all", "esc"), s.clearFilter))
	}
	return append(list, screen.Do(ui.Bind("esc", "back", "esc", "h", "left"), func() tea.Cmd { s.look.Cancel(); return screen.Send(screen.Back{}) }))
}

func (s *Screen) selected() *history.GoneKey {
	if i := s.table.Cursor(); i < len(s.shown) {
		return &s.answer.list[s.shown[i]]
	}
	return nil
}

func (s *Screen) open() tea.Cmd {
	t := *s.selected()
	return screen.Send(screen.ShowRevoked{Key: t.Revoked(), Gone: &t})
}

func (s *Screen) startFilter() tea.Cmd {
	s.editing = true
	s.field.Focus()
	return nil
}

func (s *Screen) keepFilter() tea.Cmd {
	s.editing = false
	s.field.Blur()
	return nil
}

func (s *Screen) clearFilter() tea.Cmd {
	s.field.SetValue("")
	s.filter()
	return s.keepFilter()
}

// filter finds what fits. Whether a key had expired when it went is not known, so
// its state is that it would have now.
func (s *Screen) filter() {
	f, err := filter.Parse(s.field.Value())
	if s.wrong = ""; err != nil {
		s.wrong = err.Error() // the list stays as it was
		s.layout()
		return
	}
	s.shown = s.shown[:0]
	for i := range s.answer.list {
		k := &s.answer.list[i].Key
		of := filter.Of(k.Name, k.ID, k.Preview, k.Permissions, k.Expires.StatusAt(s.env.Now()))
		if f.Matches(&of) {
			s.shown = append(s.shown, i)
		}
	}
	s.layout()
}

// SetSize gives the area.
func (s *Screen) SetSize(width, height int) {
	s.width, s.height = max(width, 0), max(height, 0)
	s.layout()
}

// Capturing reports whether the filter is being typed.
func (s *Screen) Capturing() bool { return s.editing }

// Leave loses nothing.
func (s *Screen) Leave() screen.Leave { return screen.Leave{} }
