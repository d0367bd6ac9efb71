package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/clipboard"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/ui/theme"
)

func TestTheConfigurationNamesWhatThereIs(t *testing.T) {
	t.Parallel()
	want := []string{string(clipboard.Auto)}
	for _, n := range clipboard.Names() {
		want = append(want, string(n))
	}
	got := config.Clipboards()
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("ways to copy: %v, want %v", got, want)
	}
	if got := config.Themes(); !slices.Equal(got, theme.BuiltIn()) {
		t.Errorf("themes: %v, want %v", got, theme.BuiltIn())
	}
}

func TestABadConfigurationIsAUsageError(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, []byte("theme = \"dark\"\nclipboard = \"x11\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv(config.EnvFile, path)
	for _, args := range [][]string{{}, {"local", "--data-dir", t.TempDir()}} {
		var out, errOut strings.Builder
		code := run(t.Context(), args, strings.NewReader(""), &out, &errOut)
		if want := path + `, line 2, column 13: clipboard must be one of "auto"`; code != command.ExitUsage || !strings.Contains(errOut.String(), want) {
			t.Errorf("%v: exit code %d, %s", args, code, errOut.String())
		}
	}
}
