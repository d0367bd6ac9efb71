package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"time"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// ErrNewer is returned for a store written by a later version of the program.
var ErrNewer = errors.New("the store was written by a newer version of supascale-tui; use that version, or another data directory")

type migration struct {
	version int
	name    string
	sql     string
}

// migrations reads files named 0001_words.sql, numbered without a gap.
func migrations(files fs.FS) ([]migration, error) {
	names, err := fs.Glob(files, "migrations/*.sql") // sorted
	if err != nil {
		return nil, err
	}
	list := make([]migration, len(names))
	for i, path := range names {
		name := strings.TrimSuffix(strings.TrimPrefix(path, "migrations/"), ".sql")
		number, _, _ := strings.Cut(name, "_")
		version, err := strconv.Atoi(number)
		if err != nil || version != i+1 {
			return nil, fmt.Errorf("migration %s: want number %d", name, i+1)
		}
		text, err := fs.ReadFile(files, path)
		if err != nil {
			return nil, err
		}
		list[i] = migration{version, name, string(text)}
	}
	return list, nil
}

// migrate brings the schema up to date, all or nothing. What it writes is in the
// write-ahead log, so that one is there as long as the store is open.
func (s *Store) migrate(ctx context.Context, again bool) error {
	list, err := migrations(migrationFiles)
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	err = s.transact(ctx, urgent, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS migration (
			version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied INTEGER NOT NULL) STRICT`); err != nil {
			return err
		}
		var version int
		if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(version), 0) FROM migration`).Scan(&version); err != nil {
			return err
		}
		switch {
		case version > len(list):
			return ErrNewer
		case version == 0 && again:
			return ErrEmpty
		}
		for _, m := range list[version:] {
			if _, err := tx.ExecContext(ctx, m.sql); err != nil {
				return fmt.Errorf("%s: %w", m.name, err)
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO migration VALUES (?, ?, ?)`,
				m.version, m.name, time.Now().UnixMilli()); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO meta VALUES ('opened', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, time.Now().UnixMilli())
		return err
	})
	if err != nil {
		return fmt.Errorf("bring the store up to date: %w", err)
	}
	// The main file has the tables from now on, whatever becomes of the log.
	if _, err := s.write.ExecContext(ctx, `PRAGMA wal_checkpoint(PASSIVE)`); err != nil {
		return fmt.Errorf("bring the store up to date: %w", diskError(err))
	}
	return nil
}
