package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ErrChanged is returned when the file is not any more what was read.
var ErrChanged = errors.New("the file was changed meanwhile: nothing was written")

// Replace puts new text in the place of the configuration file's, as a whole: a
// crash leaves either the old text or the new one. A text with a mistake is
// refused, and so is a file that is no longer what was read before. A new file
// is for its owner alone; an old one keeps its mode, and a link stays one.
func Replace(path string, before, after []byte) error {
	if path == "" {
		return errors.New("there is no home directory to keep the configuration in: name a file in " + EnvFile)
	}
	if _, err := Parse(path, after); err != nil {
		return err
	}
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	mode := fs.FileMode(0o600)
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	} else if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("write the configuration: %w", err)
	}
	now, err := readFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if !bytes.Equal(now, before) {
		return ErrChanged
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".config.toml.*") // mode 0600
	if err != nil {
		return fmt.Errorf("write the configuration: %w", err)
	}
	_, err = f.Write(after)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Chmod(f.Name(), mode)
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write the configuration: %w", err), os.Remove(f.Name()))
	}
	return nil
}
