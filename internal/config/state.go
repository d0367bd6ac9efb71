package config

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/supascale/supascale-tui/internal/local"
)

// CrashReport is the file for what the console was doing when it crashed.
func CrashReport(getenv func(string) string) (string, error) { return StatePath("crash.txt", getenv) }

// NotesDir is where the admin's notes about keys are: supascale-tui/notes in the
// XDG data directory, beside DataDir. They are somebody's words and can't be found
// out again, so they belong to what is backed up and moved to another machine; what
// is in the state directory may be lost without harm (XDG Base Directory
// Specification).
func NotesDir(getenv func(string) string) (string, error) {
	instance, err := DataDir(getenv)
	if err != nil {
		return "", fmt.Errorf("this account has no home folder (%w): set XDG_DATA_HOME to a folder", errors.Unwrap(err))
	}
	return filepath.Join(filepath.Dir(instance), "notes"), nil
}

// StatePath is the folder or file of a part of the program's state (XDG Base Directory
// Specification). A relative XDG_STATE_HOME is ignored, as the specification asks. An
// account without a home has it in the folder for temporary files (see StateIsKept).
func StatePath(part string, getenv func(string) string) (string, error) {
	if dir := getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "supascale-tui", part), nil
	}
	home, err := local.Home(getenv)
	if err == nil {
		return filepath.Join(home, ".local", "state", "supascale-tui", part), nil
	}
	dir, bad := local.TempDir()
	if bad != nil {
		return "", fmt.Errorf("this account has no home folder (%w), and %w: set XDG_STATE_HOME to a folder", err, bad)
	}
	return filepath.Join(dir, part), nil
}

// StateIsKept reports whether the state survives a restart of the machine.
func StateIsKept(getenv func(string) string) bool {
	_, err := local.Home(getenv)
	return err == nil || filepath.IsAbs(getenv("XDG_STATE_HOME"))
}
