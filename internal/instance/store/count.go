package store

import (
	"context"
	"database/sql"
	"math"
	"slices"

	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api/wire"
	"github.com/supascale/supascale-tui/internal/instance/activity"
)

// reach is a range of time in milliseconds, from included, to excluded.
type reach struct{ from, to int64 }

func (r reach) empty() bool { return r.from >= r.to }

// reachOf is the time that the query is about. Without a bound it reaches as
// far as times do.
func reachOf(q *activity.Query) reach {
	r := reach{0, math.MaxInt64 / 2}
	if !q.Since.IsZero() {
		r.from = max(q.Since.UnixMilli(), 0)
	}
	if !q.Until.IsZero() {
		r.to = max(q.Until.UnixMilli()+1, 0)
	}
	return r
}

// cut gives the largest part of r that consists of whole steps, and what is
// left of it on both sides. Without a whole step all of it is left.
func (r reach) cut(step int64) (whole reach, left []reach) {
	whole = reach{(r.from + step - 1) / step * step, r.to / step * step}
	if whole.empty() {
		return whole, []reach{r}
	}
	for _, rest := range []reach{{r.from, whole.from}, {whole.to, r.to}} {
		if !rest.empty() {
			left = append(left, rest)
		}
	}
	return whole, left
}

// countEntries counts what matches: ahead counted where that is possible, one
// by one at the ragged ends.
func countEntries(ctx context.Context, tx *sql.Tx, q *activity.Query, sh share) (n int64, err error) {
	outcome, one := outcomeOf(q)
	if !sh.all && sh.entries == 0 || !one {
		return 0, nil
	}
	r := reachOf(q)
	if r.empty() {
		return 0, nil
	}
	add := func(sql string, args ...any) {
		var more int64
		if err == nil {
			err = tx.QueryRowContext(ctx, sql, args...).Scan(&more)
			n += more
		}
	}
	if sh.all {
		countAll(r, outcome, add)
		return n, err
	}
	c := conditionsOf(q)
	if q.Since.IsZero() && q.Until.IsZero() {
		return sh.entries, nil
	}
	whole, left := r.cut(hourMillis)
	if !whole.empty() {
		from := ` FROM hour h CROSS JOIN m ON m.id = h.shape`
		if sh.shapes < shapesFirst {
			from = ` FROM m CROSS JOIN hour h INDEXED BY hour_by_shape ON h.shape = m.id`
		}
		add(c.with(`SELECT coalesce(sum(h.entries), 0)`+from+` WHERE h.hour >= ? AND h.hour < ?`),
			append(slices.Clone(c.shapeArgs), whole.from/hourMillis, whole.to/hourMillis)...)
	}
	for _, rest := range left {
		add(c.with(`SELECT count(*) FROM entry e INDEXED BY entry_by_time WHERE e.at >= ? AND e.at < ? AND e.shape IN m`),
			append(slices.Clone(c.shapeArgs), rest.from, rest.to)...)
	}
	return n, err
}

// shapesFirst is the number of shapes up to which their hours are looked up one
// shape after the other.
const shapesFirst = 300

// outcomeOf is the outcome that is asked for, "" for any; one is false when two
// are asked for that exclude each other. Who asks for a reason asks for
// failures.
func outcomeOf(q *activity.Query) (outcome string, one bool) {
	a, b := q.Outcome, q.Where.Outcome
	if q.Reason != "" || slices.ContainsFunc(q.Where.Groups, func(g query.Group) bool { return g.Field == query.Reason && !g.Not }) {
		if a == "" {
			a = wire.Failure
		}
	}
	switch {
	case b == query.Unknown: // every entry here tells how it ended
		return "", false
	case a == "":
		return b, true
	case b == "" || a == b:
		return a, true
	}
	return "", false
}

func failedClause(outcome, column string) []string {
	switch outcome {
	case wire.Failure:
		return []string{column + ` = 1`}
	case wire.Success:
		return []string{column + ` = 0`}
	}
	return nil
}

// reasonClause is failedClause for the tallies.
func reasonClause(outcome string) []string {
	switch outcome {
	case wire.Failure:
		return []string{`reason <> ''`}
	case wire.Success:
		return []string{`reason = ''`}
	}
	return nil
}

// countAll counts without conditions on shapes: in the largest slots that fit,
// the rest in smaller ones, and what is left of those one by one.
func countAll(r reach, outcome string, add func(sql string, args ...any)) {
	left := []reach{r}
	for _, size := range tallySizes {
		var next []reach
		for _, part := range left {
			whole, rest := part.cut(size * 1000)
			next = append(next, rest...)
			if !whole.empty() {
				where := append([]string{`size = ?`, `slot >= ?`, `slot < ?`}, reasonClause(outcome)...)
				add(`SELECT coalesce(sum(entries), 0) FROM tally`+clause(where), size, whole.from/(size*1000), whole.to/(size*1000))
			}
		}
		left = next
	}
	for _, rest := range left {
		where := append([]string{`e.at >= ?`, `e.at < ?`}, failedClause(outcome, `e.failed`)...)
		add(`SELECT count(*) FROM entry e`+clause(where), rest.from, rest.to)
	}
}
