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

func TestThemesDirFollowsXDG(t *testing.T) {
	root := t.TempDir()
	if got, want := config.ThemesDir(env(map[string]string{"XDG_CONFIG_HOME": root})), filepath.Join(root, "supascale-tui", "themes"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	t.Setenv("HOME", root)
	if got, want := config.ThemesDir(env(nil)), filepath.Join(root, ".config", "supascale-tui", "themes"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAThemeOfOnesOwnCanBeNamed(t *testing.T) {
	for name, ok := range map[string]bool{"mine": true, "high-contrast": true, "2": true, "": false, "../x": false, "Mine": false, "a b": false, "-x": false, "a\x1b": false} {
		if config.CheckTheme(name) != ok {
			t.Errorf("%q: want %v", name, ok)
		}
	}
}
