package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"github.com/supascale/supascale-tui/internal/instance/durable"
	"github.com/supascale/supascale-tui/internal/instance/records"
)

const recordColumns = `id, kind, created, updated, fields`

// ListRecords implements records.Store.
func (s *Store) ListRecords(ctx context.Context, kind string, limit, offset int) ([]records.Record, int, error) {
	type page struct {
		list  []records.Record
		total int
	}
	found, err := durable.Read(ctx, func(ctx context.Context) (p page, err error) {
		if err := s.read.QueryRowContext(ctx, `SELECT count(*) FROM records WHERE kind = ?`, kind).Scan(&p.total); err != nil {
			return p, err
		}
		p.list, err = s.recordsOf(ctx, kind, limit, offset)
		return p, err
	})
	return found.list, found.total, err
}

func (s *Store) recordsOf(ctx context.Context, kind string, limit, offset int) ([]records.Record, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT `+recordColumns+` FROM records WHERE kind = ?
		ORDER BY seq DESC LIMIT ? OFFSET ?`, kind, limit, offset)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	var list []records.Record
	for rows.Next() {
		r, err := scanRecord(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, rows.Err()
}

// GetRecord implements records.Store.
func (s *Store) GetRecord(ctx context.Context, kind, id string) (records.Record, error) {
	r, err := durable.Read(ctx, func(ctx context.Context) (records.Record, error) {
		return scanRecord(s.read.QueryRowContext(ctx, `SELECT `+recordColumns+` FROM records WHERE kind = ? AND id = ?`, kind, id))
	})
	if errors.Is(err, sql.ErrNoRows) {
		return r, records.ErrNotFound
	}
	return r, err
}

func scanRecord(row interface{ Scan(...any) error }) (records.Record, error) {
	var r records.Record
	var created, updated sql.NullInt64
	var fields []byte
	if err := row.Scan(&r.ID, &r.Kind, &created, &updated, &fields); err != nil {
		return r, err
	}
	r.Created, r.Updated = fromMillis(created), fromMillis(updated)
	return r, json.Unmarshal(fields, &r.Fields)
}

// InsertRecords implements records.Store.
func (s *Store) InsertRecords(ctx context.Context, list []records.Record) error {
	return s.transact(ctx, ordinary, func(tx *sql.Tx) error {
		for _, r := range list {
			fields, err := json.Marshal(r.Fields)
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO records (kind, id, created, updated, fields)
				VALUES (?, ?, ?, ?, ?)`, r.Kind, r.ID, r.Created.UnixMilli(), r.Updated.UnixMilli(), string(fields)); err != nil {
				return err
			}
		}
		return nil
	})
}

// UpdateRecord implements records.Store.
func (s *Store) UpdateRecord(ctx context.Context, r records.Record) error {
	fields, err := json.Marshal(r.Fields)
	if err != nil {
		return err
	}
	return s.transact(ctx, ordinary, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, `UPDATE records SET updated = ?, fields = ? WHERE kind = ? AND id = ?`,
			r.Updated.UnixMilli(), string(fields), r.Kind, r.ID)
		return oneRow(res, err, records.ErrNotFound)
	})
}

// DeleteRecord implements records.Store.
func (s *Store) DeleteRecord(ctx context.Context, kind, id string) error {
	return s.transact(ctx, ordinary, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, `DELETE FROM records WHERE kind = ? AND id = ?`, kind, id)
		return oneRow(res, err, records.ErrNotFound)
	})
}
