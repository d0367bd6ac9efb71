package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/supascale/supascale-tui/internal/instance/activity"
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
		if err := firstsOf(ctx, tx, last.at/hourMillis, d); err != nil {
			return err
		}
		if err := addMeta(ctx, tx, metaDropped, int64(last.n)); err != nil {
			return err
		}
		removed = last.n
		freed, err := tidy(ctx, tx, d)
		if err != nil {
			return err
		}
		return addMeta(ctx, tx, metaBytes, -freed-int64(last.n)*entryBytes)
	})
	if err == nil && removed > 0 {
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

// firstsOf says anew when the shapes that lost entries came first in an hour. A
// batch can end within an hour, and a kill can make that the last one for long.
func firstsOf(ctx context.Context, tx *sql.Tx, hour int64, d *deltas) error {
	update, err := tx.PrepareContext(ctx, `UPDATE hour SET first = (SELECT min(e.at) FROM entry e INDEXED BY entry_by_shape
		WHERE e.shape = hour.shape AND e.at >= hour.hour * ?) WHERE hour = ? AND shape = ? AND entries > 0`)
	if err != nil {
		return err
	}
	defer func() { _ = update.Close() }() // ends with the transaction anyway
	for key := range d.hours {
		if key.hour != hour {
			continue
		}
		if _, err := update.ExecContext(ctx, hourMillis, key.hour, key.shape); err != nil {
			return err
		}
	}
	return nil
}

// tidy removes the counts of nothing among those that d has changed, and gives the
// bytes of the shapes that are gone. It looks at no others: the cost of a batch
// does not depend on how much there is.
func tidy(ctx context.Context, tx *sql.Tx, d *deltas) (freed int64, err error) {
	hour, err := tx.PrepareContext(ctx, `DELETE FROM hour WHERE hour = ? AND shape = ? AND entries <= 0`)
	if err != nil {
		return 0, err
	}
	defer func() { _ = hour.Close() }() // all three end with the transaction anyway
	for key := range d.hours {
		if _, err := hour.ExecContext(ctx, key.hour, key.shape); err != nil {
			return 0, err
		}
	}
	tally, err := tx.PrepareContext(ctx, `DELETE FROM tally WHERE size = ? AND slot = ? AND reason = ? AND entries <= 0`)
	if err != nil {
		return 0, err
	}
	defer func() { _ = tally.Close() }()
	for key := range d.tallies {
		if _, err := tally.ExecContext(ctx, key.size, key.slot, key.reason); err != nil {
			return 0, err
		}
	}
	shape, err := tx.PrepareContext(ctx, `DELETE FROM shape WHERE id = ? AND entries <= 0
		AND NOT EXISTS (SELECT 1 FROM entry e WHERE e.shape = shape.id) RETURNING `+shapeBytes)
	if err != nil {
		return 0, err
	}
	defer func() { _ = shape.Close() }()
	for id := range d.shapes {
		var bytes int64
		switch err := shape.QueryRowContext(ctx, id).Scan(&bytes); {
		case errors.Is(err, sql.ErrNoRows): // it is still in use
		case err != nil:
			return 0, err
		default:
			freed += bytes
		}
	}
	return freed, nil
}

// LogExtent implements activity.Store.
func (s *Store) LogExtent(ctx context.Context) (activity.Extent, error) {
	return snapshot(ctx, s.read, func(ctx context.Context, tx *sql.Tx) (x activity.Extent, err error) {
		if err := tx.QueryRowContext(ctx, `SELECT value FROM meta WHERE name = ?`, metaBytes).Scan(&x.Bytes); err != nil {
			return x, err
		}
		rows, err := tx.QueryContext(ctx, `SELECT slot, sum(entries) FROM tally WHERE size = 3600 GROUP BY slot ORDER BY slot DESC`)
		if err != nil {
			return x, err
		}
		defer func() { _ = rows.Close() }() // rows.Err tells
		for rows.Next() {
			var slot int64
			var h activity.Hour
			if err := rows.Scan(&slot, &h.Entries); err != nil {
				return x, err
			}
			h.Start = time.Unix(slot*3600, 0).UTC()
			x.Hours = append(x.Hours, h)
		}
		return x, rows.Err()
	})
}
