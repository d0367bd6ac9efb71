package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"github.com/supascale/supascale-tui/internal/instance/activity"
	"github.com/supascale/supascale-tui/internal/instance/durable"
)

// ReadActivity implements activity.Store.
func (s *Store) ReadActivity(ctx context.Context, q activity.Query) (activity.Page, error) {
	return snapshot(ctx, s.read, func(ctx context.Context, tx *sql.Tx) (page activity.Page, err error) {
		if page.Revision, err = revision(ctx, tx); err != nil {
			return page, err
		}
		if q.Changed != nil {
			page.Entries, err = readChanged(ctx, tx, &q)
			return page, err
		}
		c := conditionsOf(&q)
		share, err := shareOf(ctx, tx, &q, c)
		if err != nil {
			return page, err
		}
		if page.Entries, err = readPage(ctx, tx, &q, share); err != nil || q.Before != nil {
			return page, err
		}
		page.Coverage, err = s.coverage(ctx, tx, &q, share)
		return page, err
	})
}

// snapshot reads the store as it is at one moment, and gives up when ctx ends.
func snapshot[T any](ctx context.Context, db *sql.DB, read func(context.Context, *sql.Tx) (T, error)) (T, error) {
	return durable.Read(ctx, func(ctx context.Context) (got T, err error) {
		tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
		if err != nil {
			return got, err
		}
		defer func() { _ = tx.Rollback() }() // nothing was written
		return read(ctx, tx)
	})
}

func revision(ctx context.Context, tx *sql.Tx) (r activity.Revision, err error) {
	err = tx.QueryRowContext(ctx, `SELECT value FROM meta WHERE name = ?`, metaRevision).Scan(&r)
	return r, err
}

// share is how much of the log a query's conditions on shapes let through.
type share struct {
	all     bool  // there are no such conditions
	shapes  int64 // how many shapes match
	entries int64 // and how many entries have them
	total   int64 // entries of the log with the outcome that is asked for
}

func shareOf(ctx context.Context, tx *sql.Tx, q *activity.Query, c *conditions) (sh share, err error) {
	if sh.all = len(c.shape) == 0; sh.all {
		return sh, nil
	}
	outcome, _ := outcomeOf(q)
	where := append([]string{`size = ?`}, reasonClause(outcome)...)
	err = tx.QueryRowContext(ctx, `SELECT coalesce(sum(entries), 0) FROM tally`+clause(where), tallySizes[0]).Scan(&sh.total)
	if err != nil {
		return sh, err
	}
	err = tx.QueryRowContext(ctx, `SELECT count(*), coalesce(sum(entries), 0) FROM (`+c.matching(`, s.entries`)+`)`, c.shapeArgs...).
		Scan(&sh.shapes, &sh.entries)
	return sh, err
}

// gather says whether it costs less to collect all entries that match and sort
// them than to walk the log until there are enough.
func (sh share) gather(limit int) bool {
	return !sh.all && sh.entries*2 < int64(limit)*sh.total/max(sh.entries, 1)
}

const entryColumns = `e.seq, e.at, s.type, s.reason, s.key_id, coalesce(k.name, ''), coalesce(k.preview, s.attempt),
	s.method, s.path, s.resource, s.required, s.granted, s.status, s.ip, s.agent, e.count`

// readPage reads entries newest first.
func readPage(ctx context.Context, tx *sql.Tx, q *activity.Query, sh share) ([]activity.Entry, error) {
	if !sh.all && sh.entries == 0 {
		return nil, nil
	}
	c := conditionsOf(q)
	c.times(q.Since, q.Until)
	if q.Before != nil {
		c.onEntry(`(e.at, e.seq) < (?, ?)`, q.Before.At.UnixMilli(), q.Before.Seq)
	}
	if sh.gather(q.Limit) {
		// The shapes imply the outcome; without it the index alone says which.
		c.entry = slices.DeleteFunc(c.entry, func(sql string) bool { return strings.HasPrefix(sql, `e.failed`) })
		picked := `SELECT e.seq FROM m CROSS JOIN entry e INDEXED BY entry_by_shape ON e.shape = m.id` + clause(c.entry) +
			` ORDER BY e.at DESC, e.seq DESC LIMIT ?`
		return readEntries(ctx, tx, c.with, ` FROM (`+picked+`) p CROSS JOIN entry e ON e.seq = p.seq CROSS JOIN shape s ON s.id = e.shape`+
			withKeys+` ORDER BY e.at DESC, e.seq DESC`, append(append(c.shapeArgs, c.entryArgs...), q.Limit))
	}
	index := `entry_by_time`
	if onlyFailures(c) {
		index = `entry_failures`
	}
	if !sh.all {
		newest, err := newestOf(ctx, tx, c, sh)
		if err != nil {
			return nil, err
		}
		c.onEntry(`e.at <= ?`, newest)
	}
	return readEntries(ctx, tx, nil, ` FROM entry e INDEXED BY `+index+` CROSS JOIN shape s ON s.id = e.shape`+withKeys+
		clause(append(c.entry, c.shape...))+` ORDER BY e.at DESC, e.seq DESC LIMIT ?`, append(append(c.entryArgs, c.shapeArgs...), q.Limit))
}

func onlyFailures(c *conditions) bool {
	for _, sql := range c.entry {
		if sql == `e.failed = 1` {
			return true
		}
	}
	return false
}

// newestOf gives the time of the newest entry that can match, so that a walk
// begins there and not at the log's end.
func newestOf(ctx context.Context, tx *sql.Tx, c *conditions, sh share) (int64, error) {
	const always = 1 << 62
	if sh.shapes > 1000 || sh.entries*10 > sh.total {
		return always, nil // it is near the end of the log
	}
	var newest sql.NullInt64
	err := tx.QueryRowContext(ctx, c.with(`SELECT max((SELECT h.last FROM hour h WHERE h.shape = m.id ORDER BY h.hour DESC LIMIT 1)) FROM m`), c.shapeArgs...).Scan(&newest)
	return newest.Int64, err
}

// readChanged reads what is new or counts more, in the order of its change.
func readChanged(ctx context.Context, tx *sql.Tx, q *activity.Query) ([]activity.Entry, error) {
	c := conditionsOf(q)
	c.times(q.Since, q.Until)
	c.onEntry(`e.rev > ?`, int64(*q.Changed))
	return readEntries(ctx, tx, nil, ` FROM entry e INDEXED BY entry_by_rev CROSS JOIN shape s ON s.id = e.shape`+withKeys+
		clause(append(c.entry, c.shape...))+` ORDER BY e.rev LIMIT ?`, append(append(c.entryArgs, c.shapeArgs...), q.Limit))
}

// readEntries selects entries from what follows; wrap, if there is one, puts
// something before the statement.
func readEntries(ctx context.Context, tx *sql.Tx, wrap func(string) string, from string, args []any) ([]activity.Entry, error) {
	statement := `SELECT ` + entryColumns + `, e.rev` + from //nolint:gosec // fixed texts of this package; every value is bound
	if wrap != nil {
		statement = wrap(statement)
	}
	rows, err := tx.QueryContext(ctx, statement, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	var list []activity.Entry
	for rows.Next() {
		var e activity.Entry
		var at sql.NullInt64
		if err := rows.Scan(&e.Seq, &at, &e.Type, &e.Reason, &e.KeyID, &e.KeyName, &e.KeyPreview,
			&e.Method, &e.Path, &e.Resource, &e.Required, &e.Granted, &e.Status,
			&e.IP, &e.UserAgent, &e.Count, &e.Revision); err != nil {
			return nil, err
		}
		e.At = fromMillis(at)
		list = append(list, e)
	}
	return list, rows.Err()
}

// coverage describes the log behind a query.
func (s *Store) coverage(ctx context.Context, tx *sql.Tx, q *activity.Query, sh share) (activity.Coverage, error) {
	c, err := s.extent(ctx, tx)
	if err != nil {
		return c, err
	}
	n, err := countEntries(ctx, tx, q, sh)
	c.Matching = int(n)
	return c, err
}

// extent says how far the log reaches.
func (s *Store) extent(ctx context.Context, tx *sql.Tx) (c activity.Coverage, err error) {
	var oldest sql.NullInt64
	var total sql.NullInt64
	err = errors.Join(
		tx.QueryRowContext(ctx, `SELECT min(at) FROM entry`).Scan(&oldest),
		tx.QueryRowContext(ctx, `SELECT value FROM meta WHERE name = ?`, metaDropped).Scan(&c.Dropped),
		tx.QueryRowContext(ctx, `SELECT value FROM meta WHERE name = ?`, metaLost).Scan(&c.Lost),
		tx.QueryRowContext(ctx, `SELECT sum(entries) FROM tally WHERE size = ?`, tallySizes[0]).Scan(&total),
	)
	c.Oldest, c.Total = fromMillis(oldest), int(total.Int64)
	return c, err
}
