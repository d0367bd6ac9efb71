package keylist

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/keys/filter"
)

// order is what the list is sorted by.
type order uint8

// The orders, as the s key goes through them. The first shows first what will
// want attention first.
const (
	byExpiry order = iota
	byName
	byCreated
	byUsed
	byState
	orderCount
)

func (o order) words() string {
	return [orderCount]string{"expires", "name", "created", "last used", "state"}[o]
}

// ascending tells which way the order's natural direction runs, for the arrow.
func (o order) ascending() bool { return o != byCreated && o != byUsed }

// sorting is an order and its direction.
type sorting struct {
	by       order
	reversed bool
}

func (s sorting) String() string {
	arrow := "▲"
	if s.by.ascending() == s.reversed {
		arrow = "▼"
	}
	return "sort: " + s.by.words() + " " + arrow
}

// ranked is a row on its way through a sort, with numbers that order as is
// wanted. Among keys of one rank (many never expire) the name decides, whose
// start saves most looks at the name itself.
type ranked struct {
	rank, second uint64
	row          int32
}

// rank gives a row its numbers. Keys that never expire, or were never used, come
// last.
func (st *store) rank(at int32, by order, now time.Time) ranked {
	r, out := st.rows.at(at), ranked{row: at}
	switch by {
	case byName:
		out.rank, out.second = filter.Start(st.name(r))
	case byCreated:
		out.rank = newest(r.created)
	case byUsed:
		out.rank = newest(r.used)
	case byState:
		out.rank = uint64(r.status(now))<<62 | soonest(r.expires)>>2
	default:
		out.rank = soonest(r.expires)
	}
	return out
}

func soonest(unix int64) uint64 {
	if unix == noTime {
		return math.MaxUint64
	}
	return uint64(unix) ^ 1<<63
}

func newest(unix int64) uint64 {
	if unix == noTime {
		return math.MaxUint64
	}
	return ^soonest(unix)
}

func (r *row) status(now time.Time) keys.Status {
	if isUnread(r.expires) {
		return keys.Untold
	}
	return keys.ExpiresAt(history.Moment(r.expires)).StatusAt(now)
}

// comparer orders rows: by rank, then by name, then as they came. It is a total
// order, so that a merge and a full sort agree.
func (st *store) comparer(s sorting) func(a, b ranked) int {
	sign := 1
	if s.reversed {
		sign = -1
	}
	return func(a, b ranked) int {
		c := cmp.Compare(a.rank, b.rank)
		if c == 0 {
			c = cmp.Compare(a.second, b.second)
		}
		if c == 0 {
			c = filter.Compare(st.name(st.rows.at(a.row)), st.name(st.rows.at(b.row)))
		}
		if c == 0 {
			c = cmp.Compare(a.row, b.row)
		}
		return sign * c
	}
}

// sortRows puts rows in order.
func (st *store) sortRows(rows []int32, s sorting, now time.Time) {
	list := make([]ranked, len(rows))
	for i, at := range rows {
		list[i] = st.rank(at, s.by, now)
		if s.by != byName {
			list[i].second, _ = filter.Start(st.name(st.rows.at(at)))
		}
	}
	slices.SortFunc(list, st.comparer(s))
	for i := range list {
		rows[i] = list[i].row
	}
}

// mergeRows puts the sorted rows of more into the sorted rows, from the back:
// far cheaper than sorting again for every page of a long list. Places are
// looked up by halves and what lies between them moves in one piece.
func (st *store) mergeRows(rows, more []int32, s sorting, now time.Time) []int32 {
	compare := st.comparer(s)
	end := len(rows)
	rows = append(rows, more...)
	for b, row := range slices.Backward(more) {
		at, _ := slices.BinarySearchFunc(rows[:end], st.rank(row, s.by, now), func(i int32, r ranked) int {
			return compare(st.rank(i, s.by, now), r)
		})
		copy(rows[at+b+1:], rows[at:end])
		rows[at+b] = row
		end = at
	}
	return rows
}
