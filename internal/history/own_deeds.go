package history

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
)

// Did notes what this machine did to an instance's keys. Nothing depends on it: a
// deed that can't be noted is told as somebody else's later.
func (s *Store) Did(d api.Deed, now time.Time) {
	c := Change{Kind: Added, Own: true, Key: d.Made, Before: now}
	if d.Revoked != "" {
		c.Kind, c.Key = Gone, api.Key{ID: d.Revoked}
	}
	_ = s.alone(func() error { return appendJournal(s.paths(d.Instance).journal, lineOf(&c)) })
}

// deeds is what this machine itself did since the last look. It is no news to its admin, and
// comparison leaves it out.
type deeds struct {
	made    []deed // in the order of their ids
	revoked map[string]time.Time
}

type deed struct {
	row Row
	at  time.Time
}

// deeds gives what was done here since began: a look that began then may not have seen it.
func (j *journal) deeds(began time.Time) *deeds {
	d := &deeds{revoked: make(map[string]time.Time)}
	for i := range j.changes {
		switch c := &j.changes[i]; {
		case !c.Own || c.Before.Before(began):
		case c.Kind == Added:
			d.made = append(d.made, deed{RowOf(&c.Key), c.Before})
		case c.Kind == Gone:
			d.revoked[c.Key.ID] = c.Before
		}
	}
	slices.SortStableFunc(d.made, func(a, b deed) int { return strings.Compare(a.row.ID, b.row.ID) })
	d.made = slices.CompactFunc(d.made, func(a, b deed) bool { return a.row.ID == b.row.ID })
	return d
}

func (d *deeds) none() bool { return len(d.made)+len(d.revoked) == 0 }

func (d *deeds) at(id string) time.Time {
	i, found := slices.BinarySearchFunc(d.made, id, func(k deed, id string) int { return strings.Compare(k.row.ID, id) })
	if !found {
		return time.Time{}
	}
	return d.made[i].at
}

// pending gives gone keys of keys that were revoked from here since the last look.
// find looks keys up that were seen.
func (d *deeds) pending(known []GoneKey, find func(ids map[string]bool) ([]api.Key, error)) ([]GoneKey, error) {
	want := make(map[string]bool)
	for id := range d.revoked {
		want[id] = true
	}
	for _, t := range known {
		delete(want, t.Key.ID)
	}
	if len(want) == 0 {
		return nil, nil
	}
	found, err := find(want)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, k := range d.made {
		if want[k.row.ID] && !slices.ContainsFunc(found, func(f api.Key) bool { return f.ID == k.row.ID }) {
			found = append(found, k.row.key())
		}
	}
	var list []GoneKey
	for _, k := range found {
		at := d.revoked[k.ID]
		list = append(list, GoneKey{Key: k, After: at, Before: at, Own: true})
	}
	return list, nil
}
