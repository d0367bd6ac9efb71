// Package statefile writes the small files in which the program remembers things
// between two starts: private, as a whole or not at all, and on the disk when it
// says so.
package statefile

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// NewEnd ends the names of files that are being written. One that stays is left
// over from a crash: Sweep removes it.
const NewEnd = ".new"

// MakeDir makes a folder that is its owner's alone, mode 0700, or makes it so.
func MakeDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	// Windows has no such bits; the folder lies in the user's own profile.
	if info, err := os.Stat(dir); err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return os.Chmod(dir, 0o700) //nolint:gosec // a folder needs the x bit
	}
	return nil
}

// Write puts a file, mode 0600, on the disk as a whole: a crash leaves the old one
// or the new one. Its folder must be there.
func Write(path string, text []byte) error {
	return WriteWith(path, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}

// WriteWith is Write of what fill writes, for a file that is not to be held in
// memory. An error of fill leaves the old file.
func WriteWith(path string, fill func(io.Writer) error) error {
	half := path + "." + Random() + NewEnd
	f, err := os.OpenFile(half, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the path is the program's own
	if err != nil {
		return err
	}
	if err = fill(f); err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(half, path)
	}
	if err != nil {
		_ = os.Remove(half) // the error before it is the one to tell
		return err
	}
	return syncDir(filepath.Dir(path))
}

// Read reads a file, at most so many bytes of it.
func Read(path string, most int64) ([]byte, error) {
	f, err := os.Open(path) //nolint:gosec // the path is the program's own
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // nothing was written
	return io.ReadAll(io.LimitReader(f, most))
}

// Remove removes a file for good. One that is not there is no error.
func Remove(path string) error {
	err := os.Remove(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	}
	return syncDir(filepath.Dir(path))
}

// syncDir makes a rename or removal survive the machine. Windows can't sync a
// folder, and needs it not.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir) //nolint:gosec // the path is the program's own
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// SweepAfter is how old a file is that belongs to nobody: another process may be
// between making it and what comes next.
const SweepAfter = time.Minute

// Sweep removes the half-written files among those listed of a folder.
func Sweep(dir string, listed []fs.DirEntry) {
	for _, f := range listed {
		if strings.HasSuffix(f.Name(), NewEnd) && Old(f) {
			_ = os.Remove(filepath.Join(dir, f.Name())) // it is only tidying
		}
	}
}

// Old reports whether the file was last written more than SweepAfter ago.
func Old(f fs.DirEntry) bool {
	info, err := f.Info()
	return err == nil && time.Since(info.ModTime()) >= SweepAfter
}

// Why is the reason alone, without the call and path of a Go error.
func Why(err error) string {
	if errno, ok := errors.AsType[syscall.Errno](err); ok {
		return errno.Error()
	}
	return err.Error()
}

// Random is a word for a name that nobody else takes.
func Random() string { return strings.ToLower(rand.Text()[:12]) }

// ErrLocked says that another process has the lock.
var ErrLocked = errors.New("locked by another process")

// How long Alone waits for others, and how often it looks: what is done under
// the lock takes milliseconds.
const (
	lockWithin = 5 * time.Second
	lockEvery  = 10 * time.Millisecond
)

// Alone runs do while no other process runs anything under the same lock file,
// which it makes and leaves. It gives up, with ErrLocked, after five seconds. The
// lock is the operating system's and ends with the process, however it ends.
func Alone(path string, do func() error) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the path is the program's own
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // nothing was written
	ctx, cancel := context.WithTimeout(context.Background(), lockWithin)
	defer cancel()
	for {
		err = Lock(f, true)
		if !errors.Is(err, ErrLocked) {
			break
		}
		select {
		case <-time.After(lockEvery):
		case <-ctx.Done():
			return ErrLocked
		}
	}
	if err != nil {
		return err
	}
	return do()
}
