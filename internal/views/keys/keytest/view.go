package keytest

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/keytest"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
)

// View draws the part of the page that fits.
func (s *Screen) View() string {
	lines := s.lines()
	from := min(s.top, len(lines))
	to := min(from+s.height, len(lines))
	shown := lines[from:to]
	if more := len(lines) - to; more > 0 && s.height > 3 {
		shown = append(shown[:len(shown)-1:len(shown)-1], s.env.Theme.Paint(ui.Accent, "  ↓ "+text.Plural(more+1, "more line", "more lines")))
	}
	return ui.Box(strings.Join(shown, "\n"), s.width, s.height)
}

func (s *Screen) scroll(lines int) {
	s.top = min(max(s.top+lines, 0), max(len(s.lines())-s.height, 0))
}

// Cursor is behind what was pasted.
func (s *Screen) Cursor() *tea.Cursor {
	if s.stage != asking || s.width <= 0 || s.height <= 0 {
		return nil
	}
	c := s.input.Cursor()
	c.X = min(c.X+len(prompt), s.width-1)
	c.Y = len(s.head()) + s.promptLine() - s.top
	if c.Y < 0 || c.Y >= s.height {
		return nil
	}
	return c
}

const prompt = "  › "

// lines are the whole page for the width.
func (s *Screen) lines() []string {
	out := s.head()
	switch s.stage {
	case asking:
		return append(out, s.prompt()...)
	case warning:
		return append(out, s.warn()...)
	}
	out = append(out, s.result()...)
	out = append(out, s.grid()...)
	return append(out, s.troubleshooting()...)
}

// head says which key it is.
func (s *Screen) head() []string {
	t := s.env.Theme
	preview := s.key.Preview
	if preview == "" {
		preview = "no preview"
	}
	name := ui.Cut(s.key.Name, max(s.width-ui.Width(preview)-6, 8))
	return []string{"", " " + t.Paint(ui.Strong, name) + "   " + t.Paint(ui.Muted, preview), ""}
}

func (s *Screen) text(tone ui.Tone, mark, text string) (out []string) {
	for i, l := range ui.Wrap(text, max(s.width-3-ui.Width(mark), 8)) {
		if i > 0 {
			mark = ui.Spaces(ui.Width(mark))
		}
		out = append(out, " "+s.env.Theme.Paint(tone, mark+l))
	}
	return out
}

const traceWords = "TEA_TRACE is set: it would write what is pasted here into a file. Quit, unset TEA_TRACE and start again."

func (s *Screen) prompt() []string {
	if s.tracing() {
		return s.text(ui.Danger, "✗ ", traceWords)
	}
	out := append(s.text(ui.Normal, "", keytest.AskWords), "")
	out = append(out, s.env.Theme.Paint(ui.Accent, prompt)+s.input.View(max(s.width-len(prompt), 1)), "")
	if s.reject != "" {
		out = append(out, s.text(ui.Danger, "✗ ", s.reject)...)
	}
	return out
}

func (s *Screen) promptLine() int {
	if s.tracing() {
		return 0
	}
	return len(s.text(ui.Normal, "", keytest.AskWords)) + 1
}

func (s *Screen) warn() []string {
	out := s.text(ui.Normal, "", keytest.HowWords)
	out = append(append(out, ""), s.text(ui.Warn, "▲ ", keytest.Warning)...)
	out = append(append(out, ""), s.text(ui.Muted, "", s.test.Expect.Words())...)
	return append(out, "", "  "+s.env.Theme.Paint(ui.Accent, "enter")+"  test it")
}

// result is the sentence at the top.
func (s *Screen) result() []string {
	switch s.stage {
	case trying:
		r, _ := s.test.Next()
		words := fmt.Sprintf("%s reading %s, %d of %d", s.spinner.View(), r.Noun(), s.test.Tried()+1, len(s.test.Cells))
		return []string{" " + words, ""}
	case reading:
		return []string{" " + s.spinner.View() + " refused; looking for the reason in the log", ""}
	}
	tone, mark := ui.Warn, "▲ "
	switch s.test.Result() {
	case keytest.ResultAsExpected:
		tone, mark = ui.Good, "✓ "
	case keytest.ResultNotAsExpected, keytest.ResultFailed:
		tone, mark = ui.Danger, "✗ "
	case keytest.ResultRefused:
		if s.test.Expect.Refused == "" {
			tone, mark = ui.Danger, "✗ "
		}
	}
	out := s.text(tone, mark, s.test.Words())
	if why := s.walk.Words(); why != "" {
		out = append(out, s.text(ui.Normal, "  ", why)...)
	}
	return append(out, "")
}

func (s *Screen) grid() []string {
	t := s.env.Theme
	table := ui.NewTable(t)
	table.HideCursor()
	expected := ui.Column{ID: "expected", Title: "READ: EXPECTED", Min: 14}
	if s.width < len("READ: EXPECTED")+61 {
		expected.Title, expected.Min = "EXPECTED", 8
	}
	table.SetColumns([]ui.Column{
		{ID: "resource", Title: "RESOURCE", Min: 13}, expected,
		{ID: "actual", Title: "FOUND", Min: 14},
		{ID: "verdict", Title: "VERDICT", Min: 13},
		{ID: "write", Title: "WRITE", Min: 9, Rank: 1},
	})
	table.SetSize(s.width, len(s.test.Cells)+1)
	out := strings.Split(table.View(rows{s.test.Cells}), "\n")
	return append(append(out, ""), s.text(ui.Faint, "", keytest.WriteWords)...)
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

func (s *Screen) troubleshooting() []string {
	if len(s.walk) == 0 {
		return nil
	}
	out := []string{"", " " + s.env.Theme.Paint(ui.Strong, keytest.WalkWords)}
	for _, step := range s.walk {
		tone, mark := ui.Muted, "✓ "
		switch step.State {
		case keytest.Cause:
			tone, mark = ui.Danger, "✗ "
		case keytest.Unclear:
			tone, mark = ui.Warn, "? "
		}
		out = append(out, s.text(tone, "  "+mark+ui.Fit(step.Title(), 12), text.Sentence(step.Words))...)
	}
	return out
}
