package revokemany

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/local"
)

// Store is a folder of revocations, one file each, named after the instance. It is safe
// for several processes at once, and touches the folder only when there is something
// to note or to read.
type Store struct{ dir string }

// Open returns the store in dir, which need not exist.
func Open(dir string) *Store { return &Store{dir} }

const (
	fileEnd = ".jsonl"
	lockEnd = ".lock"
	about   = "keys to be revoked"
)

func (s *Store) path(id string) string { return filepath.Join(s.dir, filepath.Base(id)+fileEnd) }

// begin notes a revocation before anything is done to its keys. An error says in words what
// is wrong and what to do.
func (s *Store) begin(b *Revocation) (*ledger, error) {
	id := local.Digest(b.Instance) + "-" + local.RandomName()
	l, err := s.write(id, b)
	if err != nil {
		return nil, fmt.Errorf("nothing was revoked: what is to be done can't be noted in %s first (%s), and without a note nobody would know how far it came. "+
			"Make that folder writable, or set XDG_STATE_HOME to one that is and start again", s.dir, local.Reason(err))
	}
	b.ID = id
	return l, nil
}

func (s *Store) write(id string, b *Revocation) (l *ledger, err error) {
	if err := local.MakeDir(s.dir); err != nil {
		return nil, err
	}
	l = &ledger{path: s.path(id)}
	if err := l.take(); err != nil {
		return nil, err
	}
	text, err := encode(b)
	if err == nil {
		err = local.WriteFile(l.path, text)
	}
	if err == nil {
		l.file, err = local.OpenAppend(l.path)
	}
	if err != nil {
		return nil, errors.Join(err, l.lock.Close(), os.Remove(l.path+lockEnd))
	}
	return l, nil
}

// take takes the lock of a revocation. It is the operating system's and ends with the
// process, however that ends.
func (l *ledger) take() (err error) {
	if l.lock, err = local.OpenLock(l.path + lockEnd); err != nil {
		return err
	}
	if err = local.TryLock(l.lock, true); err != nil {
		_ = l.lock.Close() // nothing was written
		if errors.Is(err, local.ErrLocked) {
			return ErrBusy
		}
	}
	return err
}

// resume takes a revocation that was begun, with what is known of it by now.
func (s *Store) resume(id string) (*ledger, Revocation, error) {
	l := &ledger{path: s.path(id)}
	if _, err := os.Stat(l.path); gone(err) {
		return nil, Revocation{}, ErrForgotten
	}
	if err := l.take(); err != nil {
		return nil, Revocation{}, cantRead(l.path, err)
	}
	b, err := l.open()
	if err != nil {
		_ = l.lock.Close() // nothing was written
		if gone(err) {
			_ = os.Remove(l.path + lockEnd)
			return nil, Revocation{}, ErrForgotten
		}
		return nil, Revocation{}, cantRead(l.path, err)
	}
	b.ID = id
	return l, b, nil
}

// open reads the revocation and goes on behind its last whole line.
func (l *ledger) open() (Revocation, error) {
	text, err := local.ReadFile(l.path, fileMax)
	if err != nil {
		return Revocation{}, err
	}
	b, whole, err := decode(text)
	if err != nil {
		return Revocation{}, err
	}
	if l.file, err = local.OpenAppend(l.path); err != nil {
		return Revocation{}, err
	}
	if err = l.file.Truncate(whole); err != nil {
		_ = l.file.Close() // the error before it is the one to tell
		return Revocation{}, err
	}
	return b, nil
}

func cantRead(path string, err error) error {
	if errors.Is(err, ErrBusy) {
		return err
	}
	return local.Unreadable(path, about, err)
}

// List gives the revocations of an instance that are not finished, the oldest first. A
// note that can't be read is an error beside the others, and stays as it is.
func (s *Store) List(instance string) ([]Revocation, error) {
	mine := func(name string) bool {
		return strings.HasPrefix(name, local.Digest(instance)+"-") && strings.HasSuffix(name, fileEnd)
	}
	list, listed, err := local.ReadNotes(s.dir, about, mine, read)
	s.sweep(listed)
	list = slices.DeleteFunc(list, func(b Revocation) bool { return b.Instance != instance })
	slices.SortStableFunc(list, func(a, b Revocation) int { return a.Begun.Compare(b.Begun) })
	return list, err
}

func read(path string) (Revocation, error) {
	text, err := local.ReadFile(path, fileMax)
	if err != nil {
		return Revocation{}, err
	}
	b, _, err := decode(text)
	b.ID = strings.TrimSuffix(filepath.Base(path), fileEnd)
	return b, err
}

// sweep removes locks that a crash left without their revocation.
func (s *Store) sweep(listed []os.DirEntry) {
	there := make(map[string]bool)
	for _, f := range listed {
		there[f.Name()] = true
	}
	for _, f := range listed {
		if name, ours := strings.CutSuffix(f.Name(), lockEnd); ours && !there[name] && local.IsOld(f) {
			_ = os.Remove(filepath.Join(s.dir, f.Name())) // it is only tidying
		}
	}
}

// Forget forgets a revocation: what is left of it stays as it is.
func (s *Store) Forget(b *Revocation) error {
	l, _, err := s.resume(b.ID)
	if errors.Is(err, ErrForgotten) {
		return nil
	}
	if err != nil {
		return err
	}
	return l.close(true)
}

// newRevocation is one of which nothing is done yet.
func newRevocation(instance string, receipts []lifecycle.Receipt, now time.Time) Revocation {
	return Revocation{Instance: instance, Begun: now.UTC(), Receipts: receipts}
}
