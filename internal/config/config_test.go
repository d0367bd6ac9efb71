package config_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/config"
)

func env(pairs map[string]string) func(string) string {
	return func(name string) string { return pairs[name] }
}

func TestFromEnvNamesWhatIsMissing(t *testing.T) {
	_, err := config.FromEnv(env(nil))
	if !errors.Is(err, config.ErrNoInstance) {
		t.Fatalf("nothing set: got %v, want ErrNoInstance", err)
	}
	for set, missing := range map[string]string{config.EnvURL: config.EnvKey, config.EnvKey: config.EnvURL} {
		_, err := config.FromEnv(env(map[string]string{set: "x-value-x"}))
		if err == nil || !strings.Contains(err.Error(), missing+" is not") {
			t.Errorf("only %s set: got %v, want an error naming %s", set, err, missing)
		}
		if err != nil && strings.Contains(err.Error(), "x-value-x") {
			t.Errorf("the error shows a value: %v", err)
		}
	}
	c, err := config.FromEnv(env(map[string]string{config.EnvURL: "u", config.EnvKey: "k"}))
	if err != nil || c.URL != "u" || c.Key != "k" {
		t.Errorf("both set: got %+v, %v", c, err)
	}
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
