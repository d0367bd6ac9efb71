package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/supascale/supascale-tui/internal/local"
)

// ErrChanged is returned when the file is not any more what was read.
var ErrChanged = errors.New("the file was changed meanwhile: nothing was written")

// Replace puts new text in the place of the configuration file's, as a whole: a
// crash leaves either the old text or the new one. A text with a mistake is
// refused, and so is a file that is no longer what was read before. A new file
// is for its owner alone; an old one keeps its mode and owner, and a link stays one.
func Replace(path string, before, after []byte) error {
	if path == "" {
		return errors.New("there is no home directory to keep the configuration in: name a file in " + EnvFile)
	}
	if _, err := Parse(path, after); err != nil {
		return err
	}
	now, err := readFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if !bytes.Equal(now, before) {
		return ErrChanged
	}
	return write(path, after)
}

// write is the last step of Replace.
func write(path string, text []byte) error {
	fail := func(err error) error {
		return fmt.Errorf("the configuration can't be written to %s (%s): nothing was changed. Make that folder writable, or name another file in %s", path, local.Reason(err), EnvFile)
	}
	// Only the file's own folder is created. Where the target of a link should be, a
	// missing folder may be a disk that is not mounted.
	if err := local.MakeParents(filepath.Dir(path)); err != nil {
		return fail(err)
	}
	if err := local.WriteFile(path, text); err != nil {
		return fail(err)
	}
	return nil
}
