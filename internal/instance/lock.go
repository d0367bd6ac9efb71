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

// dirLock holds the file and, where the system can do that, the directory itself:
// the file can be removed while it is held.
type dirLock struct{ f, dir *os.File }

var errLocked = errors.New("locked by another process")

// lockDir takes a data directory, or returns ErrInUse saying who has it.
func lockDir(dir string) (*dirLock, error) {
	f, err := openLock(filepath.Join(dir, lockFile))
	if err != nil {
		return nil, fmt.Errorf("lock the data directory: %w", err)
	}
	l := &dirLock{f: f}
	err = lockExclusive(f)
	if err == nil {
		l.dir, err = lockDirectory(dir)
	}
	if err == nil {
		err = l.sign()
	}
	if err == nil {
		return l, nil
	}
	holder := readHolder(f)
	_ = l.release() // nothing was written
	if errors.Is(err, errLocked) {
		return nil, fmt.Errorf("%w: %s is held by another supascale-tui (%s). Stop it, or use another directory", ErrInUse, dir, holder)
	}
	return nil, fmt.Errorf("lock the data directory: %w", err)
}

// sign notes this process's id for people. On a full disk the lock holds without.
func (l *dirLock) sign() error {
	if info, err := l.f.Stat(); err != nil || !info.Mode().IsRegular() {
		return errors.Join(errors.New("the lock is not a plain file"), err)
	}
	if err := l.f.Truncate(0); err != nil {
		return err
	}
	_, _ = l.f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0) // for people only
	return nil
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
func (l *dirLock) release() error {
	if l.dir == nil {
		return l.f.Close()
	}
	return errors.Join(l.dir.Close(), l.f.Close())
}
