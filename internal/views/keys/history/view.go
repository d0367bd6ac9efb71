package history

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
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

// What stands above the list, and the most lines that stand below it.
const (
	linesAbove = 2
	belowMost  = 4
)

// layout gives the list what the lines around it leave.
func (s *Screen) layout() { s.list.SetSize(s.Width, max(s.Height-linesAbove-len(s.below()), 0)) }

// View draws the page.
func (s *Screen) View() (string, *tea.Cursor) {
	t := s.env.Theme
	back := []ui.Binding{ui.Bind(press.Esc, "back")}
	switch {
	case s.err != nil:
		return s.Message(t, ui.Message{Tone: ui.Warn, Title: "What changed can't be told.", Lines: []string{text.Sentence(s.err.Error())}, Keys: back})
	case !s.have:
		return s.Message(t, ui.Message{Tone: ui.Muted, Title: "Reading what was last seen…"})
	case s.news.Count() == 0:
		return s.Message(t, ui.Message{Tone: ui.Strong, Title: "Nothing changed.", Lines: []string{s.news.Nothing(s.env.Zone, s.env.Now())}, Keys: back})
	}
	p := ui.NewPaper(t, s.Width)
	p.Add(s.head(), "", s.list.View())
	if below := s.below(); len(below) > 0 {
		// The list is as high as there are rows; what is about one stands at the foot.
		for range s.Height - linesAbove - len(below) - min(len(s.news.List), s.list.Height()) - 1 {
			p.Blank()
		}
		p.Add(below...)
	}
	return p.View(s.Width, s.Height)
}

func (s *Screen) head() string {
	t, n := s.env.Theme, &s.news
	words := text.Plural(n.Count(), "key", "keys") + " changed since " + history.At(n.Since, s.env.Zone, s.env.Now())
	right := ""
	if more := n.Count() - len(n.List); more > 0 {
		right = t.Paint(ui.Muted, text.Number(more)+" more are not listed")
	}
	return ui.Between(" "+t.Paint(ui.Strong, words), right, s.Width-1)
}

// below is all that is known of the change under the cursor, where it doesn't fit
// into its row.
func (s *Screen) below() []string {
	c := s.selected()
	if c == nil || s.Height < 10 {
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
	for _, l := range ui.Wrap(text+".", max(s.Width-4, 1)) {
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
