package console

import (
	"os"

	"golang.org/x/sys/unix"

	"github.com/supascale/supascale-tui/internal/process/monitor"
)

// abandonScreen drops what the terminal has not read, which may hold a secret,
// and leaves the alternate screen. It doesn't wait: a second opening of the
// terminal can be non-blocking without the shell's becoming so.
func abandonScreen() {
	_ = unix.IoctlSetInt(int(os.Stdout.Fd()), unix.TCFLSH, unix.TCOFLUSH)
	fd, err := unix.Open("/dev/tty", unix.O_WRONLY|unix.O_NONBLOCK|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
	if err != nil {
		return
	}
	height := 0
	if size, err := unix.IoctlGetWinsize(fd, unix.TIOCGWINSZ); err == nil {
		height = int(size.Row)
	}
	_, _ = unix.Write(fd, []byte(monitor.LeaveScreen(height))) // nobody is left to tell
}
