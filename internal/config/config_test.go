package config_test

import (
	"path/filepath"
	"testing"

	"github.com/supascale/supascale-tui/internal/config"
)

func env(pairs map[string]string) func(string) string {
	return func(name string) string { return pairs[name] }
}

func TestDataDirFollowsXDG(t *testing.T) {
	root := t.TempDir()
	got, err := config.DataDir(env(map[string]string{"XDG_DATA_HOME": root}))
	if want := filepath.Join(root, "supascale-tui", "instance"); err != nil || got != want {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
	t.Setenv("HOME", root)
	got, err = config.DataDir(env(map[string]string{"XDG_DATA_HOME": "relative"}))
	if want := filepath.Join(root, ".local", "share", "supascale-tui", "instance"); err != nil || got != want {
		t.Errorf("a relative XDG_DATA_HOME: got %q, %v, want %q", got, err, want)
	}
}
