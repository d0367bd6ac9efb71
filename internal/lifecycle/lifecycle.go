// Package lifecycle is what is done to keys, the same for screens and commands:
// a key is made, and revoked, in a way that leaves none behind of which nobody
// knows.
package lifecycle

import (
	"context"
	"errors"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
)

// Client is what this asks of an instance; *api.Client is one.
type Client interface {
	api.KeyLister
	OwnPreview() string
	RevokeKey(ctx context.Context, id string) error
}

// Maker creates keys; *api.Client is one.
type Maker interface {
	CreateKey(ctx context.Context, key api.NewKey) (api.CreatedKey, error)
}

// Notes remembers keys until somebody has their value; *undelivered.Store is one.
type Notes interface {
	// Begin notes a creation before it is sent. Without a note it must not be.
	Begin(e undelivered.Entry) (id string, err error)
	// Made adds which key it became.
	Made(id string, k api.Key) error
	// Settle forgets it, without waiting.
	Settle(id string)
}

// Create notes a creation and asks for it. The note is "" when there is nothing
// to remember: nothing was created. With an error and a note the answer was
// lost: Find tells what became of it. With neither error the note waits for
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

// SecondLook is how long after the first look there is another: an instance may
// still be at work on a request whose answer it can't deliver any more.
const SecondLook = 2 * time.Second

// Find looks for the key of a creation whose answer was lost, twice, SecondLook
// apart; nil when the list doesn't have it. A list that is not whole is an error,
// unless it has the key. What it finds is noted.
func Find(ctx context.Context, lister api.KeyLister, notes Notes, entry undelivered.Entry) (*api.Key, error) {
	for look := 1; ; look++ {
		found, _, err := undelivered.Find(ctx, lister, []undelivered.Entry{entry})
		switch {
		case len(found) > 0:
			_ = notes.Made(entry.ID, found[0].Key) // without it the key is still found by its name
			return &found[0].Key, nil
		case err != nil:
			return nil, err
		case look == 2:
			return nil, nil
		}
		select {
		case <-time.After(SecondLook):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}
