//go:build unix

package clipboard

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/charmbracelet/x/term"
)

// writeTerminal writes to the terminal at path, if it is one and this user's.
func writeTerminal(path, sequence string) error {
	if !strings.HasPrefix(path, "/dev/") || filepath.Clean(path) != path {
		return fmt.Errorf("%w: %q", errTerminal, path)
	}
	// O_NONBLOCK: a terminal that has stopped reading must not hold us.
	const flags = os.O_WRONLY | syscall.O_NOCTTY | syscall.O_NONBLOCK | syscall.O_NOFOLLOW | syscall.O_CLOEXEC
	f, err := os.OpenFile(path, flags, 0) //nolint:gosec // checked above and below
	if err != nil {
		return fmt.Errorf("open the terminal: %w", err)
	}
	defer f.Close() //nolint:errcheck // nothing is buffered
	// Checked on what is open, which can't be swapped any more.
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("look at the terminal: %w", err)
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok || info.Mode()&os.ModeCharDevice == 0 || int(owner.Uid) != os.Getuid() || !isTerminal(f) {
		return fmt.Errorf("%w: %q", errTerminal, path)
	}
	// Where the system has no deadlines for terminals, O_NONBLOCK makes a full
	// one an error at once.
	if err := f.SetWriteDeadline(time.Now().Add(timeout)); err != nil && !errors.Is(err, os.ErrNoDeadline) {
		return fmt.Errorf("write to the terminal: %w", err)
	}
	if _, err := f.WriteString(sequence); err != nil {
		return fmt.Errorf("write to the terminal: %w", err)
	}
	return nil
}

// isTerminal asks without f.Fd, which would make the file blocking.
func isTerminal(f *os.File) (is bool) {
	conn, err := f.SyscallConn()
	if err != nil {
		return false
	}
	err = conn.Control(func(fd uintptr) { is = term.IsTerminal(fd) })
	return is && err == nil
}
