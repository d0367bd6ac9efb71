package keylist

import "time"

// knownMost bounds the ids that Known gives.
const knownMost = 1000

// Known gives the ids of the keys that have this name, and whether those are
// all the instance has: the list is whole.
func (s *Screen) Known(name string) (ids []string, all bool) {
	for _, r := range s.list.rows.present() {
		if s.list.name(r) != name {
			continue
		}
		if len(ids) == knownMost {
			return ids, false
		}
		ids = append(ids, s.list.key(r).ID)
	}
	return ids, s.complete
}

// Lists tells whether the key with the id is in the list, and whether that is all
// the instance has.
func (s *Screen) Lists(id string) (listed, all bool) {
	_, listed = s.list.find(id)
	return listed, s.complete
}

// LoadedAt is when the list was last read to its end, zero for never.
func (s *Screen) LoadedAt() time.Time { return s.loadedAt }
