package output

import (
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Terminal is an output whose lines are as long as it is wide: a table fits into it, or
// is cut.
type Terminal interface {
	io.Writer
	// Columns are the cells of a line, 0 where nothing is cut.
	Columns() int
}

// columnsOf are the cells of a line of out, 0 where nothing is cut.
func columnsOf(out io.Writer) int {
	if t, ok := out.(Terminal); ok {
		return t.Columns()
	}
	return 0
}

// leastWidth is the width in cells below which no column is made narrower. A table that is
// too wide all the same has its lines cut at their end.
const leastWidth = 20

// narrow makes the widest columns narrower until all fit into a line of so many cells,
// or none is wider than leastWidth.
func narrow(widths []int, columns int) {
	total := gap * (len(widths) - 1)
	for _, w := range widths {
		total += w
	}
	for ; total > columns; total-- {
		widest := 0
		for i, w := range widths {
			if w > widths[widest] {
				widest = i
			}
		}
		if widths[widest] <= leastWidth {
			return
		}
		widths[widest]--
	}
}

// line aligns the cells of a row, and cuts what there is no room for.
func (g *grid) line(row []string) string {
	var b strings.Builder
	for i, cell := range row {
		if g.columns > 0 {
			cell = ansi.Truncate(cell, g.widths[i], "…")
		}
		b.WriteString(cell)
		if i < len(row)-1 {
			b.WriteString(strings.Repeat(" ", g.widths[i]-ansi.StringWidth(cell)+gap))
		}
	}
	line := strings.TrimRight(b.String(), " ")
	if g.columns > 0 {
		line = ansi.Truncate(line, g.columns, "…")
	}
	return line
}
