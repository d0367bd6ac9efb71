package statefile

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// Lock takes the file for this process alone, or beside others who look too.
// It does not wait: ErrLocked says that another has it. The lock ends with f.
func Lock(f *os.File, alone bool) error {
	var how uint32 = windows.LOCKFILE_FAIL_IMMEDIATELY
	if alone {
		how |= windows.LOCKFILE_EXCLUSIVE_LOCK
	}
	err := windows.LockFileEx(windows.Handle(f.Fd()), how, 0, 1, 0, new(windows.Overlapped))
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return ErrLocked
	}
	return err
}
