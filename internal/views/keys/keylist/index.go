package keylist

import (
	"hash/maphash"
	"strconv"
	"strings"

	"github.com/supascale/supascale-tui/internal/api"
)

// identity tells keys apart: the id, or all there is where a key has none of its own.
func (st *store) identity(r *row) string {
	if r.idLen > 0 && r.flags&flagByText == 0 {
		return st.id(r)
	}
	return st.text(r) + "\x00" + strconv.FormatInt(r.created, 10)
}

// markShared marks the keys whose id others have too. With all it takes the marks of
// the others away: a whole pass has not found them shared.
func (st *store) markShared(tally *api.KeyTally, all bool) {
	if !tally.AnyShared() && !st.anyShared {
		return
	}
	st.anyShared = tally.AnyShared()
	for _, r := range st.rows.present() {
		switch {
		case tally.Shares(st.id(r)):
			r.flags |= flagShared
		case all:
			r.flags &^= flagShared
		}
	}
}

// find gives the row with the identity. It is a table of indexes with open
// addressing: a Go map would need ten times the memory for the strings' headers.
func (st *store) find(identity string) (int32, bool) {
	if len(st.slots) == 0 {
		return 0, false
	}
	mask := uint64(len(st.slots) - 1)
	for at := maphash.String(st.seed, identity) & mask; st.slots[at] != 0; at = (at + 1) & mask {
		i := st.slots[at] - 1
		if r := st.rows.at(i); r.flags&flagGone == 0 && st.identity(r) == identity {
			return i, true
		}
	}
	return 0, false
}

// remember makes the row found by its identity.
func (st *store) remember(i int32) {
	if st.rows.len()*2 > len(st.slots) {
		st.reindex()
		return
	}
	mask := uint64(len(st.slots) - 1)
	at := maphash.String(st.seed, st.identity(st.rows.at(i))) & mask
	for st.slots[at] != 0 {
		at = (at + 1) & mask
	}
	st.slots[at] = i + 1
}

// reindex builds the table anew with room to grow.
func (st *store) reindex() {
	size := 64
	for size < st.rows.len()*5/2 {
		size *= 2
	}
	st.slots = make([]int32, size)
	for i := range st.rows.present() {
		st.remember(i)
	}
}

// remove takes a row out of every answer. Its place stays until compact.
func (st *store) remove(i int32) {
	r := st.rows.at(i)
	if r.flags&flagGone == 0 {
		st.mark(i, false)
		r.flags |= flagGone
		st.dead += r.size()
		st.live--
	}
}

// removePasses removes the rows that were met last by a pass that is gone.
func (st *store) removePasses(gone func(pass uint32) bool) {
	for i, r := range st.rows.present() {
		if gone(r.pass) {
			st.remove(i)
		}
	}
}

// compact closes the gaps that removed rows left and tells where each row went,
// -1 for a removed one; nil when there was no gap.
func (st *store) compact() []int32 {
	if st.live == st.rows.len() {
		return nil
	}
	moved := make([]int32, st.rows.len())
	for i := range moved {
		moved[i] = -1
	}
	kept := int32(0)
	for i, r := range st.rows.present() {
		moved[i] = kept
		*st.rows.at(kept) = *r
		kept++
	}
	st.rows.cut(int(kept))
	st.notes.move(moved)
	st.repack()
	st.reindex()
	return moved
}

// repack copies the texts together once a third of them is nobody's.
func (st *store) repack() {
	total := 0
	for _, t := range st.texts {
		total += len(t)
	}
	if st.dead*3 < total {
		return
	}
	var text strings.Builder
	text.Grow(max(total-st.dead, 0))
	for _, r := range st.rows.present() {
		own := st.text(r)
		r.off, r.page = uint32(text.Len()), 0
		text.WriteString(own)
	}
	st.texts = []string{text.String()}
	st.dead = 0
}
