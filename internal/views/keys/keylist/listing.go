package keylist

import (
	"slices"
	"time"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/keys/filter"
)

// listing is the keys as the list shows them: sorted and filtered.
type listing struct {
	*store
	sorting sorting
	query   filter.Filter
	sorted  []int32 // all rows, in order
	matched []int32 // those that fit the query, when there is one
	dirty   bool    // what sorted and matched rest on has changed since
	now     time.Time
	counts  [keys.Active + 1]int
	until   time.Time // when counts stop to be true; zero: never

	shownMarks int // marked keys among matched, -1 for not counted
}

func newListing() *listing { return &listing{store: newStore(), shownMarks: -1} }

// visible is what the list shows, as row indexes.
func (l *listing) visible() []int32 {
	if len(l.query) > 0 {
		return l.matched
	}
	return l.sorted
}

// at gives the row at a line of the list.
func (l *listing) at(line int) (int32, bool) {
	if v := l.visible(); line >= 0 && line < len(v) {
		return v[line], true
	}
	return 0, false
}

// lineOf tells where the row is shown.
func (l *listing) lineOf(row int32) (int, bool) {
	line := slices.Index(l.visible(), row)
	return line, line >= 0
}

// take merges a page into the list.
func (l *listing) take(b batch, pass uint32, ignore map[string]bool) merged {
	m := l.merge(b, pass, ignore)
	l.shownMarks = -1
	l.dirty = l.dirty || m.changed
	if l.rows.len() <= resortMax {
		l.tidy()
	}
	if m.to > m.from {
		added := make([]int32, 0, m.to-m.from)
		for i := m.from; i < m.to; i++ {
			added = append(added, i)
		}
		l.sortRows(added, l.sorting, l.now)
		l.sorted = l.mergeRows(l.sorted, added, l.sorting, l.now)
		if len(l.query) > 0 {
			added = slices.DeleteFunc(added, func(i int32) bool { return !l.fits(i) })
			l.matched = l.mergeRows(l.matched, added, l.sorting, l.now)
		}
	}
	if m.changed {
		l.count()
		return m
	}
	for i := m.from; i < m.to; i++ {
		l.countRow(l.rows.at(i))
	}
	return m
}

// resortMax is up to how many rows the list is put in order again after every
// page with changes; a longer one only at the end of the load.
const resortMax = 2000

// tidy puts the list in order again if known keys have changed.
func (l *listing) tidy() {
	if !l.dirty {
		return
	}
	l.dirty = false
	l.sortRows(l.sorted, l.sorting, l.now)
	l.refilter()
}

// setQuery filters by q. A query that narrows the one before looks only at what
// fitted that.
func (l *listing) setQuery(q filter.Filter) {
	narrows := len(l.query) > 0 && q.Narrows(l.query)
	l.query, l.shownMarks = q, -1
	if !narrows || len(l.matched) > l.live/rareShare {
		l.refilter()
		return
	}
	l.matched = slices.DeleteFunc(l.matched, func(i int32) bool { return !l.fits(i) })
}

// fits reports whether the row fits the query.
func (l *listing) fits(i int32) bool {
	r := l.rows.at(i)
	return l.query.Matches(&filter.Key{
		Text: l.text(r), ASCII: r.flags&flagASCII != 0, Permissions: l.permissions(r), Status: r.status(l.now), Note: l.noteOf(i, r), Instance: l.instance(r),
	})
}

// rareShare is how few keys must fit, one in so many, for looking them up one
// by one to be cheaper than going through all in the order they are kept.
const rareShare = 8

// refilter looks for what fits in the order in which the keys lie in memory:
// jumping through it in the order they are shown takes several times as long.
func (l *listing) refilter() {
	l.matched, l.shownMarks = l.matched[:0], -1
	if len(l.query) == 0 {
		return
	}
	fits := make([]bool, l.rows.len())
	n := 0
	for i := range l.rows.present() {
		if l.fits(i) {
			fits[i] = true
			n++
		}
	}
	l.matched = slices.Grow(l.matched, n)
	for _, i := range l.sorted {
		if fits[i] {
			l.matched = append(l.matched, i)
		}
	}
}

// sortBy changes the order.
func (l *listing) sortBy(s sorting) {
	turned := s.by == l.sorting.by && s.reversed != l.sorting.reversed
	l.sorting = s
	if turned {
		slices.Reverse(l.sorted)
		slices.Reverse(l.matched)
		return
	}
	l.sortRows(l.sorted, s, l.now)
	l.refilter()
}

// drop takes rows out of the list.
func (l *listing) drop(rows ...int32) {
	for _, i := range rows {
		l.remove(i)
	}
	gone := func(i int32) bool { return l.rows.at(i).flags&flagGone != 0 }
	l.sorted = slices.DeleteFunc(l.sorted, gone)
	l.matched = slices.DeleteFunc(l.matched, gone)
	l.shownMarks = -1
	l.count()
}

// dropPasses takes out what was met last by a pass that is gone, and tells where each
// row went, nil when none moved.
func (l *listing) dropPasses(gone func(pass uint32) bool) []int32 {
	l.removePasses(gone)
	l.shownMarks = -1
	moved := l.compact()
	if moved == nil {
		return nil
	}
	for _, list := range []*[]int32{&l.sorted, &l.matched} {
		kept := (*list)[:0]
		for _, i := range *list {
			if moved[i] >= 0 {
				kept = append(kept, moved[i])
			}
		}
		*list = kept
	}
	l.count()
	return moved
}

// advance moves the list's clock. Only when it passes the next expiry is there
// anything to do, and then it reports true.
func (l *listing) advance(now time.Time) bool {
	due := !l.until.IsZero() && !now.Before(l.until)
	l.now = now
	if !due {
		return false
	}
	if l.sorting.by == byState {
		l.sortRows(l.sorted, l.sorting, now)
	}
	l.refilter()
	l.count()
	return true
}

// count counts the states, and finds out until when that holds.
func (l *listing) count() {
	l.counts = [len(l.counts)]int{}
	l.until = time.Time{}
	for _, r := range l.rows.present() {
		l.countRow(r)
	}
}

func (l *listing) countRow(r *row) {
	l.counts[r.status(l.now)]++
	if r.expires == noTime || isUnread(r.expires) {
		return
	}
	const within = int64(keys.ExpiringWithin / time.Second)
	for _, change := range [2]int64{r.expires - within, r.expires} {
		if at := time.Unix(change, 0); at.After(l.now) && (l.until.IsZero() || at.Before(l.until)) {
			l.until = at
		}
	}
}
