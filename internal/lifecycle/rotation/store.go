package rotation

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/supascale/supascale-tui/internal/local"
)

// Store is a folder of rotations, one file each. A key is the old one of one
// rotation at most: its file has a name made of the instance and the key. It is
// safe for several consoles at once, and touches the folder only when there is
// something to note or to read.
type Store struct{ dir string }

// Open returns the store in dir, which need not exist.
func Open(dir string) *Store { return &Store{dir} }

const (
	fileEnd  = ".json"
	lockName = "lock"
)

// ErrUnderWay says that the key is being rotated already, or that another console
// went on with the rotation meanwhile.
var ErrUnderWay = errors.New("this key is being rotated already: look at that rotation first")

func (s *Store) path(r *Rotation) string {
	return filepath.Join(s.dir, local.Digest(r.Instance)+"-"+local.Digest(r.Old.ID)+fileEnd)
}

// Begin notes a rotation before anything is done. Instead is the rotation of the
// same key that this one takes the place of, nil for none: with another one there
// it is ErrUnderWay. Any other error says in words what is wrong and what to do;
// nothing must be done then.
func (s *Store) Begin(r Rotation, instead *Rotation) error {
	err := s.alone(func() error {
		there, err := s.there(&r)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return err
		case instead == nil || !same(&there, instead):
			return ErrUnderWay
		}
		return s.write(&r)
	})
	if err == nil || errors.Is(err, ErrUnderWay) {
		return err
	}
	return fmt.Errorf("nothing was done: the rotation can't be noted in %s first (%s), and without a note it would be forgotten half-way. "+
		"Make that folder writable, or set XDG_STATE_HOME to one that is and start again", s.dir, local.Reason(err))
}

// same reports whether both are the rotation of a key at the same point.
func same(a, b *Rotation) bool { return a.Begun.Equal(b.Begun) && a.New.ID == b.New.ID }

// Save notes how far a rotation has come. One that is not there is written; one
// that was begun anew meanwhile, or can't be read, is left alone.
func (s *Store) Save(r Rotation) error {
	return s.change(&r, func() error { return s.write(&r) })
}

// Remove forgets a rotation. One that was begun anew meanwhile stays.
func (s *Store) Remove(r Rotation) error {
	return s.change(&r, func() error { return local.Remove(s.path(&r)) })
}

func (s *Store) change(r *Rotation, do func() error) error {
	err := s.alone(func() error {
		there, err := s.there(r)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return err
		case !there.Begun.Equal(r.Begun):
			return ErrUnderWay
		}
		return do()
	})
	if err == nil || errors.Is(err, ErrUnderWay) {
		return err
	}
	return fmt.Errorf("how far the rotation of “%s” has come can't be noted in %s (%s)", r.Old.Shown(), s.dir, local.Reason(err))
}

// alone does something to the folder while no other console does.
func (s *Store) alone(do func() error) error {
	if err := local.MakeDir(s.dir); err != nil {
		return err
	}
	return local.WithLock(filepath.Join(s.dir, lockName), do)
}

func (s *Store) write(r *Rotation) error {
	text, err := r.encode()
	if err != nil {
		return err
	}
	return local.WriteFile(s.path(r), text)
}

// there is what is noted in the place of r.
func (s *Store) there(r *Rotation) (Rotation, error) {
	there, err := read(s.path(r))
	if errors.Is(err, local.ErrForeign) {
		err = fmt.Errorf("%s is in the way: %w; look into it, then remove it", filepath.Base(s.path(r)), err)
	}
	return there, err
}

func read(path string) (Rotation, error) {
	text, err := local.ReadFile(path, fileMax)
	if err != nil {
		return Rotation{}, err
	}
	return decode(text)
}

// List gives the rotations noted about an instance, the oldest first. A note that
// can't be read is an error beside the others, and stays as it is.
func (s *Store) List(instance string) ([]Rotation, error) {
	mine := func(name string) bool {
		return strings.HasPrefix(name, local.Digest(instance)+"-") && strings.HasSuffix(name, fileEnd)
	}
	list, _, err := local.ReadNotes(s.dir, "rotations", mine, read)
	list = slices.DeleteFunc(list, func(r Rotation) bool { return r.Instance != instance })
	slices.SortStableFunc(list, func(a, b Rotation) int { return a.Begun.Compare(b.Begun) })
	return list, err
}
