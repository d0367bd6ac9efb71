package gone

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
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

func (s *Screen) layout() { s.list.SetSize(s.Width, max(s.Height-len(s.above().Lines), 0)) }

// View draws the list.
func (s *Screen) View() (string, *tea.Cursor) {
	t := s.env.Theme
	switch {
	case !s.have:
		return s.Message(t, ui.Message{Tone: ui.Muted, Title: "Looking for revoked keys…"})
	case len(s.answer.list) == 0 && s.answer.instance != nil:
		return s.Message(t, screen.Trouble(s.answer.instance, ui.Bind(press.Refresh, "try again")))
	case len(s.answer.list) == 0:
		return s.Message(t, ui.Message{
			Tone: ui.Strong, Title: "No key is known to be gone.", Lines: []string{history.NoneGone},
			Keys: []ui.Binding{ui.Bind(press.Esc, "back")},
		})
	}
	p := s.above()
	if len(s.shown) == 0 {
		nothing := ui.Message{Tone: ui.Strong, Title: "No key fits the filter.", Keys: []ui.Binding{ui.Bind(press.Esc, "show all")}}
		p.Add(nothing.View(t, s.Width, max(s.Height-len(p.Lines), 0)))
	} else {
		p.Add(s.list.View())
	}
	return p.View(s.Width, s.Height)
}

// above gives the lines before the list.
func (s *Screen) above() *ui.Paper {
	p := ui.NewPaper(s.env.Theme, s.Width)
	p.Add(s.head())
	s.filter.Line(p, s.Width, ui.Shown(len(s.shown), len(s.answer.list)))
	p.Add(screen.Mistake(s.env.Theme, s.filter.Wrong(), s.Width)...)
	return p
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
	words := text.Plural(n, "key is", "keys are") + " gone"
	right := t.Paint(ui.Muted, fmt.Sprintf("the instance remembers %s, this console saw %s go", text.Number(told), text.Number(n-told)))
	if s.answer.instance != nil {
		right = t.Paint(ui.Warn, "✗ the instance can't be asked: r tries again")
	}
	return ui.Between(" "+t.Paint(ui.Strong, words), right, s.Width-1)
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
