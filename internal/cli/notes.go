package cli

import (
	"context"
	"time"

	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
)

// closeJournal waits a moment for what is settled to be forgotten.
func closeUndelivered(notes *undelivered.Store) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	notes.Close(ctx)
}
