package undelivered

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/supascale/supascale-tui/internal/local"
)

// open makes the folder and this console's lock file, once.
func (j *Store) open() error {
	if j.owner != nil {
		return nil
	}
	err := local.MakeDir(j.dir)
	if err == nil {
		j.owner, err = claim(j.dir)
	}
	return err
}

// write puts an entry on disk as a whole, so that a crash leaves the old one or
// the new one.
func (j *Store) write(e *Entry) error {
	text, err := e.encode()
	if err != nil {
		return err
	}
	return local.WriteFile(filepath.Join(j.dir, e.ID+entryEnd), text)
}

func read(path string) (Entry, error) {
	text, err := local.ReadFile(path, fileMax)
	if err != nil {
		return Entry{}, err
	}
	return decode(strings.TrimSuffix(filepath.Base(path), entryEnd), text)
}

func (j *Store) cantNote(err error) error {
	return fmt.Errorf("nothing was created: the console can't note the key in %s first (%s), and without a note a key whose answer gets lost would be forgotten. "+
		"Make that folder writable, or set XDG_STATE_HOME to one that is and start again", j.dir, local.Reason(err))
}
