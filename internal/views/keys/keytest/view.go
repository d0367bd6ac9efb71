package keytest

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/keytest"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

const (
	prompt = "  › "
)

// View draws the part of the page that is in sight.
func (s *Screen) View() (string, *tea.Cursor) { return s.page.View(s.paper(), s.Width, s.Height) }

// paper is the whole page.
func (s *Screen) paper() *ui.Paper {
	p := ui.NewPaper(s.env.Theme, s.Width-2)
	s.head(p)
	switch s.stage {
	case asking:
		s.prompt(p)
	case warning:
		s.warn(p)
	default:
		s.result(p)
		s.grid(p)
		s.troubleshooting(p)
	}
	return p
}

// head says which key it is.
func (s *Screen) head(p *ui.Paper) {
	preview := s.key.Preview
	if preview == "" {
		preview = "no preview"
	}
	name := ui.Cut(s.key.Name, max(s.Width-ui.Width(preview)-6, 8))
	p.Add("", " "+p.Theme.Paint(ui.Strong, name)+"   "+p.Theme.Paint(ui.Muted, preview), "")
}

func (s *Screen) prompt(p *ui.Paper) {
	if s.env.Tracing() {
		p.Text(ui.Danger, " ✗ ", s.env.Traced(screen.PastedText))
		return
	}
	p.Text(ui.Normal, " ", keytest.AskWords)
	p.Blank()
	p.Field(p.Theme.Paint(ui.Accent, prompt), s.input)
	p.Blank()
	if s.reject != "" {
		p.Text(ui.Danger, " ✗ ", s.reject)
	}
}

func (s *Screen) warn(p *ui.Paper) {
	p.Text(ui.Normal, " ", keytest.HowWords)
	p.Blank()
	p.Text(ui.Warn, " ▲ ", keytest.Warning)
	p.Blank()
	p.Text(ui.Muted, " ", s.test.Expect.Words())
	p.Add("", "  "+p.Theme.Paint(ui.Accent, "enter")+"  test it")
}

// result is the sentence at the top.
func (s *Screen) result(p *ui.Paper) {
	switch s.stage {
	case trying:
		r, _ := s.test.Next()
		p.Add(fmt.Sprintf(" %s reading %s, %d of %d", s.spinner.View(), r.Noun(), s.test.Tried()+1, len(s.test.Cells)), "")
		return
	case reading:
		p.Add(" "+s.spinner.View()+" refused; looking for the reason in the log", "")
		return
	}
	tone, mark := ui.Warn, " ▲ "
	switch s.test.Result() {
	case keytest.ResultAsExpected:
		tone, mark = ui.Good, " ✓ "
	case keytest.ResultNotAsExpected, keytest.ResultFailed:
		tone, mark = ui.Danger, " ✗ "
	case keytest.ResultRefused:
		if s.test.Expect.Refused == "" {
			tone, mark = ui.Danger, " ✗ "
		}
	}
	p.Text(tone, mark, s.test.Words())
	if why := s.walk.Words(); why != "" {
		p.Text(ui.Normal, "   ", why)
	}
	p.Blank()
}

func (s *Screen) grid(p *ui.Paper) {
	expected := ui.Column{ID: "expected", Title: "READ: EXPECTED", Min: 14}
	if s.Width < len("READ: EXPECTED")+61 {
		expected.Title, expected.Min = "EXPECTED", 8
	}
	p.Rows(rows{s.test.Cells}, []ui.Column{
		{ID: "resource", Title: "RESOURCE", Min: 13}, expected,
		{ID: "actual", Title: "FOUND", Min: 14},
		{ID: "verdict", Title: "VERDICT", Min: 13},
		{ID: "write", Title: "WRITE", Min: 9, Rank: 1},
	}, s.Width)
	p.Blank()
	p.Text(ui.Faint, " ", keytest.WriteWords)
}

// rows are the cells of the grid, as a table has them.
type rows struct{ cells []keytest.Cell }

// Len implements ui.Rows.
func (r rows) Len() int { return len(r.cells) }

// Cell implements ui.Rows.
func (r rows) Cell(row int, column string) ui.Cell {
	c := r.cells[row]
	switch column {
	case "resource":
		return ui.Cell{Text: c.Resource.Title()}
	case "expected":
		return ui.Cell{Text: c.Expected.Words(), Tone: ui.Muted}
	case "actual":
		words := c.Actual.Words()
		if c.Status > 0 {
			words += fmt.Sprintf(" (%d)", c.Status)
		}
		return ui.Cell{Text: words}
	case "verdict":
		return verdict(c.Verdict)
	}
	return ui.Cell{Text: "not tried", Tone: ui.Faint}
}

func verdict(v keytest.Verdict) ui.Cell {
	switch v {
	case keytest.AsExpected:
		return ui.Cell{Mark: "✓", Text: v.Words(), Tone: ui.Good}
	case keytest.NotAsExpected:
		return ui.Cell{Mark: "✗", Text: v.Words(), Tone: ui.Danger}
	case keytest.CantTell:
		return ui.Cell{Mark: "?", Text: v.Words(), Tone: ui.Warn}
	}
	return ui.Cell{Mark: "·", Text: v.Words(), Tone: ui.Faint}
}

func (s *Screen) troubleshooting(p *ui.Paper) {
	if len(s.walk) == 0 {
		return
	}
	p.Heading(keytest.WalkWords)
	for _, step := range s.walk {
		tone, mark := ui.Muted, "✓ "
		switch step.State {
		case keytest.Cause:
			tone, mark = ui.Danger, "✗ "
		case keytest.Unclear:
			tone, mark = ui.Warn, "? "
		}
		p.Text(tone, "   "+mark+ui.Fit(step.Title(), 12), text.Sentence(step.Words))
	}
}
