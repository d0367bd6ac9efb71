package store

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/instance/activity"
	"github.com/supascale/supascale-tui/internal/keys"
)

// rawWithin is the length of time up to which entries are read one by one:
// there are few.
const rawWithin = 2 * hourMillis

// hourCost is how many entries can be read in the time that a row of the table
// hour takes, measured.
const hourCost = 4

// ActivityStats implements activity.Store.
func (s *Store) ActivityStats(ctx context.Context, q activity.StatsQuery) (activity.Figures, error) {
	return snapshot(ctx, s.figures, func(ctx context.Context, tx *sql.Tx) (found activity.Figures, err error) {
		if found.Coverage, err = s.extent(ctx, tx); err != nil {
			return found, err
		}
		folder := cluster.NewFolder(q.Since, q.Until, q.Step, q.Clusters, q.Uses)
		f := figures{ctx: ctx, tx: tx, q: &q, folder: folder, total: found.Coverage.Total, hourCost: s.hourCost}
		if err := f.read(); err != nil {
			return found, err
		}
		found.Stats = folder.Stats()
		if q.Clusters == 0 {
			found.Stats.More, found.Stats.Clusters = len(found.Stats.Clusters), nil
		}
		found.Coverage.Matching = found.Stats.Entries
		found.Stats.Oldest, found.Stats.Total, found.Stats.Dropped = found.Coverage.Oldest, found.Coverage.Total, found.Coverage.Dropped
		return found, nil
	})
}

// figures reads what the folder is to count.
type figures struct {
	ctx     context.Context //nolint:containedctx // it lives as long as one call
	tx      *sql.Tx
	q       *activity.StatsQuery
	folder  *cluster.Folder
	outcome string
	events  map[int64]*cluster.Event // of the shapes that match
	matched int                      // entries of the log that have these shapes
	total   int                      // all entries of the log

	hourCost int64 // of a row of the table hour, in entries
}

func (f *figures) read() error {
	var one bool
	if f.outcome, one = outcomeOf(&f.q.Query); !one {
		return nil
	}
	r := reachOf(&f.q.Query)
	if r.empty() {
		return nil
	}
	c := conditionsOf(&f.q.Query)
	if len(c.shape) == 0 && f.q.Clusters == 0 && !f.q.Uses {
		return f.tallies(r)
	}
	c.shape = append(c.shape, failedClause(f.outcome, `s.failed`)...)
	if err := f.shapes(c); err != nil || len(f.events) == 0 {
		return err
	}
	step := f.q.Step.Milliseconds()
	if r.to-r.from <= rawWithin || step%cellMillis != 0 {
		return f.entries(r)
	}
	whole, left := r.cut(hourMillis)
	for _, rest := range left {
		if err := f.entries(rest); err != nil {
			return err
		}
	}
	if whole.empty() {
		return nil
	}
	few, err := f.few(whole)
	switch {
	case err != nil:
		return err
	case few:
		return f.entries(whole)
	}
	return f.hours(whole, c)
}

// few reports whether it costs less to read the entries of whole hours than
// what was counted ahead for these: failures are few, and seldom two of one
// shape in an hour.
func (f *figures) few(whole reach) (bool, error) {
	from, to := whole.from/hourMillis, whole.to/hourMillis
	where := append([]string{`size = 3600`, `slot >= ?`, `slot < ?`}, reasonClause(f.outcome)...)
	var entries int64
	err := f.tx.QueryRowContext(f.ctx, `SELECT coalesce(sum(entries), 0) FROM tally`+clause(where), from, to).Scan(&entries)
	rows := min(entries, int64(f.matched), int64(len(f.events))*(to-from))
	return entries <= rows*f.hourCost, err
}

// tallies counts without regard to shapes.
func (f *figures) tallies(r reach) error {
	left := []reach{r}
	for _, size := range tallySizes {
		millis := size * 1000
		if f.q.Step.Milliseconds()%millis != 0 {
			continue
		}
		var next []reach
		for _, part := range left {
			whole, rest := part.cut(millis)
			next = append(next, rest...)
			if whole.empty() {
				continue
			}
			where := append([]string{`size = ?`, `slot >= ?`, `slot < ?`}, reasonClause(f.outcome)...)
			err := f.rows(`SELECT slot * ?, reason, entries, requests FROM tally`+clause(where), f.count,
				millis, size, whole.from/millis, whole.to/millis)
			if err != nil {
				return err
			}
		}
		left = next
	}
	for _, rest := range left {
		where := append([]string{`e.at >= ?`, `e.at < ?`}, failedClause(f.outcome, `e.failed`)...)
		err := f.rows(`SELECT e.at, s.reason, 1, e.count FROM entry e CROSS JOIN shape s ON s.id = e.shape`+clause(where), f.count, rest.from, rest.to)
		if err != nil {
			return err
		}
	}
	return nil
}

func (f *figures) count(rows *sql.Rows) error {
	var at int64
	var reason keys.Reason
	var entries, requests int
	if err := rows.Scan(&at, &reason, &entries, &requests); err != nil {
		return err
	}
	f.folder.AddCounts(reason, entries, []cluster.Cell{{At: time.UnixMilli(at), Count: requests}})
	return nil
}

// rows hands every row of a query to take.
func (f *figures) rows(sql string, take func(*sql.Rows) error, args ...any) error {
	rows, err := f.tx.QueryContext(f.ctx, sql, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	for rows.Next() {
		if err := take(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// shapes reads the shapes that match. Their events lack only the times.
func (f *figures) shapes(c *conditions) error {
	f.events = map[int64]*cluster.Event{}
	return f.rows(`SELECT s.id, s.failed, s.type, s.reason, s.key_id, coalesce(k.name, ''), coalesce(k.preview, s.attempt),
		s.method, s.path, s.resource, s.required, s.granted, s.status, s.ip, s.agent, s.entries FROM shape s`+withKeys+clause(c.shape),
		func(rows *sql.Rows) error {
			var id int64
			var entries int
			e := &cluster.Event{}
			if err := rows.Scan(&id, &e.Failed, &e.Type, &e.Reason, &e.KeyID, &e.KeyName, &e.KeyPreview,
				&e.Method, &e.Path, &e.Resource, &e.Required, &e.Granted, &e.Status, &e.IP, &e.Agent, &entries); err != nil {
				return err
			}
			f.matched += entries
			f.events[id] = e
			return nil
		}, c.shapeArgs...)
}

// entries counts one by one.
func (f *figures) entries(r reach) error {
	where := append([]string{`at >= ?`, `at < ?`}, failedClause(f.outcome, `failed`)...)
	return f.rows(`SELECT at, shape, count FROM entry`+clause(where), func(rows *sql.Rows) error {
		var at, shape int64
		var count int
		if err := rows.Scan(&at, &shape, &count); err != nil {
			return err
		}
		if e := f.events[shape]; e != nil {
			e.At, e.Oldest, e.Entries, e.Counts = time.UnixMilli(at).UTC(), time.Time{}, 1, count
			f.folder.Add(e)
		}
		return nil
	}, r.from, r.to)
}

// hours counts by what was counted ahead. Shapes with few of the entries are
// looked up one after the other, else they are picked out of all.
func (f *figures) hours(whole reach, c *conditions) error {
	fields := `SELECT h.hour, h.shape, h.entries, h.first, h.last, ` + cellColumns("h.#")
	const within = ` WHERE h.hour >= ? AND h.hour < ?`
	from, to := whole.from/hourMillis, whole.to/hourMillis
	if len(f.events) >= shapesFirst && f.matched*4 > f.total {
		return f.rows(fields+` FROM hour h`+within, f.hour, from, to)
	}
	return f.rows(c.with(fields+` FROM m CROSS JOIN hour h INDEXED BY hour_by_shape ON h.shape = m.id`+within), f.hour,
		append(slices.Clone(c.shapeArgs), from, to)...)
}

func (f *figures) hour(rows *sql.Rows) error {
	var hour, shape, first, last int64
	var entries int
	var counts [hourCells]int
	to := []any{&hour, &shape, &entries, &first, &last}
	for i := range counts {
		to = append(to, &counts[i])
	}
	if err := rows.Scan(to...); err != nil {
		return err
	}
	e := f.events[shape]
	if e == nil {
		return nil
	}
	e.At, e.Oldest, e.Entries, e.Counts = time.UnixMilli(last).UTC(), time.UnixMilli(first).UTC(), entries, 0
	cells := make([]cluster.Cell, 0, hourCells)
	for i, n := range counts {
		if n > 0 {
			cells = append(cells, cluster.Cell{At: time.UnixMilli(hour*hourMillis + int64(i)*cellMillis), Count: n})
			e.Counts += n
		}
	}
	f.folder.AddMany(e, cells)
	return nil
}
