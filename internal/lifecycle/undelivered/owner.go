package undelivered

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/supascale/supascale-tui/internal/local"
)

// owner is this console among those that share the folder. The lock is the
// operating system's and ends with the process, however it ends.
type owner struct {
	name string
	lock *os.File
}

// claim makes a lock file of a new name. A console that looks whether it is held
// can be in the way for a moment: then another name does.
func claim(dir string) (*owner, error) {
	for {
		name := local.RandomName()
		path := filepath.Join(dir, name+lockEnd)
		f, err := local.OpenLock(path)
		if err != nil {
			return nil, err
		}
		err = local.TryLock(f, true)
		if err == nil {
			return &owner{name, f}, nil
		}
		_, _ = f.Close(), os.Remove(path) // the error before them is the one to tell
		if !errors.Is(err, local.ErrLocked) {
			return nil, err
		}
	}
}

func (o *owner) release() {
	// Without the file the entries count as left behind, as they do without the
	// lock.
	_, _ = o.lock.Close(), os.Remove(o.lock.Name())
}

func (j *Store) isOwn(name string) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.owner != nil && j.owner.name == name
}

// held reports whether the console of that name is running. Where that can't be
// told it counts as gone: a key reported twice is better than one never.
func (j *Store) held(name string) bool {
	return local.IsLocked(filepath.Join(j.dir, name+lockEnd))
}

// sweep removes lock files of consoles that are gone and half-written entries.
func (j *Store) sweep(listed []fs.DirEntry, hasEntries map[string]bool) {
	for _, f := range listed {
		name, isLock := strings.CutSuffix(f.Name(), lockEnd)
		_, entries := hasEntries[name]
		if !isLock || entries || j.isOwn(name) || !local.IsOld(f) || j.held(name) {
			continue
		}
		_ = os.Remove(filepath.Join(j.dir, f.Name())) // it is only tidying
	}
}
