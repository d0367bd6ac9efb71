// Package review is the page of keys that deserve a look: never used, not for
// long, or still used after their replacement was made.
package review

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Screen is the page.
type Screen struct {
	env   screen.Env
	call  screen.Call[[]api.Key]
	table *ui.Table
	found []health.Finding
	keys  int
	gaps  []health.Gap
	have  bool
	err   error

	width, height int
}

// New returns the page.
func New(env screen.Env) *Screen {
	s := &Screen{env: env, table: ui.NewTable(env.Theme), call: screen.Call[[]api.Key]{Owner: screen.Review, Name: "keys", Timeout: 2 * screen.CallTimeout}}
	s.table.SetColumns([]ui.Column{
		{ID: "rule", Title: "WHY", Min: 19}, {ID: "name", Title: "KEY", Min: 20, Max: 32, Weight: 1}, {ID: "text", Title: "", Min: 24, Weight: 3},
	})
	return s
}

// Title implements screen.Screen.
func (s *Screen) Title() string { return "Keys to look at" }

// Init lists all keys.
func (s *Screen) Init() tea.Cmd {
	client := s.env.API
	return s.call.Start(func(ctx context.Context) ([]api.Key, error) {
		page, err := client.ListKeys(ctx, 0, 0)
		return page.Keys, err
	})
}

// Update implements screen.Screen.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	if r, mine := s.call.Take(msg); mine {
		if s.err = r.Err; r.Err != nil {
			return screen.Refused(r.Err)
		}
		s.have, s.keys = true, len(r.Value)
		report := health.Check(health.Input{Keys: r.Value}, health.Defaults(), s.env.Now()).Only(health.Superseded, health.Stale, health.NeverUsed)
		s.found, s.gaps = report.Findings, report.Gaps
		s.table.SetCursor(s.table.Cursor(), len(s.found))
		return nil
	}
	if key, ok := msg.(tea.KeyPressMsg); ok {
		return s.press(key)
	}
	return nil
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	var k api.Key
	if i := s.table.Cursor(); i < len(s.found) {
		k = s.found[i].Key
	}
	switch msg.String() {
	case "esc":
		return screen.Send(screen.Back{})
	case "r":
		return s.Init()
	}
	if k.ID != "" {
		switch msg.String() {
		case "enter":
			return screen.Send(screen.ShowKey{Key: k})
		case "u":
			return screen.Send(screen.ShowUsage{Key: k})
		case "x":
			return screen.Send(screen.AskRevoke{Key: k})
		}
	}
	s.table.HandleKey(msg, len(s.found))
	return nil
}

// Bindings implements screen.Screen.
func (s *Screen) Bindings() []ui.Binding {
	none := len(s.found) == 0
	const why = "There is no key to look at."
	return []ui.Binding{
		ui.MoveBinding(), ui.Bind("enter", "the key", "enter").DisabledIf(none, why), ui.Bind("u", "its usage", "u").DisabledIf(none, why),
		ui.Bind("x", "revoke", "x").DisabledIf(none, why), ui.Bind("r", "refresh", "r"), ui.Bind("esc", "back", "esc"),
	}
}

// SetSize implements screen.Screen.
func (s *Screen) SetSize(width, height int) {
	s.width, s.height = max(width, 0), max(height, 0)
	s.table.SetSize(s.width, max(s.height-2, 0))
	s.table.SetCursor(s.table.Cursor(), len(s.found))
}

// View implements screen.Screen.
func (s *Screen) View() string {
	t := s.env.Theme
	switch {
	case s.err != nil:
		return screen.Trouble(s.err, ui.Bind("r", "try again", "r")).View(t, s.width, s.height)
	case !s.have:
		return ui.Message{Title: "Loading the keys…"}.View(t, s.width, s.height)
	case len(s.found) == 0 && len(s.gaps) > 0:
		return ui.Message{
			Tone: ui.Warn, Mark: "▲", Title: strings.TrimSuffix(s.gaps[0].Why, "."),
			Lines: []string{"Nothing can be concluded from that. The audit view may show what is used."},
		}.View(t, s.width, s.height)
	case len(s.found) == 0:
		return ui.Message{Tone: ui.Good, Mark: "✓", Title: "No key is unused for long, never used, or used after its replacement."}.View(t, s.width, s.height)
	}
	head := t.Paint(ui.Strong, ui.Plural(len(s.found), "key", "keys")) + " of " + ui.Number(s.keys) + t.Paint(ui.Muted, "   by what the list of keys tells; u looks into the log")
	return ui.Box(" "+ui.Cut(head, s.width-2)+"\n\n"+s.table.View(rows{s}), s.width, s.height)
}

type rows struct{ s *Screen }

func (r rows) Len() int { return len(r.s.found) }

func (r rows) Cell(row int, column string) ui.Cell {
	f := r.s.found[row]
	switch column {
	case "rule":
		return ui.Cell{Text: f.Rule.Words(), Tone: ui.Warn}
	case "name":
		return ui.Cell{Text: f.Key.Name}
	}
	return ui.Cell{Text: f.Reason, Tone: ui.Muted}
}

// Capturing implements screen.Screen.
func (s *Screen) Capturing() bool { return false }

// Cursor implements screen.Screen.
func (s *Screen) Cursor() *tea.Cursor { return nil }

// Leave implements screen.Screen.
func (s *Screen) Leave() screen.Leave { return screen.Leave{} }
