package output

import (
	"fmt"
	"io"
	"strings"

	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// Spoken is an output that is read out or felt, as by a screen reader: what is a table
// elsewhere comes to it row by row, each a sentence.
type Spoken interface {
	io.Writer
	// Row takes a row, and what it is about.
	Row(sentence string, about any) error
}

// sentence says a row: what the first column has, and of every other that has something
// its title and that. An id says nothing to who listens.
func sentence(titles, cells []string) string {
	var parts []string
	for i, cell := range cells {
		switch cell = sanitize.Text(cell); {
		case cell == "" || cell == "-" || titles[i] == "ID":
		case i == 0:
			parts = append(parts, cell)
		default:
			parts = append(parts, strings.ToLower(titles[i])+": "+cell)
		}
	}
	return strings.TrimSuffix(strings.Join(parts, "; "), ".") + "."
}

// say words a row of the table.
func (s *Shape[T]) say(v T) string {
	if s.Say != nil {
		return sanitize.Text(s.Say(v))
	}
	cells := make([]string, len(s.Table))
	for i, c := range s.Table {
		cells[i] = c.Cell(v)
	}
	return sentence(titles(s.Table), cells)
}

// sayDetails says labels and texts, one a line.
func sayDetails(out Spoken, lines [][2]string) error {
	for _, line := range lines {
		if _, err := fmt.Fprintf(out, "%s: %s\n", strings.TrimSpace(line[0]), strings.ReplaceAll(sanitize.Text(line[1]), " · ", ", ")); err != nil {
			return err
		}
	}
	return nil
}
