package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

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
		if want := path + `, line 2, column 13: clipboard must be one of "auto"`; code != exitUsage || !strings.Contains(errOut.String(), want) {
			t.Errorf("%v: exit code %d, %s", args, code, errOut.String())
		}
	}
}

func TestAFlagGoesBeforeTheVariableAndTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, []byte("theme = \"light\"\nmouse = true\nclipboard = \"none\"\nclipboard_clear = \"45s\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv(config.EnvFile, path)
	for _, c := range []struct {
		args  []string
		env   string
		theme string
		mouse bool
	}{
		{nil, "", "light", true},
		{nil, "dark", "dark", true},
		{[]string{"--theme", "none", "--mouse=false"}, "dark", "none", false},
	} {
		t.Setenv(config.EnvTheme, c.env)
		var flags consoleFlags
		cmd := newRootCommand()
		cmd.ResetFlags()
		flags.register(cmd)
		if err := cmd.ParseFlags(c.args); err != nil {
			t.Fatal(err)
		}
		if err := flags.load(config.Profile{}); err != nil || flags.theme != c.theme || flags.mouse != c.mouse {
			t.Errorf("%v with %q: %+v, %v", c.args, c.env, flags, err)
		}
		if clip := session.Clipboard(flags.prefer.Settings); clip.Chosen() != clipboard.None || clip.ClearAfter() != flags.prefer.Settings.ClipboardClear {
			t.Errorf("copies by %s", clip.Chosen())
		}
	}
}

func TestTheProfileGoesBeforeTheFile(t *testing.T) {
	configured(t, "theme = \"light\"\nclipboard = \"none\"\n[profiles.a]\nurl = \"https://a.example\"\ntheme = \"dark\"\nclipboard = \"osc52\"\n")
	for _, c := range []struct {
		args  []string
		theme string
		clip  clipboard.Name
	}{
		{nil, "dark", clipboard.OSC52},
		{[]string{"--theme", "none"}, "none", clipboard.OSC52},
	} {
		var flags consoleFlags
		cmd := newRootCommand()
		cmd.ResetFlags()
		flags.register(cmd)
		if err := cmd.ParseFlags(c.args); err != nil {
			t.Fatal(err)
		}
		profile := config.Profile{Name: "a", Theme: "dark", Clipboard: "osc52"}
		if err := flags.load(profile); err != nil || flags.theme != c.theme || session.Clipboard(flags.prefer.Settings).Chosen() != c.clip {
			t.Errorf("%v: %+v, %v", c.args, flags, err)
		}
	}
}

func TestOnlyAYesRemoves(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{"y\n": "y", " Yes\n": "y", "n\n": "n", "\n": "", "": ""} {
		cmd := newRootCommand()
		var words strings.Builder
		cmd.SetIn(strings.NewReader(typed))
		cmd.SetErr(&words)
		if got := answer(cmd, "Remove it?"); got != want || words.String() != "Remove it?" {
			t.Errorf("%q: got %q, asked %q", typed, got, words.String())
		}
	}
}
