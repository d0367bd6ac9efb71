package store

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/supascale/supascale-tui/internal/instance/durable"
)

const (
	// ReserveName is a file that does nothing but take up room.
	ReserveName = "reserve"
	// reserveBytes is enough for hundreds of revocations with their entries of
	// the log.
	reserveBytes = 4 << 20
)

// reserve is room on the disk that is kept for revocations: a key must be
// revocable on a full disk too. Every other write waits until the room is back.
type reserve struct {
	path string
	mu   sync.Mutex
	held bool
}

// take makes the file if it is not there.
func (r *reserve) take() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.held {
		return nil
	}
	if info, err := os.Lstat(r.path); err == nil && info.Mode().IsRegular() && info.Size() == reserveBytes {
		r.held = true
		return nil
	}
	if err := r.write(); err != nil {
		return fmt.Errorf("keep room for revocations: %w", diskError(errors.Join(err, r.remove())))
	}
	r.held = true
	return nil
}

// write fills the file with what no file system can compress.
func (r *reserve) write() error {
	if err := r.remove(); err != nil {
		return err
	}
	f, err := os.OpenFile(r.path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	noise := make([]byte, reserveBytes)
	_, _ = rand.Read(noise) // fails never (crypto/rand)
	_, err = f.Write(noise)
	return errors.Join(err, f.Sync(), f.Close())
}

// give removes the file.
func (r *reserve) give() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.held = false
	return diskError(r.remove())
}

func (r *reserve) remove() error {
	if err := os.Remove(r.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// diskError says in this program's own terms what is wrong with the disk.
func diskError(err error) error {
	if err == nil || errors.Is(err, durable.ErrFull) || errors.Is(err, durable.ErrUnwritable) {
		return err
	}
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("%w: %w", durable.ErrFull, err)
	}
	if errors.Is(err, syscall.EROFS) {
		return fmt.Errorf("%w: %w", durable.ErrUnwritable, err)
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		switch e.Code() & 0xff { // the rest of the code says where it happened
		case sqlite3.SQLITE_FULL:
			return fmt.Errorf("%w: %w", durable.ErrFull, err)
		case sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN:
			return fmt.Errorf("%w: %w", durable.ErrUnwritable, err)
		}
	}
	return err
}
