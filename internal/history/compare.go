package history

import (
	"bytes"
	"context"
	"time"
)

// comparison goes through the keys that were seen and those there are, both in the
// order of their ids, and tells line by line what is kept from now on.
type comparison struct {
	old   *reader // nil: there was no look before
	list  List
	deeds *deeds
	// after is the look before, began and ended are this one.
	after, began, ended time.Time

	news     News
	goneKeys []GoneKey       // of keys that are gone and in none of buried
	buried   map[string]bool // ids of the gone keys there are; true once the key is back
	changed  bool            // what is kept differs from what was

	unseen    bool     // there are changes that earlier looks told of
	fresh     []Change // what no look before this one saw
	freshMore int      // how many more there are
	line      []byte
	facts     []byte
}

// checkEvery is after how many keys somebody may have given up.
const checkEvery = 4096

// run hands every line that is kept to keep, which must not hold it.
func (m *comparison) run(ctx context.Context, keep func(line []byte) error) error {
	was, err := m.old.next()
	if err != nil {
		return err
	}
	at, made := 0, 0
	var row Row
	for step := 0; ; step++ {
		if step%checkEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		var old *entry
		var now, own *Row
		id := ""
		if at < m.list.Len() {
			row = m.list.Row(at)
			now, id = &row, row.ID
		}
		if made < len(m.deeds.made) {
			switch k := &m.deeds.made[made].row; {
			case now == nil || k.ID < id:
				now, own, id = nil, k, k.ID
			case k.ID == id:
				own = k
			}
		}
		if was != nil {
			switch c := compare(was.id(), id); {
			case now == nil && own == nil || c < 0:
				old, now, own = was, nil, nil
			case c == 0:
				old = was
			}
		}
		if old == nil && now == nil && own == nil {
			return nil
		}
		m.unseen = m.unseen || old != nil && old.mark() != markSeen
		if line := m.settle(old, now, own); line != nil {
			if err := keep(line); err != nil {
				return err
			}
		}
		if now != nil {
			at++
		}
		if own != nil {
			made++
		}
		if old != nil {
			if was, err = m.old.next(); err != nil {
				return err
			}
		}
	}
}

func compare(id []byte, other string) int {
	switch {
	case string(id) < other:
		return -1
	case string(id) == other:
		return 0
	}
	return 1
}

// settle gives the line that is kept of a key, nil for none, and tells what
// happened to it.
func (m *comparison) settle(old *entry, now, own *Row) []byte {
	if now != nil {
		if _, gone := m.buried[now.ID]; gone {
			m.buried[now.ID] = true
		}
	}
	switch {
	case old == nil && now == nil:
		return m.ownGone(own)
	case old == nil:
		m.changed = true
		if m.old == nil || own != nil {
			return m.seen(now)
		}
		m.find(Change{Kind: Added, Key: now.key(), After: m.after, Before: m.ended})
		return m.tell(markNew, now, "", m.after, m.ended)
	case now == nil:
		return m.vanished(old)
	}
	return m.still(old, now, own)
}

// still is about a key that was there and is.
func (m *comparison) still(old *entry, now, own *Row) []byte {
	m.facts = appendFacts(m.facts[:0], now)
	same := bytes.Equal(old.facts(), m.facts)
	switch mark := old.mark(); {
	case mark == markSeen && same:
		return old.line
	case mark == markNew && own == nil && same, mark == markAltered && same:
		m.news.add(old.change())
		return old.line
	}
	m.changed = true
	switch {
	case old.mark() == markGone: // it is back
		m.find(Change{Kind: Added, Key: now.key(), After: m.after, Before: m.ended})
	case !same:
		m.find(Change{Kind: Altered, Key: now.key(), Was: old.key(), After: m.after, Before: m.ended})
	}
	switch old.mark() {
	case markNew:
		if own != nil {
			return m.seen(now)
		}
		return m.tell(markNew, now, "", timeIn(old.fields[fieldAfter]), timeIn(old.fields[fieldBefore]))
	case markAltered:
		if bytes.Equal(old.was(), m.facts) {
			return m.seen(now)
		}
		return m.tell(markAltered, now, string(old.was()), m.after, m.ended)
	}
	if same { // it was gone, and is back as it was
		return m.seen(now)
	}
	return m.tell(markAltered, now, string(old.facts()), m.after, m.ended)
}

// appendFacts adds what is compared of a key: name, permissions, expiry. Nothing else counts as
// altered.
func appendFacts(b []byte, r *Row) []byte {
	b = append(appendText(b, r.Name), '\t')
	b = append(appendPermissions(b, r.Permissions), '\t')
	return appendText(b, r.Expires.Stamp())
}

// vanished is about a key that was there and is no more.
func (m *comparison) vanished(old *entry) []byte {
	if old.mark() == markGone {
		c := old.change()
		m.news.add(c)
		m.bury(GoneKey{Key: c.Key, After: c.After, Before: c.Before})
		return old.line
	}
	m.changed = true
	k := old.key()
	if at, ours := m.deeds.revoked[k.ID]; ours {
		m.bury(GoneKey{Key: k, After: at, Before: at, Own: true})
		m.find(Change{Kind: Gone, Own: true, Key: k, After: at, Before: at})
		return nil
	}
	row := RowOf(&k)
	m.find(Change{Kind: Gone, Key: k, After: m.after, Before: m.ended})
	m.bury(GoneKey{Key: k, After: m.after, Before: m.ended})
	return m.tell(markGone, &row, "", m.after, m.ended)
}

// ownGone is about a key that was made from here and that no look has met.
func (m *comparison) ownGone(own *Row) []byte {
	made := m.deeds.at(own.ID)
	if at, ours := m.deeds.revoked[own.ID]; ours {
		m.bury(GoneKey{Key: own.key(), After: at, Before: at, Own: true})
		m.find(Change{Kind: Gone, Own: true, Key: own.key(), After: at, Before: at})
		return nil
	}
	if m.old == nil || !made.Before(m.began) {
		return nil // the list may be from before it was made
	}
	m.changed = true
	m.bury(GoneKey{Key: own.key(), After: made, Before: m.ended})
	m.find(Change{Kind: Gone, Key: own.key(), After: made, Before: m.ended})
	return m.tell(markGone, own, "", made, m.ended)
}

func (m *comparison) bury(t GoneKey) {
	if _, known := m.buried[t.Key.ID]; !known && len(m.goneKeys) < GoneKeysMost {
		m.goneKeys = append(m.goneKeys, t)
	}
}

// seen is the line of a key about which there is nothing to say.
func (m *comparison) seen(r *Row) []byte {
	m.line = append(m.line[:0], markSeen, '\t')
	m.line = append(appendRow(m.line, r), "\t\t"...)
	return m.line
}

// tell makes a line that says that a key changed between two looks; was is what it
// was before, as appendFacts writes it.
func (m *comparison) tell(mark byte, r *Row, was string, after, before time.Time) []byte {
	b := append(m.line[:0], mark, '\t')
	b = append(appendRow(b, r), '\t')
	b = append(appendTime(b, Seconds(after)), '\t')
	b = appendTime(b, Seconds(before))
	if was != "" {
		b = append(append(b, '\t'), was...)
	}
	m.line = b
	var e entry
	if e.parse(b) == nil {
		m.news.add(e.change())
	}
	return b
}

// dismissed gives a line as it is once the admin has seen the changes up to a
// look, nil for that of a key that is gone.
func dismissed(e *entry, upTo time.Time) []byte {
	if e.mark() == markSeen || timeIn(e.fields[fieldBefore]).After(upTo) {
		return e.line
	}
	if e.mark() == markGone {
		return nil
	}
	line := append([]byte{markSeen}, '\t')
	return append(append(line, e.between(fieldID, fieldCreated)...), "\t\t"...)
}
