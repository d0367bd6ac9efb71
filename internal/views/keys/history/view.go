package history

import (
	"strings"

	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
)

const (
	colKind = "kind"
	colName = "name"
	colWhat = "what"
	colKey  = "key"
)

func columns() []ui.Column {
	return []ui.Column{
		{ID: colKind, Title: "CHANGE", Min: 9}, {ID: colName, Title: "KEY", Min: 16, Max: 36, Weight: 1},
		{ID: colWhat, Title: "WHAT", Min: 30, Max: 90, Weight: 2}, {ID: colKey, Title: "PREVIEW", Min: 9, Rank: 1},
	}
}

// What stands above the table, and the most lines that stand below it.
const (
	linesAbove = 2
	belowMost  = 4
)

// layout gives the table what the lines around it leave.
func (s *Screen) layout() {
	s.table.SetColumns(columns())
	s.table.SetSize(s.width, max(s.height-linesAbove-len(s.below()), 0))
	s.table.SetCursor(s.table.Cursor(), len(s.news.List))
}

// View draws the page.
func (s *Screen) View() string {
	t := s.env.Theme
	back := []ui.Binding{ui.Bind("esc", "back", "esc")}
	switch {
	case s.err != nil:
		return ui.Message{Tone: ui.Warn, Title: "What changed can't be told.", Lines: []string{text.Sentence(s.err.Error())}, Keys: back}.View(t, s.width, s.height)
	case !s.have:
		return ui.Message{Tone: ui.Muted, Title: "Reading what was last seen…"}.View(t, s.width, s.height)
	case s.news.Count() == 0:
		return ui.Message{Tone: ui.Strong, Title: "Nothing changed.", Lines: []string{s.news.Nothing(s.env.Zone, s.env.Now())}, Keys: back}.View(t, s.width, s.height)
	}
	lines := []string{s.head(), "", s.table.View(rows{s})}
	if below := s.below(); len(below) > 0 {
		// The table is as high as there are rows; what is about one stands at the foot.
		for range s.height - linesAbove - len(below) - min(len(s.news.List), s.table.Height()) - 1 {
			lines = append(lines, "")
		}
		lines = append(lines, below...)
	}
	return ui.Box(strings.Join(lines, "\n"), s.width, s.height)
}

func (s *Screen) head() string {
	t, n := s.env.Theme, &s.news
	words := text.Plural(n.Count(), "key", "keys") + " changed since " + history.At(n.Since, s.env.Zone, s.env.Now())
	right := ""
	if more := n.Count() - len(n.List); more > 0 {
		right = t.Paint(ui.Muted, text.Number(more)+" more are not listed")
	}
	return ui.Between(" "+t.Paint(ui.Strong, words), right, s.width-1)
}

// below is all that is known of the change under the cursor, where it doesn't fit
// into its row.
func (s *Screen) below() []string {
	c := s.selected()
	if c == nil || s.height < 10 {
		return nil
	}
	t, now := s.env.Theme, s.env.Now()
	text := c.Key.Name + ": " + c.Words(s.env.Zone, now)
	switch c.Kind {
	case history.Gone:
		text += ", seen by this console. It " + strings.Replace(c.Key.Permissions.Sentence(), "may ", "could ", 1)
	case history.Added:
		if !c.Key.Created.IsZero() {
			text += ", created " + history.At(c.Key.Created, s.env.Zone, now)
		}
	}
	out := []string{""}
	for _, l := range ui.Wrap(text+".", max(s.width-4, 1)) {
		if len(out) == belowMost {
			break
		}
		out = append(out, "   "+t.Paint(ui.Muted, l))
	}
	return out
}

type rows struct{ *Screen }

func (r rows) Len() int { return len(r.news.List) }

func (r rows) Cell(i int, column string) ui.Cell {
	c := &r.news.List[i]
	switch column {
	case colKind:
		tone := ui.Accent
		if c.Kind == history.Gone {
			tone = ui.Danger
		}
		return ui.Cell{Text: c.Kind.String(), Mark: c.Kind.Mark(), Tone: tone}
	case colName:
		return ui.Cell{Text: c.Key.Name}
	case colWhat:
		return ui.Cell{Text: c.Words(r.env.Zone, r.env.Now()), Tone: ui.Muted}
	}
	return ui.Cell{Text: keys.ShortPreview(c.Key.Preview), Tone: ui.Faint}
}
