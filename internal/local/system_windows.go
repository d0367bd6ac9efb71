package local

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/windows"
)

// Windows has no such flags; openOwn looks for links itself.
const (
	noFollow = 0
	noWait   = 0
)

// TryLock locks the open file, exclusively or shared, without waiting: ErrLocked
// says that another process has it. The lock ends when f is closed.
func TryLock(f *os.File, exclusive bool) error {
	var how uint32 = windows.LOCKFILE_FAIL_IMMEDIATELY
	if exclusive {
		how |= windows.LOCKFILE_EXCLUSIVE_LOCK
	}
	err := windows.LockFileEx(windows.Handle(f.Fd()), how, 0, 1, 0, new(windows.Overlapped))
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return ErrLocked
	}
	return err
}

func mayWrite(string) bool { return true }

// inherit does nothing: a file takes owner and rights from its folder.
func inherit(*os.File, fs.FileInfo, string) error { return nil }

func giveFolder(string) error { return nil }

func trustedLink(string, fs.FileInfo, string) bool { return true }

// MayBeChanged finds nothing: the rights of files are not in their mode here.
func MayBeChanged(fs.FileInfo) string { return "" }

func isPrivate(fs.FileInfo) bool { return true }
