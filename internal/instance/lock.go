package instance

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// lockFile is locked by the process that has the data directory. The lock is
// the operating system's and ends with the process, however it ends; the
// file's content, that process's id, is for people only.
const lockFile = "lock"

type dirLock struct{ f *os.File }

var errLocked = errors.New("locked by another process")

// lockDir takes a data directory, or returns ErrInUse saying who has it.
func lockDir(dir string) (*dirLock, error) {
	path := filepath.Join(dir, lockFile)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the path is the data folder's own
	if err != nil {
		return nil, fmt.Errorf("lock the data directory: %w", err)
	}
	if err := lockExclusive(f); err != nil {
		holder := readHolder(f)
		_ = f.Close() // nothing was written
		if errors.Is(err, errLocked) {
			return nil, fmt.Errorf("%w: %s is held by another supascale-tui (%s). Stop it, or use another directory", ErrInUse, dir, holder)
		}
		return nil, fmt.Errorf("lock the data directory: %w", err)
	}
	err = f.Truncate(0)
	if err == nil {
		_, err = f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("lock the data directory: %w", err), f.Close())
	}
	return &dirLock{f}, nil
}

func readHolder(f *os.File) string {
	text, err := io.ReadAll(io.LimitReader(f, 32))
	if pid := strings.TrimSpace(string(text)); err == nil && pid != "" {
		return "process " + pid
	}
	return "process unknown"
}

// release gives the directory free. The file stays: removing it would let two
// processes lock two files of the same name.
func (l *dirLock) release() error { return l.f.Close() }
