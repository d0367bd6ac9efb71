package monitor

import (
	"os"

	"golang.org/x/sys/unix"
)

// dropOutput drops what the terminal has not read, which may hold a secret.
func dropOutput(terminal *os.File) {
	_ = unix.IoctlSetInt(int(terminal.Fd()), unix.TCFLSH, unix.TCOFLUSH)
}
