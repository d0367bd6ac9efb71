package ui

import tea "charm.land/bubbletea/v2"

// What the frame of a dialog adds to its content, and the least width in which
// anything can be read.
const (
	frameCells = 4
	frameLines = 2
	leastInner = 12
)

// Dialog is a box that floats above the screen.
type Dialog struct {
	Tone  Tone
	Title string
	Wide  int // of its content, at most
}

// Inner is the room for the content of a box of at most width by height cells; none has
// no lines.
func (d Dialog) Inner(width, height int) (inner, lines int) {
	p := d.paper(nil, width, height)
	return p.Width, p.Room
}

// paper is the room in a box of at most width by height cells; none has no room.
func (d Dialog) paper(t *Theme, width, height int) *Paper {
	p := NewPaper(t, min(width-frameCells, d.Wide))
	if p.Width >= leastInner {
		p.Room = max(height-frameLines, 0)
	}
	return p
}

// View draws the box with what body puts on the paper, and nothing where there is too
// little room. What is too much is left out at the end.
func (d Dialog) View(t *Theme, width, height int, body func(*Paper)) (string, *tea.Cursor) {
	p := d.paper(t, width, height)
	if p.Room == 0 {
		return "", nil
	}
	body(p)
	lines := p.Lines[:min(len(p.Lines), p.Room)]
	cursor := MoveCursor(p.Cursor, 0, 0, p.Width, len(lines))
	return t.Frame(d.Tone, d.Title, lines, p.Width), MoveCursor(cursor, frameCells/2, 1, width, height)
}

// Fit gives a list the lines that body leaves in the box, an empty one between them.
func (d Dialog) Fit(l *List, t *Theme, width, height int, body func(*Paper)) {
	p := d.paper(t, width, height)
	if p.Room > 0 {
		body(p)
	}
	l.SetSize(p.Width, max(min(l.rows.Len()+1, p.Room-len(p.Lines)-1), 0))
}
