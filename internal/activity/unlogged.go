package activity

import (
	"strings"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/text"
)

// Unlogged says what the log lacks because the instance could not write it, "" for
// nothing. Short leaves out what can be guessed.
func Unlogged(u cluster.Unlogged, short bool) string {
	var parts []string
	add := func(n int, one, many, brief string) {
		switch {
		case n > 0 && short:
			parts = append(parts, text.Number(n)+" "+brief)
		case n > 0:
			parts = append(parts, text.Plural(n, one, many))
		}
	}
	add(u.Lost, "request could not be logged", "requests could not be logged", "not logged")
	add(u.Waiting, "entry can't be written now", "entries can't be written now", "not written")
	return strings.Join(parts, ", ")
}
