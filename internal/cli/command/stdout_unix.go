//go:build unix

package command

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// checkWritable asks the system about an open file. The Go runtime opens the null
// device in the place of a stdout that was closed (">&-"), so a write to it succeeds
// and no other file can get its number.
func checkWritable(f *os.File) error {
	if isNullDevice(f) {
		return errStdoutClosed
	}
	flags, err := unix.FcntlInt(f.Fd(), unix.F_GETFL, 0)
	if err != nil {
		return errStdoutClosed
	}
	if flags&unix.O_ACCMODE == unix.O_RDONLY {
		return errors.New("stdout is open for reading only")
	}
	wait := []unix.PollFd{{Fd: int32(f.Fd()), Events: unix.POLLOUT}}
	if _, err := unix.Poll(wait, 0); err == nil && wait[0].Revents&(unix.POLLERR|unix.POLLNVAL) != 0 {
		return errors.New("nobody reads stdout any more")
	}
	return nil
}

func isNullDevice(f *os.File) bool {
	here, err := f.Stat()
	if err != nil {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err == nil && os.SameFile(here, null)
}
