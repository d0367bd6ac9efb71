package config

import (
	"path/filepath"
	"testing"
)

func TestNotesLieBesideTheData(t *testing.T) {
	dir := t.TempDir()
	for value, want := range map[string]string{
		dir:        filepath.Join(dir, "supascale-tui", "notes"),
		"relative": filepath.Join(dir, "home", ".local", "share", "supascale-tui", "notes"),
	} {
		t.Setenv("HOME", filepath.Join(dir, "home"))
		t.Setenv("USERPROFILE", filepath.Join(dir, "home"))
		if got, err := NotesDir(func(name string) string {
			if name == "XDG_DATA_HOME" {
				return value
			}
			return ""
		}); err != nil || got != want {
			t.Errorf("%q: %s, %v", value, got, err)
		}
	}
}
