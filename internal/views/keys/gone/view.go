package gone

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

const (
	colName  = "name"
	colWhen  = "when"
	colBy    = "by"
	colPerms = "permissions"
	colKey   = "key"
)

func columns() []ui.Column {
	return []ui.Column{
		{ID: colName, Title: "NAME", Min: 18, Max: 48, Weight: 1}, {ID: colWhen, Title: "GONE", Min: 27},
		{ID: colBy, Title: "KNOWN BY", Min: 12}, {ID: colPerms, Title: "PERMISSIONS", Min: 19, Rank: 1}, {ID: colKey, Title: "KEY", Min: 9, Rank: 2},
	}
}

// prompt stands before the filter, which is on the second line.
const (
	prompt     = " / "
	filterLine = 1
)

func (s *Screen) layout() {
	s.field.SetWidth(min(44, max(s.width/2, 1)))
	s.table.SetColumns(columns())
	s.table.SetSize(s.width, max(s.height-len(s.above()), 0))
	s.table.SetCursor(s.table.Cursor(), len(s.shown))
}

// View draws the list.
func (s *Screen) View() string {
	t := s.env.Theme
	back := ui.Bind("esc", "back", "esc")
	switch {
	case !s.have:
		return ui.Message{Tone: ui.Muted, Title: "Looking for revoked keys…"}.View(t, s.width, s.height)
	case len(s.answer.list) == 0 && s.answer.instance != nil:
		return screen.Trouble(s.answer.instance, ui.Bind("r", "try again", "r")).View(t, s.width, s.height)
	case len(s.answer.list) == 0:
		return ui.Message{
			Tone: ui.Strong, Title: "No key is known to be gone.",
			Lines: []string{history.NoneGone},
			Keys:  []ui.Binding{back},
		}.View(t, s.width, s.height)
	}
	lines := s.above()
	if len(s.shown) == 0 {
		lines = append(lines, ui.Message{Tone: ui.Strong, Title: "No key fits the filter.", Keys: []ui.Binding{ui.Bind("esc", "show all", "esc")}}.
			View(t, s.width, max(s.height-len(lines), 0)))
	} else {
		lines = append(lines, s.table.View(rows{s}))
	}
	return ui.Box(strings.Join(lines, "\n"), s.width, s.height)
}

// above gives the lines before the table.
func (s *Screen) above() []string {
	return append([]string{s.head(), s.filterText()}, screen.Mistake(s.env.Theme, s.wrong, s.width)...)
}

// head counts who knows what, and says when the instance could not be asked.
func (s *Screen) head() string {
	t := s.env.Theme
	told := 0
	for i := range s.answer.list {
		if s.answer.list[i].ByInstance {
			told++
		}
	}
	n := len(s.answer.list)
	words := fmt.Sprintf("%s gone", text.Plural(n, "key is", "keys are"))
	right := t.Paint(ui.Muted, fmt.Sprintf("the instance remembers %s, this console saw %s go", text.Number(told), text.Number(n-told)))
	if s.answer.instance != nil {
		right = t.Paint(ui.Warn, "✗ the instance can't be asked: r tries again")
	}
	return ui.Between(" "+t.Paint(ui.Strong, words), right, s.width-1)
}

func (s *Screen) filterText() string {
	t := s.env.Theme
	if !s.editing && s.field.Value() == "" {
		return ""
	}
	typed := t.Paint(ui.Normal, ui.Cut(s.field.Value(), s.width/2))
	if s.editing {
		typed = strings.TrimRight(s.field.View(), " ")
	}
	count := fmt.Sprintf("%s of %s", text.Number(len(s.shown)), text.Number(len(s.answer.list)))
	return t.Paint(ui.Accent, prompt) + typed + "   " + t.Paint(ui.Muted, count)
}

// Cursor is in the filter while that is typed.
func (s *Screen) Cursor() *tea.Cursor {
	c := s.field.Cursor()
	if !s.editing || c == nil || s.height <= filterLine || s.width <= ui.Width(prompt) {
		return nil
	}
	c.X, c.Y = min(c.X+ui.Width(prompt), s.width-1), filterLine
	return c
}

type rows struct{ *Screen }

func (r rows) Len() int { return len(r.shown) }

func (r rows) Cell(i int, column string) ui.Cell {
	d := &r.answer.list[r.shown[i]]
	switch column {
	case colName:
		return ui.Cell{Text: d.Key.Name}
	case colWhen:
		return ui.Cell{Text: d.When(r.env.Zone, r.env.Now()), Tone: ui.Muted}
	case colBy:
		return ui.Cell{Text: d.KnownBy(), Tone: ui.Muted}
	case colPerms:
		return ui.Cell{Text: d.Key.Permissions.Summary(), Tone: ui.Muted}
	}
	return ui.Cell{Text: keys.ShortPreview(d.Key.Preview), Tone: ui.Faint}
}
