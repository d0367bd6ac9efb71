package screen

import (
	"github.com/supascale/supascale-tui/internal/activity/remedy"
	"github.com/supascale/supascale-tui/internal/history"
)

// CreateAgain opens the form for a key like one that is gone.
func CreateAgain(t *history.GoneKey) ShowCreate {
	again := remedy.CreateAgain(&t.Key, t.How())
	again.Again = true
	return ShowCreate{From: &again}
}
