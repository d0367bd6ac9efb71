package api

import (
	"context"
	"hash/maphash"
	"slices"
	"strconv"
)

// KeyLister gives pages of an instance's list of keys, which are for the caller to change;
// *Client is one.
type KeyLister interface {
	ListKeys(ctx context.Context, offset, limit int) (KeyPage, error)
}

// Keys reads the list of keys to its end, the newest first, as KeyWalk does; that of several
// instances one after the other. Where there is only a part of it, or the list kept changing,
// that part comes with a *PartialError: that a key is missing from it means nothing.
//
// It is no iterator, since only the end of the list tells whether two keys share an
// id, and whether the list is whole.
func Keys(ctx context.Context, l KeyLister) ([]Key, error) {
	w := NewKeyWalk(l, pageMax)
	defer w.Stop()
	var tally KeyTally
	var passes [][]Key // those that count; nil for others
	for {
		step, err := w.Next(ctx)
		if err != nil {
			return nil, err
		}
		tally.Take(&step)
		for len(passes) < step.Pass {
			passes = append(passes, nil)
		}
		if at := step.Pass - 1; at >= 0 {
			passes[at] = append(passes[at], step.Keys...)
		}
		for _, pass := range step.Void {
			passes[pass-1] = nil
		}
		switch {
		case !step.Done:
		case step.Partial == nil:
			return tally.mark(slices.Concat(passes...)), nil
		default:
			return tally.mark(union(passes)), step.Partial
		}
	}
}

// union joins passes of which some are over the same list. The latest is right about a key.
func union(passes [][]Key) (list []Key) {
	met := make(map[string]bool)
	for _, pass := range slices.Backward(passes) {
		for i := range pass {
			if id := pass[i].identity(); !met[id] {
				met[id] = true
				list = append(list, pass[i])
			}
		}
	}
	return list
}

// How often a list is read again that changed while it was read, and into how many
// pages an instance may cut it.
const (
	passesMost = 3
	pagesMost  = 10_000
)

// KeyWalk reads the list of keys page by page, for those who show it as it comes. It
// asks on until a page is empty or brings nothing new, whatever the instance tells of
// a total, since an instance may cut pages, ignore limit or offset, and count wrongly.
//
// Keys come and go meanwhile: a new one shifts the rest, so that a key comes twice; a
// revoked one lets another slip through. So a list that changed is read again. Each
// pass over it gives each key once.
type KeyWalk interface {
	// Next asks for the next page. After an error it can be asked again.
	Next(ctx context.Context) (KeyStep, error)
	// Stop ends what is under way, for those who don't read to the end. It may be called
	// beside Next.
	Stop()
}

// KeyStep is what a page has brought. KeyTally joins steps.
type KeyStep struct {
	Keys   []Key    // those that this pass had not met
	Shared []string // ids that are found to be shared by more than one key, also of earlier steps
	// Pass numbers the passes, from 1 on; 0 where nothing was read. Of several instances
	// each is read in passes of its own.
	Pass int
	// Void are passes whose keys don't count: a later one was enough, or the instance
	// failed before its end. All others count, also where the list kept changing, of which
	// a key that any pass met is believed.
	Void  []int
	Again bool // the list changed, and is read again
	Seen  int  // different keys met by this pass; of several instances by the latest of each
	Total int  // as the instance told last, -1 for not told
	Done  bool // nothing follows
	// Partial is why this is not the whole list, once it is done; nil where it is.
	Partial *PartialError
}

// NewKeyWalk begins a walk that asks an instance for so many keys first. A lister of several
// instances walks by itself, since each of them has a list of its own.
func NewKeyWalk(l KeyLister, first int) KeyWalk {
	if several, ok := l.(interface{ WalkKeys(first int) KeyWalk }); ok {
		return several.WalkKeys(first)
	}
	return &listWalk{lister: l, first: first, short: -1}
}

// listWalk is the walk over the list of one instance.
type listWalk struct {
	lister KeyLister
	first  int // keys to ask for first
	passes int
	pass   *keyPass // nil between two passes
	short  int      // entries met by the pass before, which found too few; -1 for none
}

func (w *listWalk) Next(ctx context.Context) (KeyStep, error) {
	if w.pass == nil {
		w.passes++
		w.pass = newKeyPass(w.first)
	}
	p := w.pass
	page, err := w.lister.ListKeys(ctx, p.entries, p.limit)
	if err != nil {
		return KeyStep{}, err
	}
	fresh := p.take(page)
	step := KeyStep{Keys: fresh, Shared: p.newShared, Pass: w.passes, Again: w.passes > 1, Seen: p.keys, Total: p.total}
	if p.ended {
		step.Done, step.Partial = w.judge(p)
		w.pass = nil
	}
	if step.Done && step.Partial == nil {
		for earlier := 1; earlier < w.passes; earlier++ {
			step.Void = append(step.Void, earlier)
		}
	}
	return step, nil
}

// Stop has nothing to end: between two calls of Next nothing is under way.
func (w *listWalk) Stop() {}

// judge says whether a pass that has ended is the last, and what it lacks.
func (w *listWalk) judge(p *keyPass) (done bool, lacks *PartialError) {
	lacks = &PartialError{Got: p.keys, Total: p.total, Unreadable: p.unreadable}
	enough, steady := p.enough(), !p.changed && (p.total >= 0 || !p.repeated)
	switch {
	case p.cut != "":
		lacks.Cut = p.cut
		return true, lacks
	case p.tooLong:
		lacks.TooLong = true
		return true, lacks
	case steady && enough && p.unreadable == 0:
		return true, nil
	case steady && enough, steady && w.short == p.entries:
		return true, lacks
	case w.passes == passesMost:
		lacks.Changed = !steady
		return true, lacks
	}
	if w.short = -1; steady {
		w.short = p.entries
	}
	return false, nil
}

// keyPass is one pass over the list.
type keyPass struct {
	limit      int // to be asked for next
	pages      int
	entries    int // of the list, that are behind it: the next offset
	keys       int // different ones among them
	unreadable int
	firstPage  int    // entries of the first page
	start      string // identity of the first key of the list
	total      int    // told last, -1 for not told
	cut        string // KeyPage.Cut, told last
	changed    bool   // the total did
	repeated   bool   // a key of an earlier page came again
	stuck      bool   // the instance takes a limit and ignores the offset
	tooLong    bool
	ended      bool

	seed      maphash.Seed
	ids       map[string]metKey // the first key with each id
	others    map[string]int    // identities of all others, with the page they were on
	shared    map[string]bool
	newShared []string
}

type metKey struct {
	print uint64 // of what tells it from another key with the same id
	page  int
}

func newKeyPass(limit int) *keyPass {
	return &keyPass{
		limit: limit, total: -1, shared: make(map[string]bool), seed: maphash.MakeSeed(),
		ids: make(map[string]metKey), others: make(map[string]int),
	}
}

// enough reports whether the pass has met all the keys there are, by what the
// instance tells of them.
func (p *keyPass) enough() bool {
	if p.total >= 0 {
		return p.entries >= p.total
	}
	return !p.stuck || p.entries <= 1
}

// take gives the keys of a page that are new in this pass, and decides what is asked
// for next.
func (p *keyPass) take(page KeyPage) []Key {
	p.pages++
	if page.Cut != "" {
		p.cut = page.Cut
	}
	if page.Total >= 0 {
		p.changed = p.changed || p.total >= 0 && page.Total != p.total
		p.total = page.Total
	}
	n := len(page.Keys) + page.Unreadable
	again := p.pages > 1 && len(page.Keys) > 0 && page.Keys[0].identity() == p.start
	fresh, repeated := p.sift(page.Keys)
	if len(fresh) > 0 || p.pages == 1 {
		p.entries += page.Unreadable
		p.unreadable += page.Unreadable
	}
	if p.pages == 1 {
		p.firstPage = p.entries
		if len(page.Keys) > 0 {
			p.start = page.Keys[0].identity()
		}
	}
	p.repeated = p.repeated || repeated && len(fresh) > 0 && !again
	switch {
	case len(fresh) == 0, again:
		p.ended = true
		// An instance that knows no pages sends more than it was asked for.
		p.stuck = again && n <= p.limit && (len(fresh) > 0 || p.entries == p.firstPage)
	case n > pageMax: // no instance cuts pages that long
		p.ended = true
	case p.entries >= keysMax, p.pages >= pagesMost:
		p.ended, p.tooLong = true, true
	case p.pages == 1 && n != p.limit:
		// Fewer than there seem to be: the answer tells one who takes a limit from
		// one who sends all there is to every question.
		p.limit = max(p.entries-1, 1)
	default:
		p.limit = pageMax
	}
	return fresh
}

// sift gives the keys that are new. A key that comes twice in one page is still an
// entry of the list; one of an earlier page is not.
func (p *keyPass) sift(list []Key) (fresh []Key, repeated bool) {
	p.newShared = nil
	for i := range list {
		k := &list[i]
		page, met := p.meet(k)
		switch {
		case !met:
			p.keys++
			p.entries++
			if len(fresh) < i {
				fresh = append(fresh, *k)
			} else { // none was left out
				fresh = list[: i+1 : i+1]
			}
		case page == p.pages:
			p.entries++
		default:
			repeated = true
		}
	}
	return fresh, repeated
}

// meet notes a key, and tells on which page it was met already.
func (p *keyPass) meet(k *Key) (page int, met bool) {
	if k.ID != "" {
		seen := k.fingerprint(p.seed)
		first, known := p.ids[k.ID]
		switch {
		case !known:
			p.ids[k.ID] = metKey{seen, p.pages}
			return 0, false
		case first.print == seen:
			return first.page, true
		}
		k.IDFlaw = IDShared
		if !p.shared[k.ID] {
			p.shared[k.ID] = true
			p.newShared = append(p.newShared, k.ID)
		}
	}
	id := k.identity()
	if page, met = p.others[id]; !met {
		p.others[id] = p.pages
	}
	return page, met
}

// identity tells a key from all others: its id, or all that doesn't change of one
// that has none of its own.
func (k *Key) identity() string {
	if k.ID != "" && k.IDFlaw == IDFine {
		return k.ID
	}
	return k.ID + "\x00" + k.Instance + "\x00" + k.Name + "\x00" + k.Preview + "\x00" + strconv.FormatInt(k.Created.Unix(), 10)
}

func (k *Key) fingerprint(seed maphash.Seed) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	for _, part := range [...]string{k.Name, "\x00", k.Preview} {
		_, _ = h.WriteString(part) // it never fails
	}
	at := k.Created.Unix()
	for range 8 {
		_ = h.WriteByte(byte(at)) // nor does this
		at >>= 8
	}
	return h.Sum64()
}
