package keylist

import (
	"hash/maphash"
	"math"
	"slices"
	"strings"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/keys/filter"
	"github.com/supascale/supascale-tui/internal/ui"
)

// noTime stands for a time that is not there: never used, no expiry. The numbers
// from unreadFrom up to unreadTo stand for an expiry that can't be read: what was
// told is at the rest in a list of such texts.
const (
	noTime     = history.NoTime
	unreadFrom = noTime + 1
	unreadTo   = unreadFrom + math.MaxInt32
)

// row is a key without a single pointer, so that the garbage collector has
// nothing to follow in a list of a hundred thousand. Its texts lie in one
// string per page: name, id and preview with a NUL between them, which cleaned
// text never holds.
type row struct {
	created, expires, used int64 // unix seconds, or noTime
	page                   uint32
	off                    uint32
	perm                   uint32
	pass                   uint32 // the last one over the list that met the key
	nameLen                uint16
	idLen                  uint16
	previewLen             uint16
	flags                  uint16
}

const (
	flagASCII    uint16 = 1 << iota // the texts have no character beyond ASCII
	flagPrefixed                    // the preview began with keys.Prefix, which is left out
	flagGone                        // removed; still in place until compact
	flagNew                         // not there when the admin last looked
	flagAltered                     // something else then
	flagMarked                      // by the admin
	flagNoted                       // there is a note about the key
	flagShared                      // another key has the same id
	flagByText                      // and so this one is known by its texts
	flagTooLong                     // it has no usable id, since that is too long
	flagOdd                         // or holds what can't be sent back
)

// flawFlags are those of a key's flaw. That an id is missing shows by itself.
var flawFlags = map[api.IDFlaw]uint16{
	api.IDShared: flagShared | flagByText, api.IDTooLong: flagTooLong, api.IDOdd: flagOdd,
}

// flaw is what the flags say about the id.
func (r *row) flaw() api.IDFlaw {
	switch {
	case r.flags&flagShared != 0:
		return api.IDShared
	case r.idLen > 0:
		return api.IDFine
	case r.flags&flagTooLong != 0:
		return api.IDTooLong
	case r.flags&flagOdd != 0:
		return api.IDOdd
	}
	return api.IDMissing
}

// batch is a page of the list, packed away from the event loop.
type batch struct {
	text   string
	rows   []row // off and perm are relative to the batch
	perms  []keys.Permissions
	unread told
	step   api.KeyStep // without its keys
	widest int         // cells of the longest name
}

func pack(list []api.Key) batch {
	b := batch{rows: make([]row, 0, len(list))}
	seen := make(map[keys.Permissions]uint32)
	var text strings.Builder
	text.Grow(textSize(list))
	for _, k := range list {
		perm, known := seen[k.Permissions]
		if !known {
			perm = uint32(len(b.perms))
			seen[k.Permissions] = perm
			b.perms = append(b.perms, k.Permissions)
		}
		r := row{created: history.Seconds(k.Created), expires: b.unread.seconds(k.Expires), used: history.Seconds(k.LastUsed), off: uint32(text.Len()), perm: perm}
		preview, prefixed := strings.CutPrefix(k.Preview, keys.Prefix)
		r.flags |= flawFlags[k.IDFlaw]
		if prefixed {
			r.flags |= flagPrefixed
		}
		name, id, preview := short(k.Name), short(k.ID), short(preview)
		b.widest = max(b.widest, ui.Width(name))
		r.nameLen, r.idLen, r.previewLen = uint16(len(name)), uint16(len(id)), uint16(len(preview))
		if filter.IsASCII(name) && filter.IsASCII(id) && filter.IsASCII(preview) {
			r.flags |= flagASCII
		}
		for _, part := range [...]string{name, "\x00", id, "\x00", preview} {
			text.WriteString(part)
		}
		b.rows = append(b.rows, r)
	}
	b.text = text.String()
	return b
}

// textSize is the room that the keys' texts take at most.
func textSize(list []api.Key) int {
	size := 0
	for i := range list {
		k := &list[i]
		size += len(k.Name) + len(k.ID) + len(strings.TrimPrefix(k.Preview, keys.Prefix)) + 2
	}
	return size
}

// short keeps a text within what a row can measure. The client cuts texts far
// below that.
func short(s string) string { return s[:min(len(s), math.MaxUint16)] }

// told are expiries that can't be read, each once.
type told []keys.Expiry

// seconds is an expiry in a row: unix seconds, noTime for never, or the place of
// what can't be read.
func (t *told) seconds(e keys.Expiry) int64 {
	if e.IsNever() {
		return noTime
	}
	if at, known := e.At(); known {
		return at.Unix()
	}
	i := slices.Index(*t, e)
	if i < 0 && len(*t) == unreadMost {
		i = len(*t) - 1
	}
	if i < 0 {
		i = len(*t)
		*t = append(*t, e)
	}
	return unreadFrom + int64(i)
}

// unreadMost is how many different expiries that can't be read are kept apart.
const unreadMost = 1000

func isUnread(unix int64) bool { return unix >= unreadFrom && unix <= unreadTo }

func (t *told) expiry(unix int64) keys.Expiry {
	if isUnread(unix) {
		return (*t)[unix-unreadFrom]
	}
	return keys.ExpiresAt(history.Moment(unix))
}

// expiry is when the key of a row expires.
func (st *store) expiry(r *row) keys.Expiry { return st.unread.expiry(r.expires) }

// store holds the keys in the order in which they came. Rows are known by their
// index, which stays until compact.
type store struct {
	texts   []string
	rows    rowList
	perms   []keys.Permissions
	permIDs map[keys.Permissions]uint32
	unread  told
	seed    maphash.Seed
	slots   []int32 // open addressing by id: index of a row plus one, 0 empty
	notes   noted
	live    int
	dead    int // bytes of text that no row refers to
	widest  int // cells of the longest name there was
	marked  int

	anyShared bool // some key shares its id
	several   bool // ids are those of several instances (api.JoinID)
}

func newStore() *store {
	return &store{permIDs: make(map[keys.Permissions]uint32), seed: maphash.MakeSeed()}
}

// text is all that is searched of a row: name, id and preview.
func (st *store) text(r *row) string {
	return st.texts[r.page][r.off : r.off+uint32(r.size())]
}

func (r *row) size() int { return int(r.nameLen) + int(r.idLen) + int(r.previewLen) + 2 }

func (st *store) name(r *row) string { return st.text(r)[:r.nameLen] }

func (st *store) id(r *row) string {
	from := int(r.nameLen) + 1
	return st.text(r)[from : from+int(r.idLen)]
}

// instance names the one of several instances that the key is of.
func (st *store) instance(r *row) string {
	if !st.several {
		return ""
	}
	instance, _ := api.SplitID(st.id(r))
	return instance
}

// preview is the preview without the prefix all keys share.
func (st *store) preview(r *row) string { return st.text(r)[int(r.nameLen)+int(r.idLen)+2:] }

func (st *store) permissions(r *row) keys.Permissions { return st.perms[r.perm] }

// key makes the row what it came from.
func (st *store) key(r *row) api.Key {
	preview := st.preview(r)
	if r.flags&flagPrefixed != 0 {
		preview = keys.Prefix + preview
	}
	// Copied, so that a key kept by another screen doesn't keep a page alive.
	return api.Key{
		Instance: strings.Clone(st.instance(r)), ID: strings.Clone(st.id(r)), IDFlaw: r.flaw(), Name: strings.Clone(st.name(r)), Preview: strings.Clone(preview),
		Permissions: st.permissions(r),
		Created:     history.Moment(r.created), Expires: st.expiry(r), LastUsed: history.Moment(r.used),
	}
}

// merged tells what a batch did to the store.
type merged struct {
	from, to int32 // the rows it added
	changed  bool  // a known key has other times, name or permissions than before
}

// merge adds the batch's new keys and updates the known ones. Ids in ignore are
// left out.
func (st *store) merge(b batch, pass uint32, ignore map[string]bool) merged {
	m := merged{from: int32(st.rows.len())}
	st.widest = max(st.widest, b.widest)
	perms := st.intern(b.perms)
	page := uint32(len(st.texts))
	st.texts = append(st.texts, b.text)
	var own []int32 // rows whose text is the batch's
	for _, in := range b.rows {
		in.page, in.perm, in.pass = page, perms[in.perm], pass
		in.expires = st.unread.seconds(b.unread.expiry(in.expires))
		if ignore[st.id(&in)] {
			continue
		}
		at, known := st.find(st.identity(&in))
		switch {
		case !known:
			at = int32(st.rows.len())
			st.rows.add(in)
			st.live++
			st.note(at)
			st.remember(at)
			own = append(own, at)
		case st.text(st.rows.at(at)) == st.text(&in):
			m.changed = st.update(at, in) || m.changed
		default:
			r := st.rows.at(at)
			st.dead += r.size()
			if r.page != page { // not twice in one page
				own = append(own, at)
			}
			in.flags |= r.flags & (flagMarked | flagNoted | flagNew | flagAltered | flagShared) // the id is the same
			*r = in
			m.changed = true
		}
	}
	switch {
	case len(own) == 0:
		st.texts = st.texts[:page]
	case len(own) < len(b.rows):
		st.texts[page] = st.gather(own)
	}
	m.to = int32(st.rows.len())
	return m
}

// gather copies the texts of rows into one string that is to be the page's, so
// that a page of known keys is not kept for one new one.
func (st *store) gather(own []int32) string {
	var text strings.Builder
	for _, at := range own {
		r := st.rows.at(at)
		own := st.text(r)
		r.off = uint32(text.Len())
		text.WriteString(own)
	}
	return text.String()
}

// update gives a known row the times and permissions of in, and reports whether
// anything differs.
func (st *store) update(at int32, in row) bool {
	r := st.rows.at(at)
	changed := r.created != in.created || r.expires != in.expires || r.used != in.used || r.perm != in.perm
	r.created, r.expires, r.used, r.perm, r.pass = in.created, in.expires, in.used, in.perm, in.pass
	return changed
}

func (st *store) intern(perms []keys.Permissions) []uint32 {
	ids := make([]uint32, len(perms))
	for i, p := range perms {
		id, known := st.permIDs[p]
		if !known {
			id = uint32(len(st.perms))
			st.perms = append(st.perms, p)
			st.permIDs[p] = id
		}
		ids[i] = id
	}
	return ids
}
