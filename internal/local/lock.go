package local

import (
	"context"
	"errors"
	"os"
	"time"
)

// ErrLocked says that another process has the lock.
var ErrLocked = errors.New("locked by another process")

// How long WithLock waits for others, and how often it looks: what is done under
// the lock takes milliseconds.
const (
	lockWithin = 5 * time.Second
	lockEvery  = 10 * time.Millisecond
)

// WithLock runs fn while holding an exclusive lock on path; the lock file is created
// if missing and never removed. It gives up with ErrLocked after five seconds. The
// lock is the operating system's and ends with the process, however that ends.
func WithLock(path string, fn func() error) error {
	f, err := OpenLock(path)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // nothing was written
	ctx, cancel := context.WithTimeout(context.Background(), lockWithin)
	defer cancel()
	for {
		err = TryLock(f, true)
		if !errors.Is(err, ErrLocked) {
			break
		}
		select {
		case <-time.After(lockEvery):
		case <-ctx.Done():
			return ErrLocked
		}
	}
	if err != nil {
		return err
	}
	return fn()
}

// OpenLock opens a lock file, which is created if missing. A link is refused: it
// could lead to a file of somebody else.
func OpenLock(path string) (*os.File, error) { return openOwn(path, os.O_RDWR) }

// IsLocked reports whether a process holds the lock file. One that does not exist or
// can't be opened is not held.
func IsLocked(path string) bool {
	f, err := os.OpenFile(path, os.O_RDWR|noFollow, 0) //nolint:gosec // the path is the program's own
	if err != nil {
		return false
	}
	defer f.Close() //nolint:errcheck // nothing was written
	return errors.Is(TryLock(f, false), ErrLocked)
}
