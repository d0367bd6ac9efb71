package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
)

// Column describes one column of a Table. Widths are in cells.
type Column struct {
	ID     string // passed to Rows.Cell
	Title  string
	Min    int  // never narrower than this
	Max    int  // never wider, 0: no limit
	Weight int  // share of the room left over
	Rank   int  // the column with the highest rank is dropped first; 0 never
	Right  bool // align right, for numbers
}

// Cell is what a table shows in one place.
type Cell struct {
	Text string
	Tone Tone
	// Mark leads the text in the same tone: a state's glyph.
	Mark string
}

// Rows is what a table shows. Cell is called for visible rows alone, so a table
// costs the same whatever Len says.
type Rows interface {
	Len() int
	Cell(row int, column string) Cell
}

// Marker is Rows of which some are marked. The mark stands before the cursor's bar,
// where it moves nothing.
type Marker interface{ Marked(row int) bool }

// Mark is the glyph of a marked row.
const Mark = "◆"

// Table is a list with columns, a cursor and a window that follows it. It keeps
// no rows: they are handed in where they are needed.
type Table struct {
	theme   *Theme
	columns []Column
	shown   []placed
	width   int
	height  int // rows that fit below the heading
	cursor  int
	top     int
	still   bool
}

type placed struct {
	Column
	width int
}

// columnGap is the space between columns, rowIndent that before the first one,
// where the cursor's bar stands.
const (
	columnGap = 2
	rowIndent = 3
)

// NewTable returns an empty table.
func NewTable(theme *Theme) *Table { return &Table{theme: theme} }

// HideCursor makes the table one to look at: no row is marked.
func (t *Table) HideCursor() { t.still = true }

// SetColumns says which columns to show, given room for them.
func (t *Table) SetColumns(columns []Column) {
	t.columns = columns
	t.shown = fitColumns(columns, t.width-rowIndent-1)
}

// SetSize gives the table its area, heading included.
func (t *Table) SetSize(width, height int) {
	t.width, t.height = width, max(height-1, 0)
	t.SetColumns(t.columns)
	t.reveal()
}

// Cursor is the index of the row under the cursor.
func (t *Table) Cursor() int { return t.cursor }

// Top is the index of the first visible row, Height how many fit.
func (t *Table) Top() int { return t.top }

// Height is the number of rows that fit.
func (t *Table) Height() int { return t.height }

// SetCursor moves the cursor to row of n, or to the nearest there is, and
// scrolls no further than needed.
func (t *Table) SetCursor(row, n int) {
	t.cursor = min(max(row, 0), max(n-1, 0))
	t.top = min(t.top, max(n-t.height, 0))
	t.reveal()
}

// Place puts the cursor on row with the window starting at top: for keeping a
// reader's place when rows come or go above it.
func (t *Table) Place(row, top, n int) {
	t.top = min(max(top, 0), max(n-t.height, 0))
	t.SetCursor(row, n)
}

// Scroll moves the window by lines, for the mouse's wheel; the cursor moves only
// as far as it must to stay in it.
func (t *Table) Scroll(lines, n int) {
	t.top = min(max(t.top+lines, 0), max(n-t.height, 0))
	t.cursor = min(max(t.cursor, t.top), max(t.top+t.height-1, t.top))
	t.SetCursor(t.cursor, n)
}

func (t *Table) reveal() {
	if t.cursor < t.top {
		t.top = t.cursor
	}
	if t.height > 0 && t.cursor >= t.top+t.height {
		t.top = t.cursor - t.height + 1
	}
}

// HandleKey moves the cursor by the usual keys among n rows and reports whether
// the key was one of them.
func (t *Table) HandleKey(msg tea.KeyPressMsg, n int) bool {
	switch msg.String() {
	case "up", "k":
		t.SetCursor(t.cursor-1, n)
	case "down", "j":
		t.SetCursor(t.cursor+1, n)
	case "pgup", "ctrl+b":
		t.SetCursor(t.cursor-t.height, n)
	case "pgdown", "ctrl+f":
		t.SetCursor(t.cursor+t.height, n)
	case "home", "g":
		t.SetCursor(0, n)
	case "end", "G":
		t.SetCursor(n-1, n)
	default:
		return false
	}
	return true
}

// MoveBinding describes HandleKey's keys for the help.
func MoveBinding() Binding {
	return Bind("↑↓", "move", "up", "k", "down", "j", "pgup", "pgdown", "home", "g", "end", "G")
}

// RowAt gives the row shown on line y of the table's area, for the mouse.
func (t *Table) RowAt(y, n int) (int, bool) {
	row := t.top + y - 1
	return row, y >= 1 && y <= t.height && row < n
}

// Shows reports whether the column has room at the present width.
func (t *Table) Shows(id string) bool {
	for _, c := range t.shown {
		if c.ID == id {
			return true
		}
	}
	return false
}

// View draws the heading and the visible rows, one line each.
func (t *Table) View(rows Rows) string {
	var b strings.Builder
	b.WriteString(t.heading())
	n := rows.Len()
	marker, _ := rows.(Marker)
	for i := t.top; i < min(t.top+t.height, n); i++ {
		b.WriteByte('\n')
		t.writeRow(&b, rows, i, marker != nil && marker.Marked(i))
	}
	return b.String()
}

func (t *Table) heading() string {
	var b strings.Builder
	b.WriteString(Spaces(min(rowIndent, t.width)))
	for i, c := range t.shown {
		if i > 0 {
			b.WriteString(Spaces(columnGap))
		}
		b.WriteString(align(c.Title, c.width, c.Right))
	}
	return t.theme.Paint(Muted, strings.TrimRight(b.String(), " "))
}

func (t *Table) writeRow(b *strings.Builder, rows Rows, row int, marked bool) {
	selected := row == t.cursor && !t.still
	run := toneRun{theme: t.theme, out: b}
	switch {
	case selected && marked:
		run.add(Accent, Mark+"▌ ")
	case selected:
		run.add(Accent, " ▌ ")
	case marked:
		run.add(Accent, Mark+"  ")
	default:
		run.add(Normal, "   ")
	}
	for i, c := range t.shown {
		if i > 0 {
			run.text = append(run.text, "  "...)
		}
		cell := rows.Cell(row, c.ID)
		tone := cell.Tone
		if selected && i == 0 {
			tone = Strong
		}
		text := cell.Text
		if cell.Mark != "" {
			text = cell.Mark + " " + text
		}
		run.add(tone, align(text, c.width, c.Right))
	}
	run.flush()
}

// toneRun paints neighbours of one tone together, gaps included: every change
// of colour costs a dozen bytes on the line to the terminal.
type toneRun struct {
	theme *Theme
	out   *strings.Builder
	tone  Tone
	text  []byte
}

func (r *toneRun) add(tone Tone, text string) {
	if tone != r.tone {
		r.flush()
		r.tone = tone
	}
	r.text = append(r.text, text...)
}

func (r *toneRun) flush() {
	r.out.WriteString(r.theme.Paint(r.tone, string(r.text)))
	r.text = r.text[:0]
}

func align(text string, width int, right bool) string {
	if right {
		return FitRight(text, width)
	}
	return Fit(text, width)
}

// fitColumns drops columns by rank until the rest fits into width, then shares
// out what is left by weight.
func fitColumns(columns []Column, width int) []placed {
	shown := make([]placed, 0, len(columns))
	for _, c := range columns {
		shown = append(shown, placed{c, c.Min})
	}
	for needed(shown) > width {
		worst := -1
		for i, c := range shown {
			if c.Rank > 0 && (worst < 0 || c.Rank >= shown[worst].Rank) {
				worst = i
			}
		}
		if worst < 0 {
			break
		}
		shown = append(shown[:worst], shown[worst+1:]...)
	}
	shareOut(shown, width-needed(shown))
	return shown
}

func needed(shown []placed) int {
	sum := 0
	for i, c := range shown {
		sum += c.width
		if i > 0 {
			sum += columnGap
		}
	}
	return sum
}

// shareOut widens columns by weight; one that reaches its Max leaves the rest to
// the others. A negative spare narrows the first column: nothing else is left.
func shareOut(shown []placed, spare int) {
	if spare < 0 && len(shown) > 0 {
		shown[0].width = max(shown[0].width+spare, 1)
	}
	for spare > 0 {
		weights := 0
		for _, c := range shown {
			if c.Max == 0 || c.width < c.Max {
				weights += c.Weight
			}
		}
		if weights == 0 {
			return
		}
		given := 0
		for i := range shown {
			c := &shown[i]
			if c.Weight == 0 || c.Max > 0 && c.width >= c.Max {
				continue
			}
			more := max(spare*c.Weight/weights, 1)
			if c.Max > 0 {
				more = min(more, c.Max-c.width)
			}
			more = min(more, spare-given)
			c.width += more
			given += more
		}
		spare -= given
	}
}
