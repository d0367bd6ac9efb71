package local

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// MakeDir creates a folder that only its owner can look into, mode 0700, or makes an
// existing one so.
func MakeDir(dir string) error {
	if err := MakeParents(dir); err != nil {
		return err
	}
	if info, err := os.Stat(dir); err == nil && OpenToOthers(info.Mode()) {
		return os.Chmod(dir, 0o700) //nolint:gosec // a folder needs the x bit
	}
	return nil
}

// MakeParents creates a folder and those above it that don't exist, mode 0700. What
// root creates in a user's folder belongs to that user.
func MakeParents(dir string) error {
	info, err := os.Stat(dir)
	switch {
	case err == nil && info.IsDir():
		return nil
	case err == nil:
		return &fs.PathError{Op: "mkdir", Path: dir, Err: errNotFolder}
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if above := filepath.Dir(dir); above != dir {
		if err := MakeParents(above); err != nil {
			return err
		}
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		if info, bad := os.Stat(dir); bad == nil && info.IsDir() {
			return nil // another process was faster
		}
		return err
	}
	return giveFolder(dir)
}

var errNotFolder = errors.New("it is not a folder")

// Home is the home folder: where HOME leads, if that is a folder or can become one.
// Service accounts have none: HOME is unset, /dev/null or /nonexistent.
func Home(getenv func(string) string) (string, error) {
	home := getenv("HOME")
	if home == "" || runtime.GOOS == "windows" {
		home, _ = os.UserHomeDir() // of the process; on Windows USERPROFILE names it
	}
	if home == "" {
		return "", errors.New("HOME is not set")
	}
	if !filepath.IsAbs(home) || !canBeFolder(home) {
		return "", fmt.Errorf("HOME (%s) is not a folder", home)
	}
	return home, nil
}

// canBeFolder reports whether path is a folder, or could be created as one.
func canBeFolder(path string) bool {
	if info, err := os.Stat(path); err == nil {
		return info.IsDir()
	} else if !errors.Is(err, fs.ErrNotExist) {
		return false
	}
	for above := filepath.Dir(path); ; above = filepath.Dir(above) {
		info, err := os.Stat(above)
		if err == nil {
			return info.IsDir() && mayWrite(above)
		}
		if !errors.Is(err, fs.ErrNotExist) || above == filepath.Dir(above) {
			return false
		}
	}
}

// TempDir is a folder for accounts without a home: it is in the system's folder for
// temporary files, and nobody else can look into it. What is there survives the
// process, but not always a restart of the machine.
func TempDir() (string, error) {
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("supascale-tui-%d", os.Geteuid()))
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", fmt.Errorf("%s can't be created: %s", dir, Reason(err))
	}
	info, err := os.Lstat(dir)
	switch {
	case err != nil:
		return "", fmt.Errorf("%s can't be used: %s", dir, Reason(err))
	case !info.IsDir():
		return "", fmt.Errorf("%s is not a folder", dir)
	case !isPrivate(info):
		return "", fmt.Errorf("%s belongs to another user, or others can look into it", dir)
	}
	return dir, nil
}
