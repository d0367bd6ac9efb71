//go:build unix

package local

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// Flags of open: a link is not followed, and a pipe without a writer does not block.
const (
	noFollow = unix.O_NOFOLLOW
	noWait   = unix.O_NONBLOCK | unix.O_NOCTTY
)

// TryLock locks the open file, exclusively or shared, without waiting: ErrLocked
// says that another process has it. The lock ends when f is closed.
func TryLock(f *os.File, exclusive bool) error {
	how := unix.LOCK_SH
	if exclusive {
		how = unix.LOCK_EX
	}
	err := unix.Flock(int(f.Fd()), how|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		return ErrLocked
	}
	return err
}

// mayWrite reports whether this user can create something in a folder.
func mayWrite(dir string) bool { return unix.Access(dir, unix.W_OK|unix.X_OK) == nil }
