package journal

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/clean"
)

// Lister lists an instance's keys; *api.Client is one.
type Lister interface {
	ListKeys(ctx context.Context, offset, limit int) (api.KeyPage, error)
}

// Orphan is an entry whose key exists.
type Orphan struct {
	Entry Entry
	Key   api.Key // as the instance lists it now
}

// Find looks for the keys that entries became. Where no answer came a key is
// known by its name, permissions, expiry and time, by not having been there
// before, and by never having been used: nobody has its value. Each key is
// given to one entry at most, the oldest first. Missing are the entries without a key.
func Find(ctx context.Context, l Lister, entries []Entry) (found []Orphan, missing []Entry, err error) {
	byID := make(map[string]bool)
	byName := make(map[string]bool)
	for i := range entries {
		if e := &entries[i]; e.KeyID != "" {
			byID[e.KeyID] = true
		} else {
			byName[shown(e.Asked.Name)] = true
		}
	}
	var known []api.Key
	err = Walk(ctx, l, func(k api.Key) bool {
		if byID[k.ID] || byName[k.Name] {
			known = append(known, k)
		}
		return true
	})
	if err != nil {
		return nil, nil, err
	}
	slices.SortStableFunc(known, func(a, b api.Key) int { return a.Created.Compare(b.Created) })
	given := make(map[string]bool)
	pick := func(e *Entry, fits func(*Entry, *api.Key) bool) bool {
		for i := range known {
			if k := &known[i]; !given[k.ID] && fits(e, k) {
				given[k.ID] = true
				found = append(found, Orphan{*e, *k})
				return true
			}
		}
		return false
	}
	for i := range entries {
		if e := &entries[i]; e.KeyID != "" && !pick(e, func(e *Entry, k *api.Key) bool { return k.ID == e.KeyID }) {
			missing = append(missing, *e)
		}
	}
	for i := range entries {
		if e := &entries[i]; e.KeyID == "" && !pick(e, (*Entry).fits) {
			missing = append(missing, *e)
		}
	}
	return found, missing, nil
}

// How far the instance's clock may be off. Where it isn't known what was there
// before, the time has to tell.
const (
	clockOff     = InDoubt
	clockOffMost = time.Hour
)

// fits reports whether k may be what was asked for.
func (e *Entry) fits(k *api.Key) bool {
	off := clockOff
	if e.BeforeAll {
		off = clockOffMost
	}
	return k.Name == shown(e.Asked.Name) &&
		k.Permissions == e.Asked.Permissions &&
		k.Expires.IsAbout(e.Asked.Expires) &&
		!slices.Contains(e.Before, k.ID) &&
		!Used(k) &&
		(k.Created.IsZero() || k.Created.After(e.At.Add(-off)) && k.Created.Before(e.Last.Add(off)))
}

// Used reports whether somebody has made a request with the key, and so has its
// value. An instance may set the time of the last use when it makes the key.
func Used(k *api.Key) bool { return k.LastUsed.After(k.Created.Add(time.Second)) }

// shown is a name as the client gives it back.
func shown(name string) string { return clean.Limit(name, textMax) }

// Pages of a walk, how many at most, and how often it begins again.
const (
	pageKeys  = 1000
	pagesMost = 1000
	walksMost = 3
)

// ErrUnsteady says that the list changed during every walk over it.
var ErrUnsteady = errors.New("the list kept changing while it was read: a key may have slipped through")

// Walk shows every key of the list until see says no. Where the list changed
// between two pages it is walked again, so that none slips through. Each key is
// shown once.
func Walk(ctx context.Context, l Lister, see func(api.Key) bool) error {
	if err := WalkWhole(ctx, l, see); !errors.Is(err, ErrUnsteady) {
		return err
	}
	return nil
}

// WalkWhole is Walk for those who conclude something from a key that is not shown:
// where one may have slipped through all the same it is ErrUnsteady.
func WalkWhole(ctx context.Context, l Lister, see func(api.Key) bool) error {
	seen := make(map[string]bool)
	once := func(k api.Key) bool {
		if seen[k.ID] {
			return true
		}
		seen[k.ID] = true
		return see(k)
	}
	for range walksMost {
		steady, err := walk(ctx, l, once)
		if err != nil || steady {
			return err
		}
	}
	return ErrUnsteady
}

func walk(ctx context.Context, l Lister, see func(api.Key) bool) (steady bool, err error) {
	offset, total := 0, -1
	steady = true
	for range pagesMost {
		page, err := l.ListKeys(ctx, offset, pageKeys)
		if err != nil {
			return false, err
		}
		for _, k := range page.Keys {
			if !see(k) {
				return true, nil
			}
		}
		offset += len(page.Keys)
		steady = steady && (total < 0 || page.Total == total)
		total = page.Total
		switch {
		case page.Whole, len(page.Keys) == 0, total >= 0 && offset >= total, total < 0 && len(page.Keys) < pageKeys:
			return steady, nil
		}
	}
	return false, fmt.Errorf("the list has more than %d keys: it was not read to its end", pageKeys*pagesMost)
}
