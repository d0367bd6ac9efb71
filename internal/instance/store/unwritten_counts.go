package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// Sizes of what is counted ahead.
const (
	cellMillis = 5 * 60 * 1000
	hourMillis = 60 * 60 * 1000
	hourCells  = hourMillis / cellMillis
)

// tallySizes are the sizes of slots in the table tally, in seconds, the largest
// first. Each is a multiple of the next.
var tallySizes = []int64{21600, 3600, 300}

// delta is a change of what is counted ahead. The numbers are negative for
// what is removed.
type delta struct {
	at, shape         int64
	reason            string
	entries, requests int
}

// deltas sums the changes of a batch up, so that each row changes once.
type deltas struct {
	hours   map[hourKey]*hourDelta
	tallies map[tallyKey]*tallyDelta
	shapes  map[int64]int
}

type hourKey struct{ hour, shape int64 }

type hourDelta struct {
	entries     int
	first, last int64
	cells       [hourCells]int
}

type tallyKey struct {
	size, slot int64
	reason     string
}

type tallyDelta struct{ entries, requests int }

func newDeltas() *deltas {
	return &deltas{hours: map[hourKey]*hourDelta{}, tallies: map[tallyKey]*tallyDelta{}, shapes: map[int64]int{}}
}

func (d *deltas) add(c delta) {
	key := hourKey{c.at / hourMillis, c.shape}
	h := d.hours[key]
	if h == nil {
		h = &hourDelta{first: c.at, last: c.at}
		d.hours[key] = h
	}
	h.entries += c.entries
	h.first, h.last = min(h.first, c.at), max(h.last, c.at)
	h.cells[c.at/cellMillis%hourCells] += c.requests
	for _, size := range tallySizes {
		key := tallyKey{size, c.at / (size * 1000), c.reason}
		t := d.tallies[key]
		if t == nil {
			t = &tallyDelta{}
			d.tallies[key] = t
		}
		t.entries += c.entries
		t.requests += c.requests
	}
	d.shapes[c.shape] += c.entries
}

// cellColumns is "c0, c1, …", each put through format.
func cellColumns(format string) string {
	columns := make([]string, hourCells)
	for i := range columns {
		columns[i] = strings.ReplaceAll(format, "#", fmt.Sprintf("c%d", i))
	}
	return strings.Join(columns, ", ")
}

//nolint:gosec // the names of the columns are fixed
var upsertHour = `INSERT INTO hour (hour, shape, entries, first, last, ` + cellColumns("#") + `)
	VALUES (?, ?, ?, ?, ?` + strings.Repeat(", ?", hourCells) + `)
	ON CONFLICT (hour, shape) DO UPDATE SET entries = entries + excluded.entries,
	first = min(first, excluded.first), last = max(last, excluded.last), ` + cellColumns("# = # + excluded.#")

const upsertTally = `INSERT INTO tally (size, slot, reason, entries, requests) VALUES (?, ?, ?, ?, ?)
	ON CONFLICT (size, slot, reason) DO UPDATE SET entries = entries + excluded.entries, requests = requests + excluded.requests`

func (d *deltas) apply(ctx context.Context, tx *sql.Tx) error {
	hour, err := tx.PrepareContext(ctx, upsertHour)
	if err != nil {
		return err
	}
	defer func() { _ = hour.Close() }() // all three end with the transaction anyway
	for key, h := range d.hours {
		args := []any{key.hour, key.shape, h.entries, h.first, h.last}
		for _, n := range h.cells {
			args = append(args, n)
		}
		if _, err := hour.ExecContext(ctx, args...); err != nil {
			return err
		}
	}
	tally, err := tx.PrepareContext(ctx, upsertTally)
	if err != nil {
		return err
	}
	defer func() { _ = tally.Close() }()
	for key, t := range d.tallies {
		if _, err := tally.ExecContext(ctx, key.size, key.slot, key.reason, t.entries, t.requests); err != nil {
			return err
		}
	}
	shape, err := tx.PrepareContext(ctx, `UPDATE shape SET entries = entries + ? WHERE id = ?`)
	if err != nil {
		return err
	}
	defer func() { _ = shape.Close() }()
	for id, n := range d.shapes {
		if n == 0 {
			continue
		}
		if _, err := shape.ExecContext(ctx, n, id); err != nil {
			return err
		}
	}
	return nil
}

// Names in the table meta.
const (
	metaRevision = "rev"
	metaDropped  = "dropped"
	metaLost     = "lost"
	metaBytes    = "bytes"
)

func setMeta(ctx context.Context, tx *sql.Tx, name string, value int64) error {
	_, err := tx.ExecContext(ctx, `UPDATE meta SET value = ? WHERE name = ?`, value, name)
	return err
}

func addMeta(ctx context.Context, tx *sql.Tx, name string, n int64) error {
	_, err := tx.ExecContext(ctx, `UPDATE meta SET value = value + ? WHERE name = ?`, n, name)
	return err
}
