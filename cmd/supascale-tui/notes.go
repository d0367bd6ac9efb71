package main

import (
	"context"
	"time"

	"github.com/supascale/supascale-tui/internal/journal"
)

// closeJournal waits a moment for what is settled to be forgotten.
func closeJournal(notes *journal.Journal) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	notes.Close(ctx)
}
