package aside

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/supascale/supascale-tui/internal/health"
)

// Store is a folder of notes: one folder for each instance in it, and one file
// for each note, so that consoles never write to the same one by chance. It is
// safe for concurrent use.
type Store struct{ dir string }

// Open returns the store in dir, which need not exist.
func Open(dir string) *Store { return &Store{dir} }

const (
	noteEnd     = ".json"
	newStart    = ".new-" // half-written
	fileVersion = 1
	fileMax     = 1 << 16
)

// file is a note on disk.
type file struct {
	Version int         `json:"version"`
	Rule    health.Rule `json:"rule"`
	KeyID   string      `json:"keyId"`
	At      time.Time   `json:"at"`
	Until   *time.Time  `json:"until"` // null: until something changes
	Facts   string      `json:"facts"`
}

// List gives the notes of an instance. One that can't be read is an error beside
// the others.
func (s *Store) List(instance string) (Notes, error) {
	listed, err := os.ReadDir(s.folder(instance))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("what was set aside can't be read in %s (%s)", s.folder(instance), why(err))
	}
	notes := make(Notes)
	var wrong []error
	for _, f := range listed {
		if !strings.HasSuffix(f.Name(), noteEnd) || strings.HasPrefix(f.Name(), newStart) {
			continue
		}
		path := filepath.Join(s.folder(instance), f.Name())
		switch n, err := read(path); {
		case errors.Is(err, fs.ErrNotExist): // taken back meanwhile
		case err != nil:
			wrong = append(wrong, unreadable(path, err))
		default:
			notes[id{n.Rule, n.KeyID}] = n
		}
	}
	return notes, errors.Join(wrong...)
}

// Add sets a finding aside until then, or with a zero time until something
// changes about it. It forgets the notes whose time is over.
func (s *Store) Add(instance string, f *health.Finding, until, now time.Time) error {
	dir := s.folder(instance)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return cant(dir, err)
	}
	path := s.path(instance, of(f))
	if _, err := read(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return unreadable(path, err)
	}
	note := file{Version: fileVersion, Rule: f.Rule, KeyID: f.Key.ID, At: now.UTC(), Facts: digest(f.Facts())}
	if !until.IsZero() {
		at := until.UTC()
		note.Until = &at
	}
	text, err := json.Marshal(note)
	if err == nil {
		err = write(path, append(text, '\n'))
	}
	if err != nil {
		return cant(dir, err)
	}
	s.sweep(instance, now)
	return nil
}

// Remove takes back that a finding was set aside.
func (s *Store) Remove(instance string, f *health.Finding) error {
	path := s.path(instance, of(f))
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return cant(filepath.Dir(path), err)
	}
	return syncDir(filepath.Dir(path))
}

func (s *Store) folder(instance string) string { return filepath.Join(s.dir, digest(instance)) }

func (s *Store) path(instance string, n id) string {
	return filepath.Join(s.folder(instance), digest(string(n.rule)+"\x00"+n.key)+noteEnd)
}

// sweep removes the notes whose time is over; it is only tidying.
func (s *Store) sweep(instance string, now time.Time) {
	notes, _ := s.List(instance) // those that can't be read are left alone
	for n, note := range notes {
		if !note.Until.IsZero() && !now.Before(note.Until) {
			_ = os.Remove(s.path(instance, n))
		}
	}
}

// write puts a file in place as a whole, so that a crash leaves the old one or
// the new one.
func write(path string, text []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), newStart+"*") // mode 0600
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name()) // the error before it is the one to tell
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
	d, err := os.Open(dir) //nolint:gosec // the path is the store's own
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

var errNoNote = errors.New("it is not a note of this program")

func read(path string) (Note, error) {
	f, err := os.Open(path) //nolint:gosec // the path is the store's own
	if err != nil {
		return Note{}, err
	}
	defer f.Close() //nolint:errcheck // nothing was written
	text, err := io.ReadAll(io.LimitReader(f, fileMax))
	if err != nil {
		return Note{}, err
	}
	var n file
	if json.Unmarshal(text, &n) != nil || n.Version != fileVersion || n.Rule == "" {
		return Note{}, errNoNote
	}
	note := Note{Rule: n.Rule, KeyID: n.KeyID, At: n.At, facts: n.Facts}
	if n.Until != nil {
		note.Until = *n.Until
	}
	return note, nil
}

func unreadable(path string, err error) error {
	return fmt.Errorf("the note %s about what was set aside can't be read (%s): look into it, then remove it", path, why(err))
}

func cant(dir string, err error) error {
	return fmt.Errorf("what is set aside can't be kept in %s (%s): make that folder writable, or set XDG_STATE_HOME to one that is", dir, why(err))
}

// why is the reason alone, without the call and path of a Go error.
func why(err error) string {
	if errno, ok := errors.AsType[syscall.Errno](err); ok {
		return errno.Error()
	}
	return err.Error()
}
