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
	about       = "what was snoozed"
)

// file is a note on disk.
type file struct {
	Version int         `json:"version"`
	Rule    health.Rule `json:"rule"`
	KeyID   string      `json:"keyId"`
	At      time.Time   `json:"at"`
	Until   *time.Time  `json:"until"` // null: until something changes
	Facts   string      `json:"facts"` // a digest, which keeps addresses and permissions out of the file
}

// List gives the notes of an instance. One that can't be read is an error beside
// the others.
func (s *Store) List(instance string) (Notes, error) {
	isNote := func(name string) bool { return strings.HasSuffix(name, noteEnd) }
	list, _, err := local.ReadNotes(s.folder(instance), about, isNote, read)
	notes := make(Notes)
	for _, n := range list {
		notes[id{rule: n.Rule, key: n.KeyID}] = n
	}
	return notes, err
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
		return local.Unreadable(path, about, err)
	}
	note := file{Version: fileVersion, Rule: f.Rule, KeyID: f.Key.OwnID(), At: now.UTC(), Facts: local.Digest(f.Facts())}
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

func (s *Store) folder(instance string) string { return filepath.Join(s.dir, local.Digest(instance)) }

func (s *Store) path(instance string, n id) string {
	return filepath.Join(s.folder(instance), local.Digest(string(n.rule)+"\x00"+n.key)+noteEnd)
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

func read(path string) (Note, error) {
	text, err := local.ReadFile(path, fileMax)
	if err != nil {
		return Note{}, err
	}
	var n file
	if json.Unmarshal(text, &n) != nil || n.Version != fileVersion || n.Rule == "" {
		return Note{}, local.ErrForeign
	}
	note := Note{Rule: n.Rule, KeyID: n.KeyID, At: n.At, facts: n.Facts}
	if n.Until != nil {
		note.Until = *n.Until
	}
	return note, nil
}

func cant(dir string, err error) error {
	return fmt.Errorf("what is snoozed can't be kept in %s (%s): make that folder writable, or set XDG_STATE_HOME to one that is", dir, local.Reason(err))
}
