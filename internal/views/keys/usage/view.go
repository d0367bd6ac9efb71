package usage

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/activity/usage"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// View implements screen.Screen.
func (s *Screen) View() (string, *tea.Cursor) {
	switch {
	case s.err != nil:
		return s.Message(s.env.Theme, screen.Trouble(s.err, ui.Bind(press.Refresh, "try again")))
	case !s.have:
		return s.Message(s.env.Theme, ui.Message{Title: "Reading the log…"})
	}
	return s.page.View(s.paper(), s.Width, s.Height)
}

// paper is the whole page.
func (s *Screen) paper() *ui.Paper {
	p := ui.NewPaper(s.env.Theme, s.Width-1)
	p.Text(ui.Strong, " ", fmt.Sprintf("%s in the last %s", s.key.Name, text.Span(windows[s.window])))
	if words := usage.Doubt(&s.stats, &s.key, s.env.Now()); words != "" {
		p.Text(ui.Warn, " ▲ ", words)
	}
	p.Blank()
	p.Rows(rows{s}, columns(), s.Width)
	p.Blank()
	p.Text(ui.Muted, " ", usage.TestsWords)
	if s.usage.Other > 0 {
		p.Text(ui.Normal, " ", text.Plural(s.usage.Other, "request was", "requests were")+" refused for another reason: "+press.Log.Show()+" shows them.")
	}
	granted, dropped := s.usage.Narrower()
	switch {
	case len(dropped) == 0:
		p.Text(ui.Good, " ✓ ", s.usage.Words())
	case granted.IsNone():
		p.Text(ui.Normal, " ", s.usage.Words())
	default:
		p.Text(ui.Normal, " ", s.usage.Words()+" "+press.Rotate.Show()+" rotates the key without them.")
	}
	return p
}

// Columns.
const (
	colResource = "resource"
	colGranted  = "granted"
	colUsed     = "used"
	colReads    = "reads"
	colWrites   = "writes"
	colRefused  = "refused"
	colLast     = "last"
	colVerdict  = "verdict"
)

func columns() []ui.Column {
	return []ui.Column{
		{ID: colResource, Title: "RESOURCE", Min: 13}, {ID: colGranted, Title: "MAY", Min: 5}, {ID: colUsed, Title: "USED", Min: 5},
		{ID: colReads, Title: "READ", Min: 6, Right: true, Rank: 2}, {ID: colWrites, Title: "WRITE", Min: 6, Right: true, Rank: 3},
		{ID: colRefused, Title: "REFUSED", Min: 7, Right: true, Rank: 1}, {ID: colLast, Title: "LAST", Min: 12, Rank: 4},
		{ID: colVerdict, Title: "", Min: 22},
	}
}

type rows struct{ s *Screen }

func (r rows) Len() int { return len(r.s.usage.Rows) }

func (r rows) Cell(row int, column string) ui.Cell {
	u := r.s.usage.Rows[row]
	level := func(l keys.Level) ui.Cell {
		if l == keys.None {
			return ui.Cell{Text: "·", Tone: ui.Faint}
		}
		return ui.Cell{Text: l.String()}
	}
	count := func(n int) ui.Cell {
		if n == 0 {
			return ui.Cell{Text: "·", Tone: ui.Faint}
		}
		return ui.Cell{Text: text.Number(n)}
	}
	switch column {
	case colResource:
		return ui.Cell{Text: u.Resource.Title()}
	case colGranted:
		return level(u.Granted)
	case colUsed:
		return level(u.Used)
	case colReads:
		return count(u.Reads)
	case colWrites:
		return count(u.Writes)
	case colRefused:
		return count(u.Refused)
	case colLast:
		return ui.Cell{Text: text.Relative(u.Last, r.s.env.Now(), "·"), Tone: ui.Muted}
	}
	tone := ui.Muted
	if u.Used < u.Granted || u.Refused > 0 {
		tone = ui.Warn
	}
	return ui.Cell{Text: u.Verdict(), Tone: tone}
}
