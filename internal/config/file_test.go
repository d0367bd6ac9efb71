package config_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/config"
)

// write makes a configuration file and the environment that leads to it.
func write(t *testing.T, text string) (path string, getenv func(string) string) {
	t.Helper()
	dir := t.TempDir()
	path = filepath.Join(dir, "supascale-tui", "config.toml")
	if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path, env(map[string]string{"XDG_CONFIG_HOME": dir})
}

func TestEverySettingIsRead(t *testing.T) {
	path, getenv := write(t, "\uFEFF"+`# mine
clipboard = "command"
clipboard_command = ["wl-copy", "--sensitive"]
clipboard_clear = "45s"
reveal_timeout = "2m30s"
theme = "light"
mouse = true
`)
	want := config.Settings{
		Clipboard: "command", ClipboardCommand: []string{"wl-copy", "--sensitive"},
		ClipboardClear: 45 * time.Second, RevealTimeout: 150 * time.Second, Theme: "light", Mouse: true,
	}
	got, err := config.Load(getenv)
	if got.Places["theme"] != path+", line 6, column 9" {
		t.Errorf("the theme stands at %s", got.Places["theme"])
	}
	got.Places = nil
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestSavedQueriesKnowTheirPlace(t *testing.T) {
	path, getenv := write(t, "theme = \"dark\"\n[queries]\nnightly = \"agent:cron\"\nci-denied = \"key:ci @x\"\n")
	got, err := config.Load(getenv)
	want := []config.Query{
		{Name: "ci-denied", Line: "key:ci @x", Where: path + ", line 4, column 13"},
		{Name: "nightly", Line: "agent:cron", Where: path + ", line 3, column 11"},
	}
	if err != nil || !reflect.DeepEqual(got.Queries, want) {
		t.Errorf("got %+v, %v", got.Queries, err)
	}
}

func TestAMistakeIsNamedByPlaceAndWhatIsAllowed(t *testing.T) {
	for text, want := range map[string]string{
		"theme = \"dark\"\nclipboard = \"osc\"":    `, line 2, column 13: clipboard must be one of "auto", "osc52", "tmux", "screen", "native", "command", "none"`,
		"\n\n  theme = \"sepia_value\"":            `, line 3, column 11: theme must be one of "auto", "dark", "light", "high-contrast", "high-contrast-light", "none", or the name of a theme of your own`,
		"clipboard_clear = 45":                     ", line 1, column 19: clipboard_clear must be a time from 1s to 24h",
		"clipboard_clear = 4.5":                    ": clipboard_clear must be a time from 1s to 24h",
		"clipboard_clear = true":                   ": clipboard_clear must be a time from 1s to 24h",
		"clipboard_clear = [\"45s\"]":              ": clipboard_clear must be a time from 1s to 24h",
		"reveal_timeout = \"-10m\"":                `, line 1, column 18: reveal_timeout must be a time from 1s to 24h`,
		"reveal_timeout = \"25h\"":                 "reveal_timeout must be a time",
		"reveal_timeout = \"soon\"":                "reveal_timeout must be a time",
		"mouse = \"yes\"":                          `, line 1, column 9: mouse must be true or false`,
		"[queries]\nnightly = 5":                   "queries.nightly must be a query in quotes",
		"theme = 1":                                `theme must be one of`,
		"clipboard = true":                         `clipboard must be one of`,
		"clipboard_command = \"xclip\"":            `, line 1, column 21: clipboard_command must be a program and its arguments`,
		"mouse = true\nclipboard_command = []":     `, line 2, column 21: clipboard_command must be a program`,
		"\"clipboard_command\" = [\"\", \"x\"]":    `, line 1, column 23: clipboard_command must be a program`,
		"clipboard_command = [\"x\", 1]":           `clipboard_command must be a program`,
		"mouse = false\nclipbord = \"auto\"":       `, line 2, column 1: "clipbord" is not a setting. There are: clipboard, clipboard_clear, clipboard_command, expiry, health, mouse, note_required, preset, presets, profile, profiles, queries, reveal_timeout, theme`,
		"[clipboard]\nmethod = \"auto\"":           `, line`,
		"theme = dark":                             `, line 1, column 9: `,
		"theme = \"dark\"\ntheme = \"light\"":      `, line 2, column 1: `,
		"mouse = true\n\"\\u001b]52\" = \"x-val\"": `, line 2, column 1: "\x1b]52" is not a setting`,
		"clipboard = \"command\"":                  `sets no clipboard_command. It must be a program and its arguments`,
	} {
		path, getenv := write(t, text)
		_, err := config.Load(getenv)
		if err == nil {
			t.Errorf("%q is accepted", text)
			continue
		}
		said := err.Error()
		if !strings.HasPrefix(said, path) || !strings.Contains(said, want) || !strings.Contains(said, "line ") && !strings.Contains(text, `"command"`) {
			t.Errorf("%q: %s", text, said)
		}
		for _, value := range []string{"sepia_value", "x-val", "\x1b"} {
			if strings.Contains(said, value) {
				t.Errorf("%q: the error shows %q", text, value)
			}
		}
	}
}

func TestNoFileIsFineUnlessItWasNamed(t *testing.T) {
	dir := t.TempDir()
	got, err := config.Load(env(map[string]string{"XDG_CONFIG_HOME": dir}))
	if err != nil || !reflect.DeepEqual(got, config.Settings{}) {
		t.Errorf("got %+v, %v", got, err)
	}
	missing := filepath.Join(dir, "mine.toml")
	if _, err := config.Load(env(map[string]string{config.EnvFile: missing})); err == nil || !strings.Contains(err.Error(), missing) {
		t.Errorf("got %v, want an error naming the file", err)
	}
	if _, err := config.Load(env(map[string]string{config.EnvFile: dir})); err == nil {
		t.Error("a folder is read as a file")
	}
}

func TestWhereTheFileIs(t *testing.T) {
	path, _ := write(t, `theme = "light"`)
	home := t.TempDir()
	t.Setenv("HOME", home)
	if err := os.CopyFS(filepath.Join(home, ".config"), os.DirFS(filepath.Dir(filepath.Dir(path)))); err != nil {
		t.Fatal(err)
	}
	for _, e := range []map[string]string{
		{config.EnvFile: path},
		{config.EnvFile: path, "XDG_CONFIG_HOME": t.TempDir()},
		nil,
		{"XDG_CONFIG_HOME": "relative"},
	} {
		if got, err := config.Load(env(e)); err != nil || got.Theme != "light" {
			t.Errorf("%v: got %+v, %v", e, got, err)
		}
	}
}

func TestAnEndlessFileIsRefused(t *testing.T) {
	path, getenv := write(t, "# "+strings.Repeat("x", 1<<20))
	if _, err := config.Load(getenv); err == nil || !strings.Contains(err.Error(), path+" is larger than 1 MiB") {
		t.Errorf("got %v", err)
	}
}

func TestTheHealthSettings(t *testing.T) {
	path, getenv := write(t, "[health]\nexpiring = \"30d\"\nnew_address = \"2w\"\nignore = [\"system-write\", \"stale\"]\n")
	got, err := config.Load(getenv)
	want := config.Health{Expiring: "30d", NewAddress: "2w", Ignore: []string{"system-write", "stale"}}
	if err != nil || !reflect.DeepEqual(got.Health, want) {
		t.Errorf("got %+v, %v", got.Health, err)
	}
	values, err := got.Values(config.Profile{}, env(nil), nil)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]config.Value{}
	for _, v := range values {
		found[v.Name] = v
	}
	if v := found["health.expiring"]; v.Value != "30d" || v.Source != config.FromFile || v.Where != path+", line 2, column 12" {
		t.Errorf("expiring holds as %+v", v)
	}
	if v := found["health.stale"]; v.Value != nil || v.Source != config.FromDefault || v.Default != `"90d"` {
		t.Errorf("stale holds as %+v", v)
	}
	for text, says := range map[string]string{
		"[health]\nexpiring = \"never\"":      "health.expiring must be a length of time",
		"[health]\nexpiring = 14":             "health.expiring must be a length of time",
		"[health]\nignore = [\"everything\"]": "health.ignore must be a list of rules, of",
		"[health]\nscore = true":              "is not a setting of [health]. There are: evidence, expiring, grace, ignore, new_address, stale",
		"health = true":                       "health must be a table",
		"[[health]]\nexpiring = \"1d\"":       "health must be a table",
	} {
		if _, err := config.Parse("f", []byte(text)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, want “%s”", text, err, says)
		}
	}
	if got, err := config.Parse("f", []byte("health.ignore = []")); err != nil || len(got.Health.Ignore) != 0 {
		t.Errorf("got %+v, %v", got.Health, err)
	}
}
