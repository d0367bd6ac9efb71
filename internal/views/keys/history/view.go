package history

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

const (
	colKind = "kind"
	colName = "name"
	colWhen = "when"
	colBy   = "by"
	colWhat = "what"
	colKey  = "key"
)

func columns() []ui.Column {
	return []ui.Column{
		{ID: colKind, Title: "CHANGE", Min: 12}, {ID: colName, Title: "KEY", Min: 18, Max: 48, Weight: 4},
		{ID: colWhen, Title: "WHEN", Min: 21}, {ID: colBy, Title: "BY", Min: 15, Max: 48, Weight: 1, Rank: 1},
		{ID: colWhat, Title: "WHAT", Min: 20, Max: 80, Weight: 1, Rank: 2}, {ID: colKey, Title: "PREVIEW", Min: 9, Rank: 3},
	}
}

func (s *Screen) layout() { s.Layout(len(s.above().Lines)) }

// View draws the page.
func (s *Screen) View() (string, *tea.Cursor) {
	t := s.env.Theme
	switch {
	case s.err != nil && !s.have:
		return s.Message(t, screen.Trouble(s.err, ui.Bind(press.Refresh, "try again")))
	case !s.have:
		return s.Message(t, ui.Message{Tone: ui.Muted, Title: strings.TrimSpace(s.spinner.View() + " Reading the keys and the log…")})
	case len(s.report.Changes) == 0:
		return s.Message(t, ui.Message{
			Tone: ui.Strong, Title: s.report.Summary(s.env.Zone, s.env.Now()), Lines: append([]string{""}, s.report.Gaps...),
			Keys: []ui.Binding{ui.Bind(press.Window, "another time"), ui.Bind(press.Esc, "back")},
		})
	}
	head := s.above()
	if len(s.shown) == 0 {
		title := "No change of that kind fits."
		head.Add((ui.Message{Tone: ui.Strong, Title: title, Keys: []ui.Binding{ui.Bind(press.Tab, "another kind")}}).View(t, s.Width, max(s.Height-len(head.Lines), 0)))
		return head.View(s.Width, s.Height)
	}
	return s.Draw(head, s.about())
}

// above gives the lines before the list: the period, the kinds, the filter.
func (s *Screen) above() *ui.Paper {
	t := s.env.Theme
	p := ui.NewPaper(t, s.Width-1)
	title := "What happened " + s.report.Words(s.env.Zone, s.env.Now())
	var tabs []string
	for i := range kinds {
		tone := ui.Muted
		if i == s.kind {
			tone = ui.Accent
		}
		tabs = append(tabs, t.Paint(tone, s.kindWords(i)))
	}
	stale := ""
	if s.gather.Running() {
		stale = t.Paint(ui.Muted, strings.TrimSpace(s.spinner.View()+" reading…"))
	} else if s.err != nil {
		stale = t.Paint(ui.Warn, "✗ not up to date: "+press.Refresh.Show()+" tries again")
	}
	p.Add(ui.Between(" "+t.Paint(ui.Strong, title), stale, s.Width-1), ui.Cut(" "+strings.Join(tabs, t.Paint(ui.Faint, " · ")), s.Width))
	s.filter.Line(p, s.Width, ui.Shown(len(s.shown), len(s.report.Changes)))
	p.Add(screen.Mistake(t, s.filter.Wrong(), s.Width)...)
	return p
}

// about is all that is known of the change under the cursor, and what can't be told.
func (s *Screen) about() *ui.Paper {
	p := ui.NewPaper(s.env.Theme, s.Width-1)
	p.Blank()
	if c := s.selected(); c != nil {
		now := s.env.Now()
		p.Text(ui.Normal, " ", c.Key.Name+": "+c.Kind.String()+" "+c.When(s.env.Zone, now)+", by: "+c.Who()+". "+text.Sentence(c.What(s.env.Zone, now)))
	}
	for _, gap := range s.report.Gaps {
		p.Text(ui.Muted, " ? ", gap)
	}
	return p
}

type rows struct{ *Screen }

func (r rows) Len() int { return len(r.shown) }

func (r rows) Cell(i int, column string) ui.Cell {
	c := &r.report.Changes[r.shown[i]]
	switch column {
	case colKind:
		tone := ui.Accent
		if c.Kind == history.Gone {
			tone = ui.Danger
		}
		return ui.Cell{Text: c.Kind.String(), Mark: c.Kind.Mark(), Tone: tone}
	case screen.ColInstance:
		return ui.Cell{Text: c.Key.Instance}
	case colName:
		return ui.Cell{Text: c.Key.Name}
	case colWhen:
		return ui.Cell{Text: c.When(r.env.Zone, r.env.Now()), Tone: ui.Muted}
	case colBy:
		return ui.Cell{Text: c.Who(), Tone: ui.Muted}
	case colWhat:
		return ui.Cell{Text: c.What(r.env.Zone, r.env.Now()), Tone: ui.Muted}
	}
	return ui.Cell{Text: keys.ShortPreview(c.Key.Preview), Tone: ui.Faint}
}
