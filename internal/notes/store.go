package notes

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/local"
)

// Store is a folder of notes, one file for each instance: an import changes many
// notes, and all of them or none. It is safe for several consoles at once, and
// touches the folder only when there is something to note or to read. Its errors
// are sentences.
type Store struct {
	dir  string
	none error // why there is no folder
}

// Open returns the store in dir, which need not exist. Config.NotesDir says where
// that is.
func Open(dir string) *Store { return &Store{dir: dir} }

// Nowhere is a store that has no notes and can't keep any, and says why.
func Nowhere(why error) *Store { return &Store{none: why} }

const (
	fileEnd  = ".json"
	lockName = "lock"
	// bookMax bounds what is read: what FileMax lets in, with its times and a
	// second time as what is shared, takes less.
	bookMax = 8 * FileMax
)

// book is what is kept of an instance, by key id.
type book struct {
	notes map[string]Note
	// shared is what this side and the team's file had in common last.
	shared map[string]Text
}

// record is a note on disk.
type record struct {
	ID      string     `json:"id"`
	Name    string     `json:"name,omitempty"`
	Owner   string     `json:"owner,omitempty"`
	Purpose string     `json:"purpose,omitempty"`
	Ticket  string     `json:"ticket,omitempty"`
	Changed *time.Time `json:"changedAt,omitempty"`
}

type onDisk struct {
	Version  int      `json:"version"`
	Instance string   `json:"instance"`
	Notes    []record `json:"notes"`
	Shared   []record `json:"shared"`
}

func (s *Store) path(in api.Instance) string {
	return filepath.Join(s.dir, local.Digest(in.ID)+fileEnd)
}

// List gives the notes about an instance's keys, in order.
func (s *Store) List(in api.Instance) ([]Note, error) {
	b, err := s.read(in)
	if err != nil {
		return nil, s.unreadable(in, err)
	}
	return sorted(b.notes), nil
}

// Of gives the note about a key, the zero Note where there is none.
func (s *Store) Of(in api.Instance, keyID string) (Note, error) {
	b, err := s.read(in)
	if err != nil {
		return Note{}, s.unreadable(in, err)
	}
	return b.notes[keyID], nil
}

// Edit changes what is noted about a key by what edit makes of it; nothing noted
// removes the note. An error of edit is given back as it is, with the note that is
// there; a keys.FieldError says which field is refused. Nothing is written then.
func (s *Store) Edit(in api.Instance, keyID, keyName string, now time.Time, edit func(Text) (Text, error)) (Note, error) {
	id, name, err := tidyKey(keyID, keyName)
	if err != nil {
		return Note{}, err
	}
	var note Note
	var refused error
	err = s.alone(in, func(b *book) (bool, error) {
		note = b.notes[id]
		text, err := edit(note.Text)
		if err == nil {
			text, err = text.Sanitize()
		}
		if refused = err; err != nil || text == note.Text {
			return false, nil
		}
		note = Note{KeyID: id, KeyName: name, Text: text, Changed: now}
		b.put(note)
		return true, nil
	})
	if err == nil {
		err = refused
	}
	return note, err
}

// Put notes something about a key that was just created. Nothing to note is fine.
func (s *Store) Put(in api.Instance, key *api.Key, text Text, now time.Time) error {
	if text.IsZero() {
		return nil
	}
	_, err := s.Edit(in, key.ID, key.Name, now, func(Text) (Text, error) { return text, nil })
	return err
}

// Carry notes about a new key what is noted about the one that it replaces, unless
// something is noted about it already.
func (s *Store) Carry(in api.Instance, old string, key *api.Key, now time.Time) error {
	n, err := s.Of(in, old)
	if err != nil || n.IsZero() {
		return err
	}
	_, err = s.Edit(in, key.ID, key.Name, now, func(there Text) (Text, error) {
		if !there.IsZero() {
			return there, nil
		}
		return n.Text, nil
	})
	return err
}

// ErrElsewhere says that a note is not as it was when its editing began.
var ErrElsewhere = errors.New("the note was changed meanwhile, from another console")

// Instead is an edit that puts text in the place of what was there when the editing
// began: ErrElsewhere where that is there no more.
func Instead(was, text Text) func(Text) (Text, error) {
	return func(there Text) (Text, error) {
		if there != was {
			return there, ErrElsewhere
		}
		return text, nil
	}
}

// Remove removes notes for good; the ids without one are passed over.
func (s *Store) Remove(in api.Instance, keyIDs ...string) error {
	return s.alone(in, func(b *book) (bool, error) {
		before := len(b.notes)
		for _, id := range keyIDs {
			delete(b.notes, id)
		}
		return len(b.notes) < before, nil
	})
}

// Plan says what an import of a file would do, and changes nothing.
func (s *Store) Plan(in api.Instance, f File, choice Choice) (Plan, error) {
	b, err := s.read(in)
	if err != nil {
		return Plan{}, s.unreadable(in, err)
	}
	return b.plan(in, f, choice), nil
}

// ErrConflict says that both sides have changed the same and nobody has decided.
// ErrMoved says that the notes were changed after the plan was made.
var (
	ErrConflict = errors.New("both sides have changed the same notes: nothing was imported. Say whose word counts")
	ErrMoved    = errors.New("the notes were changed meanwhile, from another console: nothing was imported. Look again at what the import does")
)

// Import does what a plan of the same file says. A plan that is undecided is
// ErrConflict, one that isn't true any more ErrMoved; nothing is changed then.
func (s *Store) Import(in api.Instance, f File, seen Plan, now time.Time) error {
	if seen.Undecided() {
		return ErrConflict
	}
	return s.alone(in, func(b *book) (bool, error) {
		p := b.plan(in, f, seen.Choice)
		same := func(x, y Change) bool {
			return x.KeyID == y.KeyID && x.Mine == y.Mine && x.Theirs == y.Theirs && x.Result == y.Result
		}
		if !slices.EqualFunc(p.Changes, seen.Changes, same) {
			return false, ErrMoved
		}
		before := b.shared
		b.apply(&p, now)
		return p.changesAny() || !maps.Equal(before, b.shared), nil
	})
}

// alone changes the notes of an instance while no other console does. Do says
// whether there is something to write.
func (s *Store) alone(in api.Instance, do func(*book) (bool, error)) error {
	if s.none != nil {
		return fmt.Errorf("the notes can't be kept: %w", s.none)
	}
	if err := local.MakeDir(s.dir); err != nil {
		return s.cant(err)
	}
	var told error // what is in words already
	err := local.WithLock(filepath.Join(s.dir, lockName), func() error {
		b, err := s.read(in)
		if err != nil {
			told = s.unreadable(in, err)
			return nil
		}
		write, err := do(b)
		if err != nil || !write {
			told = err
			return nil
		}
		if told = b.tooMuch(in); told != nil {
			return nil
		}
		return s.write(in, b)
	})
	switch {
	case told != nil:
		return told
	case errors.Is(err, local.ErrLocked):
		return errors.New("another console is writing notes at the moment: nothing was changed. Try again")
	case err != nil:
		return s.cant(err)
	}
	return nil
}

// tooMuch refuses what could not be exported.
func (b *book) tooMuch(in api.Instance) error {
	if len(Encode(Place(in), sorted(b.notes))) <= FileMax {
		return nil
	}
	return fmt.Errorf("there are too many notes on this instance: together they may have %d MiB. Nothing was changed. Remove those you need no more", FileMax>>20)
}

func (s *Store) write(in api.Instance, b *book) error {
	out := onDisk{Version: fileVersion, Instance: in.ID, Notes: []record{}, Shared: []record{}}
	for _, n := range sorted(b.notes) {
		r := record{n.KeyID, n.KeyName, n.Owner, n.Purpose, n.Ticket, nil}
		if !n.Changed.IsZero() {
			at := n.Changed.UTC()
			r.Changed = &at
		}
		out.Notes = append(out.Notes, r)
	}
	shared := make(map[string]Note, len(b.shared))
	for id, t := range b.shared {
		shared[id] = Note{KeyID: id, Text: t}
	}
	for _, n := range sorted(shared) {
		out.Shared = append(out.Shared, record{n.KeyID, "", n.Owner, n.Purpose, n.Ticket, nil})
	}
	text, err := json.Marshal(out)
	if err != nil {
		return err
	}
	if listed, err := local.ReadDir(s.dir); err == nil {
		local.Sweep(s.dir, listed)
	}
	return local.WriteFile(s.path(in), append(text, '\n'))
}

var (
	errNoNotes = errors.New("it is not a file of this program's notes")
	errNewer   = errors.New("a newer version of this program wrote it")
)

func (s *Store) read(in api.Instance) (*book, error) {
	b := &book{notes: make(map[string]Note), shared: make(map[string]Text)}
	if s.none != nil {
		return b, nil
	}
	text, err := local.ReadFile(s.path(in), bookMax)
	if errors.Is(err, fs.ErrNotExist) {
		return b, nil
	}
	if err != nil {
		return nil, err
	}
	var d onDisk
	switch err := json.Unmarshal(text, &d); {
	case d.Version > fileVersion:
		return nil, errNewer
	case err != nil || d.Version != fileVersion || d.Instance != in.ID:
		return nil, errNoNotes
	}
	for _, r := range d.Notes {
		n, err := r.note()
		if err != nil {
			return nil, errNoNotes
		}
		b.notes[n.KeyID] = n
	}
	for _, r := range d.Shared {
		n, err := r.note()
		if err != nil {
			return nil, errNoNotes
		}
		b.shared[n.KeyID] = n.Text
	}
	return b, nil
}

// note reads a record as if somebody else had written it.
func (r *record) note() (Note, error) {
	id, name, err := tidyKey(r.ID, r.Name)
	if err != nil {
		return Note{}, err
	}
	text, err := Text{r.Owner, r.Purpose, r.Ticket}.Sanitize()
	if err != nil {
		return Note{}, err
	}
	n := Note{KeyID: id, KeyName: name, Text: text}
	if r.Changed != nil {
		n.Changed = *r.Changed
	}
	return n, nil
}

func (s *Store) unreadable(in api.Instance, err error) error {
	if errors.Is(err, errNewer) {
		return fmt.Errorf("the notes in %s can't be read (%w): it is left as it is. Use that version", s.path(in), err)
	}
	return fmt.Errorf("the notes in %s can't be read (%s): it is left as it is. Look into it, then repair or move it", s.path(in), local.Reason(err))
}

func (s *Store) cant(err error) error {
	return fmt.Errorf("the notes can't be kept in %s (%s): nothing was changed. Make that folder writable, or set XDG_DATA_HOME to one that is", s.dir, local.Reason(err))
}
