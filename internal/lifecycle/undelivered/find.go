package undelivered

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// Orphan is an entry whose key exists.
type Orphan struct {
	Entry Entry
	Key   api.Key // as the instance lists it now
}

// Reason says in a sentence why nobody is known to have the key's value.
func (o *Orphan) Reason() string {
	switch {
	case Used(&o.Key):
		return fmt.Sprintf("Nobody told the console that key “%s” was taken, but it is in use: somebody has its value.", o.Key.Name)
	case o.Entry.KeyID == "":
		return fmt.Sprintf("Key “%s” was created, but the answer with its value was lost: nobody can use it.", o.Key.Name)
	}
	return fmt.Sprintf("Key “%s” was created and never taken: its value is gone.", o.Key.Name)
}

// Find looks for the keys that entries became. Where no answer came a key is
// known by its name, permissions, expiry and time, by not having been there
// before, and by never having been used: nobody has its value. Each key is
// given to one entry at most, the oldest first. Missing are the entries without a
// key: none where the list is not whole, which the error then says beside what was
// found (*api.PartialError).
func Find(ctx context.Context, l api.KeyLister, entries []Entry) (found []Orphan, missing []Entry, err error) {
	byID := make(map[string]bool)
	byName := make(map[string]bool)
	for i := range entries {
		if e := &entries[i]; e.KeyID != "" {
			byID[e.KeyID] = true
		} else {
			byName[shown(e.Asked.Name)] = true
		}
	}
	list, err := api.Keys(ctx, l)
	if err != nil && api.PartOf(err) == nil {
		return nil, nil, err
	}
	known := slices.DeleteFunc(list, func(k api.Key) bool { return !byID[k.ID] && !byName[k.Name] })
	slices.SortStableFunc(known, func(a, b api.Key) int { return a.Created.Compare(b.Created) })
	given := make([]bool, len(known))
	pick := func(e *Entry, fits func(*Entry, *api.Key) bool) bool {
		for i := range known {
			if k := &known[i]; !given[i] && fits(e, k) {
				given[i] = true
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
	if err != nil {
		return found, nil, err
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

// Alike reports whether the key of another entry may as well be e's: neither was answered,
// and both asked for the same name.
func (e *Entry) Alike(o Orphan) bool {
	return e.KeyID == "" && o.Entry.KeyID == "" && e.Asked.Name == o.Entry.Asked.Name
}

// Used reports whether somebody has made a request with the key, and so has its
// value. An instance may set the time of the last use when it makes the key.
func Used(k *api.Key) bool { return k.LastUsed.After(k.Created.Add(time.Second)) }

// shown is a name as the client gives it back.
func shown(name string) string { return sanitize.Limit(name, textMax) }
