package store

import (
	"context"
	"database/sql"
	"time"
)

// PruneActivity implements activity.Store. What was counted ahead shrinks with
// the entries, in the same transaction.
func (s *Store) PruneActivity(ctx context.Context, before time.Time, batch int) (int, error) {
	s.log.Lock()
	defer s.log.Unlock()
	removed := 0
	err := s.transact(ctx, ordinary, func(tx *sql.Tx) error {
		d := newDeltas()
		last, err := readOldest(ctx, tx, before, batch, d)
		if err != nil || last.n == 0 {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM entry WHERE (at, seq) <= (?, ?)`, last.at, last.seq); err != nil {
			return err
		}
		if err := d.apply(ctx, tx); err != nil {
			return err
		}
		if err := firstsOf(ctx, tx, last.at/hourMillis); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE meta SET value = value + ? WHERE name = ?`, last.n, metaDropped); err != nil {
			return err
		}
		removed = last.n
		return tidy(ctx, tx, before)
	})
	if err == nil && removed > 0 {
		s.entries.Add(-int64(removed))
		s.shapes.forget() // some may be gone
	}
	return removed, err
}

type oldest struct {
	n       int
	at, seq int64
}

// readOldest collects what the removal of the oldest entries changes, and says
// up to which entry that goes.
func readOldest(ctx context.Context, tx *sql.Tx, before time.Time, batch int, d *deltas) (last oldest, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT e.seq, e.at, e.shape, e.count, s.reason FROM entry e INDEXED BY entry_by_time
		CROSS JOIN shape s ON s.id = e.shape WHERE e.at < ? ORDER BY e.at, e.seq LIMIT ?`, before.UnixMilli(), batch)
	if err != nil {
		return last, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	for rows.Next() {
		c := delta{entries: -1}
		if err := rows.Scan(&last.seq, &c.at, &c.shape, &c.requests, &c.reason); err != nil {
			return last, err
		}
		c.requests = -c.requests
		d.add(c)
		last.n++
		last.at = c.at
	}
	return last, rows.Err()
}

// firstsOf says anew when each shape came first in an hour. A batch can end
// within an hour, and a kill can make that the last one for long.
func firstsOf(ctx context.Context, tx *sql.Tx, hour int64) error {
	_, err := tx.ExecContext(ctx, `UPDATE hour SET first = (SELECT min(e.at) FROM entry e INDEXED BY entry_by_shape
		WHERE e.shape = hour.shape AND e.at >= hour.hour * ?) WHERE hour = ? AND entries > 0`, hourMillis, hour)
	return err
}

// tidy removes counts of nothing.
func tidy(ctx context.Context, tx *sql.Tx, before time.Time) error {
	for _, sql := range []string{
		`DELETE FROM hour WHERE hour <= ? AND entries <= 0`,
		`DELETE FROM tally WHERE slot <= ? * 3600 / size AND entries <= 0`,
	} {
		if _, err := tx.ExecContext(ctx, sql, before.UnixMilli()/hourMillis); err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM shape WHERE entries <= 0 AND NOT EXISTS (SELECT 1 FROM entry e WHERE e.shape = shape.id)`)
	return err
}

// ActivityHour implements activity.Store.
func (s *Store) ActivityHour(ctx context.Context, n int) (at time.Time, err error) {
	if s.entries.Load() <= int64(n) {
		return time.Time{}, nil
	}
	rows, err := s.read.QueryContext(ctx, `SELECT slot, sum(entries) FROM tally WHERE size = 3600 GROUP BY slot ORDER BY slot DESC`)
	if err != nil {
		return at, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	for total := 0; rows.Next(); {
		var slot int64
		var entries int
		if err := rows.Scan(&slot, &entries); err != nil {
			return at, err
		}
		if total += entries; total > n {
			return time.Unix(slot*3600, 0).UTC(), nil
		}
	}
	return at, rows.Err()
}
