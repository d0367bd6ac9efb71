package snooze

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/local"
)

// Store is a folder of notes: one folder for each instance in it, and one file
// for each note, so that consoles never write to the same one by chance. It is
// safe for concurrent use.
type Store struct{ dir string }

// Open returns the store in dir, which need not exist.
func Open(dir string) *Store { return &Store{dir} }

const (
	noteEnd     = ".json"
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
	listed, err := local.ReadDir(s.folder(instance))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("what was snoozed can't be read in %s (%s)", s.folder(instance), local.Reason(err))
	}
	notes := make(Notes)
	var wrong []error
	for _, f := range listed {
		if !strings.HasSuffix(f.Name(), noteEnd) {
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
	local.Sweep(s.folder(instance), listed)
	return notes, errors.Join(wrong...)
}

// Add snoozes a finding until then, or with a zero time until something
// changes about it. It forgets the notes whose time is over.
func (s *Store) Add(instance string, f *health.Finding, until, now time.Time) error {
	dir := s.folder(instance)
	if err := local.MakeDir(dir); err != nil {
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
		err = local.WriteFile(path, append(text, '\n'))
	}
	if err != nil {
		return cant(dir, err)
	}
	s.sweep(instance, now)
	return nil
}

// Remove takes back that a finding was snoozed.
func (s *Store) Remove(instance string, f *health.Finding) error {
	path := s.path(instance, of(f))
	if err := local.Remove(path); err != nil {
		return cant(filepath.Dir(path), err)
	}
	return nil
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

var errNoNote = errors.New("it is not a note of this program")

func read(path string) (Note, error) {
	text, err := local.ReadFile(path, fileMax)
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
	return fmt.Errorf("the note %s about what was snoozed can't be read (%s): look into it, then remove it", path, local.Reason(err))
}

func cant(dir string, err error) error {
	return fmt.Errorf("what is snoozed can't be kept in %s (%s): make that folder writable, or set XDG_STATE_HOME to one that is", dir, local.Reason(err))
}
