//go:build unix

package instance

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// openLock follows no link: what is locked is written to.
func openLock(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE|unix.O_NOFOLLOW, 0o600) //nolint:gosec // the path is the data folder's own
}

func lockExclusive(f *os.File) error {
	err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		return errLocked
	}
	return err
}

// lockDirectory gives nil where the file system locks no directories, as NFS.
func lockDirectory(path string) (*os.File, error) {
	f, err := os.Open(path) //nolint:gosec // the path is the data folder's own
	if err != nil {
		return nil, err
	}
	switch err := lockExclusive(f); {
	case err == nil:
		return f, nil
	case errors.Is(err, errLocked):
		_ = f.Close() // nothing was written
		return nil, err
	}
	_ = f.Close() // nothing was written
	return nil, nil
}
