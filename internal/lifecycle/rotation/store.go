package rotation

import (
	"crypto/sha256"
	"encoding/hex"
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

// of hashes a text into a part of a file's name.
func of(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:10])
}

func (s *Store) path(r *Rotation) string {
	return filepath.Join(s.dir, of(r.Instance)+"-"+of(r.Old.ID)+fileEnd)
}

// Begin notes a rotation before anything is done. Instead is the rotation of the
// same key that this one takes the place of, nil for none: with another one there
// it is ErrUnderWay. Any other error says in words what is wrong and what to do;
// nothing must be done then.
func (s *Store) Begin(r Rotation, instead *Rotation) error {
	err := s.alone(func() error {
		there, err := s.read(s.path(&r))
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
		there, err := s.read(s.path(r))
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

func (s *Store) read(path string) (Rotation, error) {
	text, err := local.ReadFile(path, fileMax)
	if err != nil {
		return Rotation{}, err
	}
	r, err := decode(text)
	if err != nil {
		return r, fmt.Errorf("%s is in the way: %w; look into it, then remove it", filepath.Base(path), err)
	}
	return r, nil
}

// List gives the rotations noted about an instance, the oldest first. A note that
// can't be read is an error beside the others, and stays as it is.
func (s *Store) List(instance string) ([]Rotation, error) {
	listed, err := local.ReadDir(s.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("the notes about rotations in %s can't be read (%s)", s.dir, local.Reason(err))
	}
	var list []Rotation
	var wrong []error
	for _, f := range listed {
		if !strings.HasPrefix(f.Name(), of(instance)+"-") || !strings.HasSuffix(f.Name(), fileEnd) {
			continue
		}
		path := filepath.Join(s.dir, f.Name())
		r, err := s.read(path)
		switch {
		case errors.Is(err, fs.ErrNotExist): // finished meanwhile
		case errors.Is(err, errUnreadable):
			wrong = append(wrong, fmt.Errorf("the note %s about a rotation can't be read (%w): look into it, then remove it", path, errUnreadable))
		case err != nil:
			wrong = append(wrong, fmt.Errorf("the note %s about a rotation can't be read (%s)", path, local.Reason(err)))
		case r.Instance == instance:
			list = append(list, r)
		}
	}
	local.Sweep(s.dir, listed)
	slices.SortStableFunc(list, func(a, b Rotation) int { return a.Begun.Compare(b.Begun) })
	return list, errors.Join(wrong...)
}
