package lifecycle

import (
	"context"
	"errors"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
)

// Create notes a creation and asks for it. The note is "" when there is nothing
// to remember: nothing was created. With an error and a note the answer was
// lost: Find looks for its key. With neither error the note waits for
// Settle, once somebody has the value.
func Create(ctx context.Context, maker Maker, notes Notes, entry undelivered.Entry) (created api.CreatedKey, note string, err error) {
	if note, err = notes.Begin(entry); err != nil {
		return api.CreatedKey{}, "", err
	}
	created, err = maker.CreateKey(ctx, entry.Asked)
	switch {
	case err == nil:
		// A note that can't be completed still finds the key by its name.
		_ = notes.Made(note, created.Key)
	case !maybeDone(err):
		notes.Settle(note)
		note = ""
	}
	return created, note, err
}

// maybeDone reports whether the key may exist although no answer came.
func maybeDone(err error) bool {
	failed, ok := errors.AsType[*api.Error](err)
	return !ok || failed.MaybeDone
}
