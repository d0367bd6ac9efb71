package journal

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
)

// open makes the folder and this console's lock file, once.
func (j *Journal) open() error {
	if j.owner != nil {
		return nil
	}
	if err := os.MkdirAll(j.dir, 0o700); err != nil {
		return err
	}
	// Windows has no such bits; the folder lies in the user's own profile.
	if info, err := os.Stat(j.dir); err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		if err := os.Chmod(j.dir, 0o700); err != nil { //nolint:gosec // a folder needs the x bit
			return err
		}
	}
	var err error
	j.owner, err = claim(j.dir)
	return err
}

// write puts an entry on disk as a whole, so that a crash leaves the old one or
// the new one.
func (j *Journal) write(e *Entry) error {
	text, err := e.encode()
	if err != nil {
		return err
	}
	path := filepath.Join(j.dir, e.ID+entryEnd)
	f, err := os.OpenFile(path+newEnd, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the path is the journal's own
	if err != nil {
		return err
	}
	_, err = io.Copy(f, bytes.NewReader(text))
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(path+newEnd, path)
	}
	if err != nil {
		_ = os.Remove(path + newEnd) // the error before it is the one to tell
		return err
	}
	return syncDir(j.dir)
}

func (j *Journal) read(id string) (Entry, error) {
	f, err := os.Open(filepath.Join(j.dir, id+entryEnd)) //nolint:gosec // the path is the journal's own
	if err != nil {
		return Entry{}, err
	}
	defer f.Close() //nolint:errcheck // nothing was written
	text, err := io.ReadAll(io.LimitReader(f, fileMax))
	if err != nil {
		return Entry{}, err
	}
	return decode(id, text)
}

// syncDir makes a rename or removal survive the machine. Windows can't sync a
// folder, and needs it not.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir) //nolint:gosec // the path is the journal's own
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func (j *Journal) cantNote(err error) error {
	return fmt.Errorf("nothing was created: the console can't note the key in %s first (%s), and without a note a key whose answer gets lost would be forgotten. "+
		"Make that folder writable, or set XDG_STATE_HOME to one that is and start again", j.dir, why(err))
}

// why is the reason alone, without the call and path of a Go error.
func why(err error) string {
	if errno, ok := errors.AsType[syscall.Errno](err); ok {
		return errno.Error()
	}
	return err.Error()
}

// random names a console.
func random() string { return strings.ToLower(rand.Text()[:12]) }
