package screen

import (
	"github.com/supascale/supascale-tui/internal/remedy"
	"github.com/supascale/supascale-tui/internal/visit"
)

// Recreate opens the form for a key like one that is gone.
func Recreate(t *visit.Tombstone) ShowCreate {
	r := remedy.Recreate(&t.Key, t.How())
	return ShowCreate{From: &Template{Name: r.Name, Permissions: r.Permissions, Lifetime: r.Lifetime, Why: r.Why, Recreates: true}}
}
