package cli

import (
	"cmp"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

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
	if code != exitOK || errOut != "" || strings.Contains(out, "\x1b") {
		t.Errorf("exit code %d, %s%s", code, out, errOut)
	}
	if _, out, _ := runThemes(t, "-o", "name"); out != strings.Join(theme.BuiltIn(), "\n")+"\nmine\n" {
		t.Errorf("names: %q", out)
	}
	var list []themeLine
	_, out, _ = runThemes(t, "-o", "json")
	if err := json.Unmarshal([]byte(out), &list); err != nil || len(list) != 7 || list[6].Name != "mine" || list[6].BuiltIn || list[6].Contrast < 4.5 || list[6].Background != "light" {
		t.Errorf("%+v, %v", list, err)
	}
	if code, _, _ := runThemes(t, "-o", "yaml"); code != exitUsage {
		t.Errorf("-o yaml: exit code %d", code)
	}
}

func TestAThemeWithAMistakeIsNamed(t *testing.T) {
	ownThemes(t, map[string]string{"bad": "[warn]\nforeground = \"sepia\"\n", "good": ""})
	code, out, errOut := runThemes(t)
	if code != exitFailed || !strings.Contains(errOut, "bad.toml, line 2, column 14: warn.foreground must be a colour") || !strings.Contains(out, "good.toml") || strings.Contains(out, "bad") {
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

func TestTheThemeOfAProfile(t *testing.T) {
	const text = "theme = \"light\"\n[profiles.a]\nurl = \"https://a.example\"\ntheme = \"mine\"\n[profiles.b]\nurl = \"https://b.example\"\n"
	configured(t, text)
	ownThemes(t, map[string]string{"mine": "extends = \"dark\"\n[warn]\nforeground = 11\n"})
	t.Setenv(config.EnvKey, strings.Repeat("k", 40))
	for _, c := range []struct {
		args []string
		env  string
		a, b string // the themes of the profiles; "" is the console's own
		own  string
	}{
		{nil, "", "mine", "", "light"},
		{nil, "none", "none", "", "none"},
		{[]string{"--theme", "high-contrast"}, "none", "high-contrast", "", "high-contrast"},
	} {
		t.Setenv(config.EnvTheme, c.env)
		var flags consoleFlags
		cmd := newRootCommand()
		cmd.ResetFlags()
		flags.register(cmd)
		if err := cmd.ParseFlags(c.args); err != nil {
			t.Fatal(err)
		}
		if err := flags.load(config.Profile{}); err != nil {
			t.Fatal(err)
		}
		if flags.prefer.Own.Theme != c.own {
			t.Errorf("%+v: without a profile it is %s", c, flags.prefer.Own.Theme)
		}
		for i, want := range []string{c.a, c.b} {
			open := newConsole(flags).connections
			at, _, err := open.Start(t.Context(), flags.prefer.Settings.Profiles[i])
			if err != nil {
				t.Fatal(err)
			}
			if at.Theme != want {
				t.Errorf("%+v: profile %d is shown in %q", c, i, at.Theme)
			} else if look, err := ourThemes().Look(cmp.Or(want, theme.Auto)); err != nil || want != "" && flags.looks[want] != look {
				t.Errorf("%+v: %q isn't what it was at the start, %v", c, want, err)
			}
			if err := open.Close(); err != nil {
				t.Error(err)
			}
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
		if code != exitUsage || !strings.Contains(words, c.want) || out != "" {
			t.Errorf("%+v: exit code %d, %s%s", c, code, out, words)
		}
		if p.text(t) != c.file {
			t.Errorf("%+v: the file was changed", c)
		}
	}
}
