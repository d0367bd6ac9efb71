package audit

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// listing is what the filter shows of the attempts held, and the counts over
// that; the screen only reads its rows and counts.
type listing struct {
	filter screen.AuditFilter
	since  time.Time // older attempts are left out; zero: none
	bin    time.Duration

	rows     []*entry // newest first
	attempts int      // the sum of the rows' counts
	reasons  map[keys.Reason]int
	bins     map[int64]int // attempts by time, in steps of bin
}

// fill makes the listing anew.
func (l *listing) fill(entries []*entry) {
	l.rows = nil
	l.recount(nil)
	l.add(entries)
}

// add takes attempts older than all that are listed.
func (l *listing) add(entries []*entry) {
	for _, e := range entries {
		if l.count(e) {
			l.rows = append(l.rows, e)
		}
	}
}

// recount counts anew after counts of entries have changed; the rows stay.
func (l *listing) recount(entries []*entry) {
	l.attempts, l.reasons, l.bins = 0, map[keys.Reason]int{}, map[int64]int{}
	for _, e := range entries {
		l.count(e)
	}
}

// count adds one attempt to the counts and reports whether it is listed. The
// counts by reason leave the filter's own reason aside, so that they show what
// else there is.
func (l *listing) count(e *entry) bool {
	if !l.admits(e) {
		return false
	}
	l.reasons[e.Reason] += e.Count
	if l.filter.Reason != "" && e.Reason != l.filter.Reason {
		return false
	}
	l.attempts += e.Count
	l.bins[l.binOf(e.Time)] += e.Count
	return true
}

// lists reports whether the attempt belongs among the rows.
func (l *listing) lists(e *entry) bool {
	return l.admits(e) && (l.filter.Reason == "" || e.Reason == l.filter.Reason)
}

// admits is the filter without its reason. The words of the free text are one
// substring, as the instance takes them (contract, "Activity": q).
func (l *listing) admits(e *entry) bool {
	f := &l.filter
	return !e.Time.Before(l.since) &&
		(f.KeyID == "" || e.KeyID == f.KeyID) &&
		(f.IP == "" || e.IP == f.IP) &&
		(f.Text == "" || strings.Contains(e.text, f.Text))
}

func (l *listing) binOf(t time.Time) int64 { return t.Unix() / int64(l.bin/time.Second) }

// bars sums the attempts up into n bars over the window that ends at end. What
// lies just outside, because clocks differ, counts in the first or last bar:
// the bars always add up to the attempts.
func (l *listing) bars(n int, end time.Time, window time.Duration) []int {
	values := make([]int, n)
	total := int64(window / l.bin)
	last := l.binOf(end)
	for bin, count := range l.bins {
		ago := min(max(last-bin, 0), total-1)
		values[n-1-int(ago*int64(n)/total)] += count
	}
	return values
}

type reasonCount struct {
	reason keys.Reason
	count  int
}

// byReason gives the counts by reason: first, if there is such, then most first.
func (l *listing) byReason(first keys.Reason) []reasonCount {
	list := make([]reasonCount, 0, len(l.reasons))
	for reason, count := range l.reasons {
		list = append(list, reasonCount{reason, count})
	}
	chosen := func(c reasonCount) int {
		if c.reason == first {
			return 0
		}
		return 1
	}
	slices.SortFunc(list, func(a, b reasonCount) int {
		return cmp.Or(chosen(a)-chosen(b), cmp.Compare(b.count, a.count), strings.Compare(string(a.reason), string(b.reason)))
	})
	return list
}

// find gives the row of the attempt with the id.
func (l *listing) find(id string) (int, bool) {
	i := slices.IndexFunc(l.rows, func(e *entry) bool { return e.id == id })
	return i, i >= 0
}
