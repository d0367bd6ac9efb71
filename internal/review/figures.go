package review

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
)

const (
	day  = 24 * time.Hour
	week = 7 * day
	// causesMost bounds how many causes are counted by week, one request each.
	causesMost = 12
)

// Failures are the failed attempts by cause and week.
type Failures struct {
	Start  time.Time // of the first week
	Causes []Cause   // the most frequent first
	Other  int       // failed attempts of further causes
}

// Cause counts the failed attempts of one reason.
type Cause struct {
	Reason keys.Reason // "" where the log tells none
	Count  int
	Weeks  []int
}

// readFailures counts the failed attempts by reason and week.
func readFailures(ctx context.Context, source interface {
	Stats(ctx context.Context, q api.StatsQuery) (cluster.Stats, error)
}, since, until time.Time) (Failures, error) {
	where := query.Query{}.With(query.Outcome, query.Failure)
	ask := func(where query.Query) (cluster.Stats, error) {
		return source.Stats(ctx, api.StatsQuery{Since: since, Until: until, Step: week, Where: where, Clusters: 1})
	}
	all, err := ask(where)
	if err != nil {
		return Failures{}, err
	}
	f := Failures{Start: all.Start}
	for reason, n := range all.Reasons {
		f.Causes = append(f.Causes, Cause{Reason: reason, Count: n})
	}
	f.order()
	for i := range f.Causes {
		c := &f.Causes[i]
		some, err := ask(where.With(query.Reason, string(cmp.Or(c.Reason, query.Unknown))))
		if err != nil {
			return f, err
		}
		c.Weeks = some.Buckets
	}
	return f, nil
}

// order puts the most frequent causes first, and counts those beyond causesMost as others.
func (f *Failures) order() {
	slices.SortFunc(f.Causes, func(a, b Cause) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Reason, b.Reason))
	})
	for _, c := range f.Causes[min(causesMost, len(f.Causes)):] {
		f.Other += c.Count
	}
	f.Causes = f.Causes[:min(causesMost, len(f.Causes))]
}

// States counts the keys by state, the most urgent first.
func (r *Report) States() map[keys.Status]int {
	counts := make(map[keys.Status]int)
	for i := range r.Keys {
		counts[r.Keys[i].Expires.StatusAt(r.At)]++
	}
	return counts
}

// Month counts the keys that expire in a calendar month (UTC).
type Month struct {
	Start time.Time
	Count int
}

// Months counts the keys that expire in this and the next eleven months, those that
// expire later, and those that never do.
func (r *Report) Months() (months []Month, later, never int) {
	year, month, _ := r.At.UTC().Date()
	for i := range 12 {
		months = append(months, Month{Start: time.Date(year, month+time.Month(i), 1, 0, 0, 0, 0, time.UTC)})
	}
	end := time.Date(year, month+12, 1, 0, 0, 0, 0, time.UTC)
	for i := range r.Keys {
		at, known := r.Keys[i].Expires.At()
		switch {
		case r.Keys[i].Expires.IsNever():
			never++
		case !known || at.Before(r.At):
		case !at.Before(end):
			later++
		default:
			y, m, _ := at.UTC().Date()
			months[(y-year)*12+int(m-month)].Count++
		}
	}
	return months, later, never
}
