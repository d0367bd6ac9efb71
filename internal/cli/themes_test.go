package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/ui/theme"
)

// ownThemes makes a configuration folder with themes, by name.
func ownThemes(t *testing.T, files map[string]string) (config string) {
	t.Helper()
	config = t.TempDir()
	dir := filepath.Join(config, "supascale-tui", "themes")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name+".toml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("XDG_CONFIG_HOME", config)
	return config
}

func runThemes(t *testing.T, args ...string) (code int, out, errOut string) {
	t.Helper()
	var o, e strings.Builder
	code = run(t.Context(), append([]string{"themes"}, args...), strings.NewReader(""), &o, &e)
	return code, o.String(), e.String()
}

func TestThemesAreListed(t *testing.T) {
	config := ownThemes(t, map[string]string{"mine": "extends = \"light\"\n[warn]\nforeground = \"#000000\"\n"})
	code, out, errOut := runThemes(t)
	for _, want := range []string{"NAME", "high-contrast  ", "built in", "light            4.5  " + filepath.Join(config, "supascale-tui", "themes", "mine.toml")} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
	if code != command.ExitOK || errOut != "" || strings.Contains(out, "\x1b") {
		t.Errorf("exit code %d, %s%s", code, out, errOut)
	}
	if _, out, _ := runThemes(t, "-o", "name"); out != strings.Join(theme.BuiltIn(), "\n")+"\nmine\n" {
		t.Errorf("names: %q", out)
	}
	var list []struct {
		Name, Background string
		BuiltIn          bool
		Contrast         float64
	}
	_, out, _ = runThemes(t, "-o", "json")
	if err := json.Unmarshal([]byte(out), &list); err != nil || len(list) != 7 || list[6].Name != "mine" || list[6].BuiltIn || list[6].Contrast < 4.5 || list[6].Background != "light" {
		t.Errorf("%+v, %v", list, err)
	}
	if code, _, _ := runThemes(t, "-o", "yaml"); code != command.ExitUsage {
		t.Errorf("-o yaml: exit code %d", code)
	}
}

func TestAThemeWithAMistakeIsNamed(t *testing.T) {
	ownThemes(t, map[string]string{"bad": "[warn]\nforeground = \"sepia\"\n", "good": ""})
	code, out, errOut := runThemes(t)
	if code != command.ExitFailed || !strings.Contains(errOut, "bad.toml, line 2, column 14: warn.foreground must be a colour") || !strings.Contains(out, "good.toml") || strings.Contains(out, "bad") {
		t.Errorf("exit code %d\n%s%s", code, out, errOut)
	}
}

func TestThemeNamesComplete(t *testing.T) {
	ownThemes(t, map[string]string{"mine": ""})
	for _, args := range [][]string{{"--theme", ""}, {"local", "--theme", ""}} {
		var out, errOut strings.Builder
		run(t.Context(), append([]string{"__complete"}, args...), strings.NewReader(""), &out, &errOut)
		if !strings.HasPrefix(out.String(), strings.Join(theme.BuiltIn(), "\n")+"\nmine\n:4") {
			t.Errorf("%v: %q", args, out.String())
		}
	}
}

func TestAThemeThatThereIsNotStopsTheStart(t *testing.T) {
	const profile = "[profiles.a]\nurl = \"https://a.example\"\n"
	for _, c := range []struct {
		file, env string
		args      []string
		want      string
	}{
		{"theme = \"pink\"\n", "", nil, "config.toml, line 1, column 9: there is no such theme: use auto, dark"},
		{profile + "theme = \"pink\"\n", "", nil, "config.toml, line 3, column 9: there is no such theme: use auto, dark"},
		{profile + "theme = \"bad\"\n", "", nil, "bad.toml, line 2, column 14: warn.foreground must be a colour"},
		{profile, "pink", nil, "the variable " + config.EnvTheme + ": there is no such theme: use auto, dark"},
		{profile, "Pink", nil, "the variable " + config.EnvTheme + " must be one of \"auto\", \"dark\""},
		{profile, "light", []string{"--theme", "pink"}, "--theme: there is no such theme: use auto, dark"},
		{profile, "", []string{"local", "--theme", "../pink"}, "--theme must be one of \"auto\", \"dark\""},
		{"theme = \"pink\"\n", "", []string{"config", "check"}, "there is no such theme: use auto, dark"},
		{profile, "", []string{"profile", "add", "b", "--url", "https://b.example", "--theme", "pink"}, "there is no such theme: use auto, dark"},
	} {
		p := configured(t, c.file)
		ownThemes(t, map[string]string{"bad": "[warn]\nforeground = \"sepia\"\n"})
		t.Setenv(config.EnvTheme, c.env)
		code, out, words := p.run(t, c.args...)
		if code != command.ExitUsage || !strings.Contains(words, c.want) || out != "" {
			t.Errorf("%+v: exit code %d, %s%s", c, code, out, words)
		}
		if p.text(t) != c.file {
			t.Errorf("%+v: the file was changed", c)
		}
	}
}
