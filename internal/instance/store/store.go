// Package store keeps an instance's data in one SQLite file. It is SQL and
// nothing else; the rules are its callers'.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/supascale/supascale-tui/internal/instance/durable"
)

// FileName is the store's file within the data directory.
const FileName = "instance.db"

// Store is an open store. Its methods are safe for concurrent use.
type Store struct {
	write *sql.DB // one connection: writers queue here and not on file locks
	read  *sql.DB
	// figures is for what may take seconds over a long log: other readers don't
	// wait for it.
	figures *sql.DB
	// log is held by who changes the log: what is remembered of it changes with
	// it.
	log     sync.Mutex
	shapes  shapes
	reserve reserve
	// hourCost is that of the constant, or what a test says.
	hourCost int64
}

// How many reads run at the same time.
const (
	readers       = 4
	figureReaders = 2
)

// ErrEmpty is returned by Reopen where there is nothing to reopen.
var ErrEmpty = errors.New("the database is empty")

// Open opens the store in dir, makes it if there is none (file mode 0600), and
// brings its schema up to date.
func Open(ctx context.Context, dir string) (*Store, error) { return open(ctx, dir, false) }

// Reopen is Open for a store that must be there already.
func Reopen(ctx context.Context, dir string) (*Store, error) { return open(ctx, dir, true) }

func open(ctx context.Context, dir string, again bool) (*Store, error) {
	path := filepath.Join(dir, FileName)
	// SQLite gives its other files the mode of the main file.
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // the path is the data folder's own
	if err != nil {
		return nil, fmt.Errorf("open the store: %w", err)
	}
	if err := errors.Join(f.Chmod(0o600), f.Close()); err != nil {
		return nil, fmt.Errorf("open the store: %w", err)
	}
	s := &Store{hourCost: hourCost, reserve: reserve{path: filepath.Join(dir, ReserveName)}}
	if s.write, err = sql.Open("sqlite", dsn(path, false)); err != nil {
		return nil, fmt.Errorf("open the store: %w", err)
	}
	s.write.SetMaxOpenConns(1)
	if err := s.migrate(ctx, again); err != nil {
		return nil, errors.Join(err, s.write.Close())
	}
	if s.read, err = openReaders(path, readers); err != nil {
		return nil, errors.Join(err, s.write.Close())
	}
	if s.figures, err = openReaders(path, figureReaders); err != nil {
		return nil, errors.Join(err, s.read.Close(), s.write.Close())
	}
	return s, nil
}

func openReaders(path string, n int) (*sql.DB, error) {
	db, err := sql.Open("sqlite", dsn(path, true))
	if err != nil {
		return nil, fmt.Errorf("open the store: %w", err)
	}
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	return db, nil
}

// dsn holds the pragmas: an Exec would reach one connection of the pool only.
// With WAL, synchronous=FULL syncs every commit, so an acknowledged write
// survives a power cut and not only a kill.
func dsn(path string, readOnly bool) string {
	v := url.Values{}
	pragmas := []string{"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "wal_autocheckpoint(400)"}
	if readOnly {
		pragmas = append(pragmas, "query_only(1)")
	} else {
		v.Set("_txlock", "immediate")
		pragmas = append(pragmas, "cache_size(-16384)") // KiB: large fills touch every index
	}
	for _, p := range pragmas {
		v.Add("_pragma", p)
	}
	// The directory is this process's alone, so that the index of the write-ahead
	// log can be in its memory. In a mapped file a disk that does not answer would
	// hold a thread outside of any system call, and with it every goroutine.
	if runtime.GOOS != "windows" {
		v.Set("vfs", "unix-excl")
	}
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath(), RawQuery: v.Encode()}
	return u.String()
}

// Shrink frees the pages that the writer keeps in memory.
func (s *Store) Shrink(ctx context.Context) error {
	if _, err := s.write.ExecContext(ctx, `PRAGMA shrink_memory`); err != nil {
		return fmt.Errorf("free the memory of the store: %w", err)
	}
	return nil
}

// Close checkpoints the write-ahead log into the main file and closes. It does
// not wait for a disk that does not answer longer than ctx lasts.
func (s *Store) Close(ctx context.Context) error {
	_, err := durable.Read(ctx, func(ctx context.Context) (none struct{}, err error) {
		err = errors.Join(s.read.Close(), s.figures.Close())
		if _, e := s.write.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`); e != nil {
			err = errors.Join(err, fmt.Errorf("checkpoint the store: %w", e))
		}
		return none, errors.Join(err, s.write.Close())
	})
	return err
}

// urgency says whether a write may use the room that is kept for revocations.
type urgency bool

const (
	ordinary urgency = false
	urgent   urgency = true
)

// transact runs change in a transaction of the only writer. What is urgent is
// tried again with the reserve on a full disk.
func (s *Store) transact(ctx context.Context, u urgency, change func(*sql.Tx) error) error {
	if u == ordinary {
		if err := s.reserve.take(); err != nil {
			return err
		}
		return s.commit(ctx, change)
	}
	err := s.commit(ctx, change)
	if !errors.Is(err, durable.ErrFull) {
		return err
	}
	if err := s.reserve.give(); err != nil {
		return err
	}
	return s.commit(ctx, change)
}

func (s *Store) commit(ctx context.Context, change func(*sql.Tx) error) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return diskError(err)
	}
	defer func() { _ = tx.Rollback() }() // after Commit it does nothing
	if err := change(tx); err != nil {
		return diskError(err)
	}
	return diskError(tx.Commit())
}

func millis(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMilli()
}

func fromMillis(ms sql.NullInt64) time.Time {
	if !ms.Valid {
		return time.Time{}
	}
	return time.UnixMilli(ms.Int64).UTC()
}
