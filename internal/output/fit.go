package output

import "io"

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
