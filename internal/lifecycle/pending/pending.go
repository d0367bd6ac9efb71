// Package pending gathers what was begun on this machine and is not at its end:
// rotations, undelivered keys, and revocations of many keys.
package pending

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/revokemany"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
	"github.com/supascale/supascale-tui/internal/text"
)

// Kind says what is pending. Its value is stable: scripts read it.
type Kind string

// The kinds, the most urgent first.
const (
	Undelivered Kind = "undelivered" // a key whose value nobody has
	Rotation    Kind = "rotation"    // two keys where one is to stay
	RevokeMany  Kind = "revoke-many" // keys that were to be revoked and are not known to be gone
)

// Words names the kind where people read it.
func (k Kind) Words() string {
	switch k {
	case Undelivered:
		return "undelivered key"
	case Rotation:
		return "rotation"
	}
	return "revocation"
}

// What is said where nothing is pending, and where that may change by itself.
const (
	NoneWords  = "Nothing is pending."
	DoubtWords = "A creation whose answer was lost may still be carried out: look again in ten minutes."
)

// Item is one thing that is pending. The field of its kind is set.
type Item struct {
	Kind       Kind
	Instance   string // the one of several, "" where there is only one
	Since      time.Time
	Orphan     *undelivered.Orphan
	Rotation   *rotation.Standing
	Revocation *revokemany.Revocation
}

// Seen is what Look found.
type Seen struct {
	Items []Item
	// Unread says which notes can't be read, and Partial why the list of keys is not
	// whole; nil for none.
	Unread  error
	Partial *api.PartialError
	// Doubtful says that a creation whose answer was lost may still be carried out.
	Doubtful bool
}

// Source is where pending things are noted, and the instance that they are about.
type Source struct {
	Rotator *rotation.Rotator
	Client  api.KeyLister
	Notes   lifecycle.UndeliveredStore
	Many    *revokemany.Store
}

// Look lists what is pending on an instance, the most urgent first. What was settled
// elsewhere meanwhile is forgotten.
func Look(ctx context.Context, s Source, instance string, now func() time.Time) (Seen, error) {
	var seen Seen
	u, err := lifecycle.Look(ctx, s.Client, s.Notes, instance, now, nil)
	if err != nil {
		return seen, err
	}
	rotations, err := s.Rotator.Look(ctx, "")
	if err != nil {
		return seen, err
	}
	revocations, unread := s.Many.List(instance)
	seen.Unread = errors.Join(u.Unread, rotations.Unread, unread)
	seen.Partial, seen.Doubtful = rotations.Partial, u.Doubtful
	for i := range u.Found {
		// The new key of a rotation is told of there.
		if rotations.Of(u.Found[i].Key.ID) == nil {
			seen.Items = append(seen.Items, Item{Kind: Undelivered, Since: u.Found[i].Entry.At, Orphan: &u.Found[i]})
		}
	}
	for i := range rotations.Unfinished {
		seen.Items = append(seen.Items, Item{Kind: Rotation, Since: rotations.Unfinished[i].Begun, Rotation: &rotations.Unfinished[i]})
	}
	for i := range revocations {
		seen.Items = append(seen.Items, Item{Kind: RevokeMany, Since: revocations[i].Begun, Revocation: &revocations[i]})
	}
	return seen, nil
}

// Add adds what another instance has, the most urgent of all first.
func (s *Seen) Add(instance string, other Seen) {
	for _, i := range other.Items {
		i.Instance = instance
		s.Items = append(s.Items, i)
	}
	urgency := []Kind{Undelivered, Rotation, RevokeMany}
	slices.SortStableFunc(s.Items, func(a, b Item) int { return slices.Index(urgency, a.Kind) - slices.Index(urgency, b.Kind) })
	s.Unread, s.Doubtful = errors.Join(s.Unread, other.Unread), s.Doubtful || other.Doubtful
}

// Name names the key that the item is about, or counts the keys.
func (i *Item) Name() string {
	switch i.Kind {
	case Undelivered:
		return i.Orphan.Key.Name
	case Rotation:
		return i.Rotation.Old.Shown()
	}
	return text.Plural(len(i.Revocation.Receipts), "key", "keys")
}

// State says in a few words how it stands.
func (i *Item) State() string {
	switch i.Kind {
	case Undelivered:
		return "undelivered"
	case Rotation:
		return i.Rotation.Step.Words()
	}
	tally := i.Revocation.Tally()
	if tally.Left() == 0 {
		return "all " + text.Plural(tally.Keys, "key", "keys") + " gone"
	}
	return text.Number(tally.Left()) + " of " + text.Plural(tally.Keys, "key", "keys") + " left"
}

// Reason says in a sentence or two why it is pending.
func (i *Item) Reason(now time.Time) string {
	switch i.Kind {
	case Undelivered:
		return i.Orphan.Reason()
	case Rotation:
		return i.Rotation.Reason(now)
	}
	return "The revocation did not come to its end: " + strings.Join(i.Revocation.Tally().Words(), ", ") + "."
}

// Remedy says in a sentence what to do next.
func (i *Item) Remedy() string {
	switch i.Kind {
	case Undelivered:
		return "Revoke the key, or keep it if somebody has its value after all."
	case Rotation:
		return i.Rotation.Remedy()
	}
	return "Go on with it: " + revokemany.ResumeWords
}
