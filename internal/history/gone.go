package history

import (
	"slices"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
)

// How many gone keys are kept of an instance, the latest, and for how long.
const (
	GoneKeysMost = 1000
	goneKeyAge   = 400 * 24 * time.Hour
)

// GoneKey is what is left of a key. It went between After and Before; where both
// are the same, at that moment. After is zero where it isn't known.
type GoneKey struct {
	Key           api.Key
	After, Before time.Time
	// Own says that this machine revoked it, ByInstance that the instance remembers
	// it, ByConsole that the console saw it vanish or revoked it.
	Own, ByInstance, ByConsole bool
}

// IsExact reports whether it is known when the key went.
func (t *GoneKey) IsExact() bool { return t.After.Equal(t.Before) }

// Revoked is the gone key as the instance would tell it: with an exact time, or
// the latest there is.
func (t *GoneKey) Revoked() api.RevokedKey { return api.RevokedKey{Key: t.Key, Revoked: t.Before} }

// GoneKey is what is left of the key of a change of kind Gone.
func (c *Change) GoneKey() GoneKey {
	return GoneKey{Key: c.Key, After: c.After, Before: c.Before, Own: c.Own, ByInstance: c.ByInstance, ByConsole: !c.ByInstance}
}

// Remembered is the gone key of a key that the instance remembers.
func Remembered(k api.RevokedKey) GoneKey {
	return GoneKey{Key: k.Key, After: k.Revoked, Before: k.Revoked, ByInstance: true}
}

// Merge makes one list of what the instance remembers and what the console saw, the
// latest first. The instance knows better; only that this machine did it is taken
// from the console.
func Merge(remembered []api.RevokedKey, seen []GoneKey) []GoneKey {
	list := make([]GoneKey, 0, len(remembered)+len(seen))
	at := make(map[string]int, len(remembered))
	for _, k := range remembered {
		at[k.ID] = len(list)
		list = append(list, Remembered(k))
	}
	for _, t := range seen {
		if i, known := at[t.Key.ID]; known && t.Key.ID != "" {
			list[i].ByConsole, list[i].Own = true, t.Own
			continue
		}
		t.ByConsole = true
		list = append(list, t)
	}
	newestFirst(list)
	return list
}

func newestFirst(list []GoneKey) {
	slices.SortStableFunc(list, func(a, b GoneKey) int { return b.Before.Compare(a.Before) })
}

// keep gives the gone keys that are kept, the latest first: those there were
// without those of keys that are back, and the new ones.
func keep(were, goneKeys []GoneKey, back map[string]bool, now time.Time) []GoneKey {
	list := make([]GoneKey, 0, len(were)+len(goneKeys))
	for _, t := range were {
		if !back[t.Key.ID] {
			list = append(list, t)
		}
	}
	list = append(list, goneKeys...)
	newestFirst(list)
	list = slices.DeleteFunc(list, func(t GoneKey) bool { return now.Sub(t.Before) > goneKeyAge })
	return list[:min(len(list), GoneKeysMost)]
}

func sameGoneKeys(a, b []GoneKey) bool {
	return slices.EqualFunc(a, b, func(a, b GoneKey) bool {
		return a.Key.ID == b.Key.ID && a.Before.Equal(b.Before) && a.After.Equal(b.After) && a.Own == b.Own
	})
}
