package lifecycle

import (
	"context"
	"slices"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
)

// UndeliveredStore is Notes that can be read; *undelivered.Store is one.
type UndeliveredStore interface {
	Notes
	// Unsettled gives what is left of this console and of those that are gone.
	Unsettled(instance string) ([]undelivered.Entry, error)
}

// Undelivered is what Look found.
type Undelivered struct {
	Found    []undelivered.Orphan
	Doubtful bool  // a request may still be carried out
	Unread   error // a note that can't be read
	Partial  error // why the list is not whole, nil where it is: keys may be missing
}

// Look finds the keys of an instance that nobody took. Entries to be decided later are left out.
// Where nothing is noted, the instance is not asked.
//
// An entry whose key was never made is settled. It stays where a key was found that may be its
// key or another entry's: deciding about that key settles one of them, and the next look says
// what is left.
func Look(ctx context.Context, client api.KeyLister, notes UndeliveredStore, instance string, now func() time.Time, later map[string]bool) (u Undelivered, err error) {
	var entries []undelivered.Entry
	entries, u.Unread = notes.Unsettled(instance)
	entries = slices.DeleteFunc(entries, func(e undelivered.Entry) bool { return later[e.ID] })
	if len(entries) == 0 {
		return u, nil
	}
	var missing []undelivered.Entry
	u.Found, missing, err = undelivered.Find(ctx, client, entries)
	if api.PartOf(err) != nil {
		u.Partial, err = err, nil // the entries that it has no key for wait
	}
	if err != nil {
		return u, err
	}
	for i := range missing {
		switch m := &missing[i]; {
		case m.Doubtful(now()):
			u.Doubtful = true
		case !slices.ContainsFunc(u.Found, m.Alike):
			notes.Settle(m.ID) // it was never made, or is revoked
		}
	}
	return u, nil
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
