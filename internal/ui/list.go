package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui/press"
)

// Column describes one column of a List. Widths are in cells.
type Column struct {
	ID     string // passed to Rows.Cell
	Title  string
	Min    int  // never narrower than this
	Max    int  // never wider, 0: no limit
	Weight int  // share of the room left over
	Rank   int  // the column with the highest rank is dropped first; 0 never
	Right  bool // align right, for numbers
}

// Cell is what a list shows in one place.
type Cell struct {
	Text string
	Tone Tone
	// Mark leads the text in the same tone: a state's glyph.
	Mark string
}

// Rows is what a list shows. Cell is called for visible rows alone, so a list
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

// List is rows with columns, a cursor and a window that follows it.
type List struct {
	theme   *Theme
	rows    Rows
	columns []Column
	shown   []placed
	width   int
	area    int // lines, heading included
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

// NewList returns a list of the rows.
func NewList(theme *Theme, rows Rows, columns ...Column) *List {
	return &List{theme: theme, rows: rows, columns: columns}
}

// SetRows lists other rows, from the first.
func (l *List) SetRows(rows Rows) {
	l.rows = rows
	l.SetCursor(0)
}

// HideCursor makes the list one to look at: no row is marked.
func (l *List) HideCursor() { l.still = true }

// SetColumns says which columns to show, given room for them.
func (l *List) SetColumns(columns []Column) {
	l.columns = columns
	l.shown = fitColumns(columns, l.width-rowIndent-1)
}

// SetSize gives the list its area, heading included.
func (l *List) SetSize(width, height int) {
	l.width, l.area, l.height = width, height, max(height-1, 0)
	l.SetColumns(l.columns)
	l.SetCursor(l.cursor)
}

// Cursor is the index of the row under the cursor.
func (l *List) Cursor() int { return l.cursor }

// Top is the index of the first visible row, Height how many fit.
func (l *List) Top() int { return l.top }

// Height is the number of rows that fit.
func (l *List) Height() int { return l.height }

// SetCursor moves the cursor to a row, or to the nearest there is, and scrolls no
// further than needed.
func (l *List) SetCursor(row int) {
	n := l.rows.Len()
	l.cursor = min(max(row, 0), max(n-1, 0))
	l.top = min(l.top, max(n-l.height, 0))
	l.reveal()
}

// Place puts the cursor on row with the window starting at top: for keeping a
// reader's place when rows come or go above it.
func (l *List) Place(row, top int) {
	l.top = min(max(top, 0), max(l.rows.Len()-l.height, 0))
	l.SetCursor(row)
}

func (l *List) reveal() {
	if l.cursor < l.top {
		l.top = l.cursor
	}
	if l.height > 0 && l.cursor >= l.top+l.height {
		l.top = l.cursor - l.height + 1
	}
}

// HandleKey moves the cursor by the usual keys and reports whether the key was one of
// them.
func (l *List) HandleKey(msg tea.KeyPressMsg) bool {
	switch name := msg.String(); {
	case press.Up.Has(name):
		l.SetCursor(l.cursor - 1)
	case press.Down.Has(name):
		l.SetCursor(l.cursor + 1)
	case press.PageUp.Has(name):
		l.SetCursor(l.cursor - l.height)
	case press.PageDown.Has(name):
		l.SetCursor(l.cursor + l.height)
	case press.Top.Has(name):
		l.SetCursor(0)
	case press.End.Has(name):
		l.SetCursor(l.rows.Len() - 1)
	default:
		return false
	}
	return true
}

// MoveBinding describes HandleKey's keys for the help.
func (l *List) MoveBinding() Binding { return l.movedBy(press.Move) }

// ArrowBinding is MoveBinding where text is typed.
func (l *List) ArrowBinding() Binding { return l.movedBy(press.Arrows) }

func (l *List) movedBy(key press.Key) Binding {
	return Bind(key, "move").Turning().DisabledIf(l.rows.Len() < 2, "There is no other row.")
}

// Shows reports whether the column has room at the present width.
func (l *List) Shows(id string) bool {
	for _, c := range l.shown {
		if c.ID == id {
			return true
		}
	}
	return false
}

// Lines are those that View draws, as many as there are in the list's area.
func (l *List) Lines() []string {
	if l.area <= 0 {
		return nil
	}
	return strings.Split(Box(l.View(), l.width, l.area), "\n")
}

// View draws the heading and the visible rows, one line each.
func (l *List) View() string {
	var b strings.Builder
	b.WriteString(l.heading())
	n := l.rows.Len()
	marker, _ := l.rows.(Marker)
	for i := l.top; i < min(l.top+l.height, n); i++ {
		b.WriteByte('\n')
		if marked := marker != nil && marker.Marked(i); !l.theme.zones || l.still {
			l.writeRow(&b, i, marked)
		} else {
			var row strings.Builder
			l.writeRow(&row, i, marked)
			b.WriteString(l.theme.Zone(row.String(), Pointer(i-l.cursor, "up", "down", "enter")...))
		}
	}
	return b.String()
}

func (l *List) heading() string {
	var b strings.Builder
	b.WriteString(Spaces(min(rowIndent, l.width)))
	for i, c := range l.shown {
		if i > 0 {
			b.WriteString(Spaces(columnGap))
		}
		b.WriteString(align(c.Title, c.width, c.Right))
	}
	return l.theme.Paint(Muted, strings.TrimRight(b.String(), " "))
}

func (l *List) writeRow(b *strings.Builder, row int, marked bool) {
	selected := row == l.cursor && !l.still
	run := toneRun{theme: l.theme, out: b}
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
	strong := selected
	for i, c := range l.shown {
		if i > 0 {
			run.text = append(run.text, "  "...)
		}
		cell := l.rows.Cell(row, c.ID)
		tone := cell.Tone
		if strong && tone == Normal { // what has a colour of its own keeps it
			tone, strong = Strong, false
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
