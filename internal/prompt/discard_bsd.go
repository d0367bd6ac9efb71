//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package prompt

import (
	"os"

	"golang.org/x/sys/unix"
)

// readQueue is FREAD of <sys/file.h>: the queue that is to be flushed.
const readQueue = 1

// discardInput drops what was typed and not read yet.
func discardInput(tty *os.File) {
	_ = unix.IoctlSetPointerInt(int(tty.Fd()), unix.TIOCFLUSH, readQueue) // the terminal may be gone
}
