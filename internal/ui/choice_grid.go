package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui/press"
)

// GridChoice is one of the choices every row of a Grid has.
type GridChoice struct {
	Title string
	// Here makes the choice in the cursor's row, All in all rows.
	Here, All press.Key
}

// GridCell says what a choice means in its row.
type GridCell struct {
	Text string // "list backups"
	More string // added where there is room: " (and view them)"
	Warn string // not "" for a choice that is dangerous: why
}

// GridRow is a row and its cells, one for each choice.
type GridRow struct {
	Label string
	Cells []GridCell
}

// Grid is a matrix of rows with one choice made in each.
type Grid struct {
	theme   *Theme
	corner  string
	choices []GridChoice
	rows    []GridRow
	chosen  []int
	base    []int // what was chosen before, nil for nothing
	row     int
	column  int
}

// gridColumn is the width of a choice's column, gridGutter that of the place
// for the cursor's bar.
const (
	gridColumn = 8
	gridGutter = 3
)

// NewGrid returns a grid with the first choice made in every row. Corner stands
// above the labels.
func NewGrid(theme *Theme, corner string, choices []GridChoice, rows []GridRow) *Grid {
	return &Grid{theme: theme, corner: corner, choices: choices, rows: rows, chosen: make([]int, len(rows))}
}

// Chosen is the choice made in a row.
func (g *Grid) Chosen(row int) int { return g.chosen[row] }

// Choose makes a choice in a row.
func (g *Grid) Choose(row, choice int) {
	g.chosen[row] = min(max(choice, 0), len(g.choices)-1)
}

// SetBase says what the choices were before: rows that differ say so.
func (g *Grid) SetBase(choices []int) { g.base = choices }

// Cursor is the cursor's place.
func (g *Grid) Cursor() (row, column int) { return g.row, g.column }

// SetCursor moves the cursor, as near as there is a cell.
func (g *Grid) SetCursor(row, column int) {
	g.row = min(max(row, 0), len(g.rows)-1)
	g.column = min(max(column, 0), len(g.choices)-1)
}

// HandleKey moves the cursor or makes a choice. It does not handle a key that
// would leave the grid at the top or the bottom, so that a form can move on.
// Set reports that a choice was made, if only the same again.
func (g *Grid) HandleKey(msg tea.KeyPressMsg) (handled, set bool) {
	switch name := msg.String(); {
	case press.Up.Has(name):
		if g.row == 0 {
			return false, false
		}
		g.SetCursor(g.row-1, g.column)
	case press.Down.Has(name):
		if g.row == len(g.rows)-1 {
			return false, false
		}
		g.SetCursor(g.row+1, g.column)
	case press.GoLeft.Has(name):
		g.SetCursor(g.row, g.column-1)
	case press.GoRight.Has(name):
		g.SetCursor(g.row, g.column+1)
	case press.Space.Has(name), press.Enter.Has(name):
		g.chosen[g.row] = g.column
		return true, true
	default:
		return g.letter(name)
	}
	return true, false
}

func (g *Grid) letter(name string) (handled, set bool) {
	for i, c := range g.choices {
		switch {
		case c.Here.Has(name):
			g.chosen[g.row], g.column = i, i
			return true, true
		case c.All.Has(name):
			for row := range g.chosen {
				g.chosen[row] = i
			}
			g.column = i
			return true, true
		}
	}
	return false, false
}

// Bindings describes HandleKey's keys.
func (g *Grid) Bindings() []Binding {
	var here, all []press.Key
	for _, c := range g.choices {
		here, all = append(here, c.Here), append(all, c.All)
	}
	return []Binding{
		Bind(press.Around, "move"),
		Bind(press.Space.Or(press.Enter), "set"),
		Bind(press.Join("/", here...), "set in this row"),
		Bind(press.Join("/", all...), "in all rows"),
	}
}

// Lines draws the headings and the rows into width cells; the cursor shows when
// focused. Row i is on line i+1.
func (g *Grid) Lines(width int, focused bool) []string {
	label := g.labelWidth()
	head := Spaces(gridGutter) + g.theme.Paint(Muted, Fit(g.corner, label))
	for i, c := range g.choices {
		tone := Muted
		if focused && i == g.column {
			tone = Strong
		}
		head += " " + g.theme.Paint(tone, Fit(c.Title, gridColumn-1))
	}
	lines := []string{Cut(head, width)}
	for i := range g.rows {
		lines = append(lines, Cut(g.line(i, label, width, focused), width))
	}
	return lines
}

func (g *Grid) labelWidth() int {
	width := Width(g.corner)
	for _, r := range g.rows {
		width = max(width, Width(r.Label))
	}
	return width + 1
}

func (g *Grid) line(row, label, width int, focused bool) string {
	t := g.theme
	here := focused && row == g.row
	var b strings.Builder
	if here {
		b.WriteString(" " + t.Paint(Accent, "▌") + " " + t.Paint(Strong, Fit(g.rows[row].Label, label)))
	} else {
		b.WriteString(Spaces(gridGutter) + Fit(g.rows[row].Label, label))
	}
	for i := range g.choices {
		b.WriteString(g.theme.Zone(g.mark(row, i, here && i == g.column), g.reach(row, i, focused)...))
	}
	room := width - gridGutter - label - gridColumn*len(g.choices)
	return b.String() + g.description(row, here, room)
}

// reach are the keys that lead to a cell and make its choice; without the focus the click
// only leads there.
func (g *Grid) reach(row, choice int, focused bool) []string {
	keys := append(toward(row-g.row, "up", "down"), toward(choice-g.column, "left", "right")...)
	if focused {
		keys = append(keys, "space")
	}
	return keys
}

// mark draws a cell: filled where the choice is made, with "!" where that is
// dangerous, in brackets under the cursor.
func (g *Grid) mark(row, choice int, cursor bool) string {
	t := g.theme
	glyph, tone := "○", Faint
	danger := " "
	if g.chosen[row] == choice {
		glyph, tone = "●", Accent
		if choice == 0 {
			tone = Muted
		}
		if g.rows[row].Cells[choice].Warn != "" {
			tone, danger = Warn, "!"
		}
	}
	if cursor {
		return t.Paint(Marked, "["+glyph+"]") + t.Paint(Warn, danger) + Spaces(gridColumn-4)
	}
	return " " + t.Paint(tone, glyph) + " " + t.Paint(Warn, danger) + Spaces(gridColumn-4)
}

// description says in words what the row's choice allows; in the cursor's row,
// what the choice under the cursor would, so that it can be read before it is
// made.
func (g *Grid) description(row int, here bool, room int) string {
	choice, lead, tone := g.chosen[row], "", Muted
	if here {
		tone = Normal
		if g.column != choice {
			choice = g.column
			lead = g.choices[choice].Title + ": "
		}
	}
	cell := g.rows[row].Cells[choice]
	text := lead + cell.Text
	if g.base != nil && g.base[row] != g.chosen[row] {
		was := "▲ was " + strings.ToLower(g.choices[g.base[row]].Title) + " · "
		if room > Width(was) {
			return g.theme.Paint(Warn, was) + g.theme.Paint(tone, Cut(text, room-Width(was)))
		}
	}
	if cell.Warn != "" {
		tone = Warn
		text = "! " + text
		cell.More = ": " + cell.Warn
	}
	if Width(text+cell.More) <= room {
		text += cell.More
	}
	return g.theme.Paint(tone, Cut(text, room))
}
