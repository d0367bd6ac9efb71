package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
)

// Paper collects lines of text, and where the terminal's cursor is in them.
type Paper struct {
	Theme  *Theme
	Width  int // of wrapped text, in cells
	Room   int // lines there is room for in a dialog
	Lines  []string
	Cursor *tea.Cursor // nil where nothing is typed
}

// NewPaper returns an empty paper.
func NewPaper(theme *Theme, width int) *Paper { return &Paper{Theme: theme, Width: width} }

// Add adds lines as they are.
func (p *Paper) Add(lines ...string) { p.Lines = append(p.Lines, lines...) }

// Blank adds an empty line.
func (p *Paper) Blank() { p.Add("") }

// Text adds wrapped text; lead stands before its first line, and the others are
// indented as far.
func (p *Paper) Text(tone Tone, lead, text string) {
	indent := Width(lead)
	for i, l := range Wrap(text, max(p.Width-indent, 1)) {
		if i > 0 {
			lead = Spaces(indent)
		}
		p.Add(p.Theme.Paint(tone, lead+l))
	}
}

// Fact adds wrapped text beside a label, which has so many cells.
func (p *Paper) Fact(label string, cells int, text string) {
	for i, l := range Wrap(text, max(p.Width-cells, 1)) {
		if i > 0 {
			label = ""
		}
		p.Add(p.Theme.Paint(Muted, Fit(label, cells)) + l)
	}
}

// Rows adds a table of all rows, to look at.
func (p *Paper) Rows(rows Rows, columns []Column, width int) {
	list := NewList(p.Theme, rows, columns...)
	list.HideCursor()
	list.SetSize(width, rows.Len()+1)
	p.Add(list.Lines()...)
}

// Typed adds a line in which something is typed, behind its start. Cursor is the
// terminal's, relative to what is typed; nil for none.
func (p *Paper) Typed(start, view string, cursor *tea.Cursor) {
	if cursor != nil {
		cursor.X, cursor.Y = cursor.X+Width(start), len(p.Lines)
		p.Cursor = cursor
	}
	p.Add(start + view)
}

// Field adds a line with a field behind its start.
func (p *Paper) Field(start string, field interface {
	View(width int) (string, *tea.Cursor)
}) {
	view, cursor := field.View(max(p.Width-Width(start), 1))
	p.Typed(start, view, cursor)
}

// Most keeps the first n lines, and says where more are left out.
func (p *Paper) Most(n int) {
	if n = max(n, 0); len(p.Lines) > n {
		if p.Lines = p.Lines[:n]; n > 0 {
			p.Lines[n-1] = Cut(p.Lines[n-1]+" …", p.Width)
		}
	}
}

// MoveCursor moves a cursor, and gives nil where that leaves an area.
func MoveCursor(c *tea.Cursor, x, y, width, height int) *tea.Cursor {
	if c == nil {
		return nil
	}
	moved := *c
	moved.X, moved.Y = min(c.X+x, width-1), c.Y+y
	if moved.X < 0 || moved.Y < 0 || moved.Y >= height {
		return nil
	}
	return &moved
}

// View draws the lines from the top into width by height cells.
func (p *Paper) View(width, height int) (string, *tea.Cursor) {
	return Box(strings.Join(p.Lines, "\n"), width, height), MoveCursor(p.Cursor, 0, 0, width, height)
}

// Heading adds a title above what follows.
func (p *Paper) Heading(text string) { p.Add("", " "+p.Theme.Paint(Strong, text)) }

// Squeeze draws three parts; where they have more lines than there is room for, the
// middle one gives way.
func (p *Paper) Squeeze(head, middle, foot func(*Paper)) {
	draw := func(part func(*Paper)) *Paper {
		own := &Paper{Theme: p.Theme, Width: p.Width}
		if part != nil {
			part(own)
		}
		return own
	}
	above, between, below := draw(head), draw(middle), draw(foot)
	room := max(p.Room-len(above.Lines)-len(below.Lines), 0)
	between.Lines = between.Lines[:min(len(between.Lines), room)]
	for _, part := range []*Paper{above, between, below} {
		p.Join(part)
	}
}

// Join adds the lines of another paper, and its cursor where it has one.
func (p *Paper) Join(other *Paper) {
	if other.Cursor != nil {
		p.Cursor = other.Cursor
		p.Cursor.Y += len(p.Lines)
	}
	p.Add(other.Lines...)
}

// Drop leaves out the first n lines.
func (p *Paper) Drop(n int) {
	n = min(n, len(p.Lines))
	p.Lines = p.Lines[n:]
	if p.Cursor != nil {
		p.Cursor.Y -= n
	}
}
