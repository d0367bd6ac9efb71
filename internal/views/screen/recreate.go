package screen

import (
	"github.com/supascale/supascale-tui/internal/remedy"
	"github.com/supascale/supascale-tui/internal/visit"
)

// Recreate opens the form for a key like one that is gone.
func Recreate(t *visit.Tombstone) ShowCreate {
	again := remedy.Recreate(&t.Key, t.How())
	again.Recreates = true
	return ShowCreate{From: &again}
}
