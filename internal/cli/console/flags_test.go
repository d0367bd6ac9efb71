package console

import (
	"cmp"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/clipboard"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/ui/theme"
)

// configured gives an environment with nothing but a configuration file.
func configured(t *testing.T, text string) map[string]string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return map[string]string{config.EnvFile: path, "XDG_STATE_HOME": t.TempDir()}
}

// ownThemes adds themes to the environment.
func ownThemes(t *testing.T, env, files map[string]string) {
	t.Helper()
	env["XDG_CONFIG_HOME"] = t.TempDir()
	dir := filepath.Join(env["XDG_CONFIG_HOME"], "supascale-tui", "themes")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name+".toml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// sessionIn is a session in an environment.
func sessionIn(env map[string]string) *app.Session {
	return &app.Session{Getenv: func(name string) string { return env[name] }}
}

// parsed are the flags of a command line.
func parsed(t *testing.T, session *app.Session, args []string) Flags {
	t.Helper()
	flags := Flags{Target: command.Target{Session: session}}
	cmd := &cobra.Command{}
	flags.Register(cmd)
	if err := cmd.ParseFlags(args); err != nil {
		t.Fatal(err)
	}
	return flags
}

func TestAFlagGoesBeforeTheVariableAndTheFile(t *testing.T) {
	t.Parallel()
	env := configured(t, "theme = \"light\"\nmouse = true\nclipboard = \"none\"\nclipboard_clear = \"45s\"\n")
	session := sessionIn(env)
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
		env[config.EnvTheme] = c.env
		flags := parsed(t, session, c.args)
		if err := flags.load(config.Profile{}); err != nil || flags.Theme != c.theme || flags.Mouse != c.mouse {
			t.Errorf("%v with %q: %+v, %v", c.args, c.env, flags, err)
		}
		clip := session.Clipboard(flags.Prefer.Settings)
		if after, _ := clip.ClearAfter(clipboard.Result{Method: clipboard.OSC52}); clip.Chosen() != clipboard.None || after != flags.Prefer.Settings.ClipboardClear {
			t.Errorf("copies by %s, and clears after %s", clip.Chosen(), after)
		}
	}
}

func TestTheProfileGoesBeforeTheFile(t *testing.T) {
	t.Parallel()
	env := configured(t, "theme = \"light\"\nclipboard = \"none\"\n[profiles.a]\nurl = \"https://a.example\"\ntheme = \"dark\"\nclipboard = \"osc52\"\n")
	session := sessionIn(env)
	for _, c := range []struct {
		args  []string
		theme string
		clip  clipboard.Name
	}{
		{nil, "dark", clipboard.OSC52},
		{[]string{"--theme", "none"}, "none", clipboard.OSC52},
	} {
		flags := parsed(t, session, c.args)
		profile := config.Profile{Name: "a", Theme: "dark", Clipboard: "osc52"}
		if err := flags.load(profile); err != nil || flags.Theme != c.theme || session.Clipboard(flags.Prefer.Settings).Chosen() != c.clip {
			t.Errorf("%v: %+v, %v", c.args, flags, err)
		}
	}
}
func TestTheThemeOfAProfile(t *testing.T) {
	t.Parallel()
	const text = "theme = \"light\"\n[profiles.a]\nurl = \"https://a.example\"\ntheme = \"mine\"\n[profiles.b]\nurl = \"https://b.example\"\n"
	env := configured(t, text)
	session := sessionIn(env)
	ownThemes(t, env, map[string]string{"mine": "extends = \"dark\"\n[warn]\nforeground = 11\n"})
	env[keys.EnvKey] = strings.Repeat("k", 40)
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
		env[config.EnvTheme] = c.env
		flags := parsed(t, session, c.args)
		if err := flags.load(config.Profile{}); err != nil {
			t.Fatal(err)
		}
		if flags.Prefer.Own.Theme != c.own {
			t.Errorf("%+v: without a profile it is %s", c, flags.Prefer.Own.Theme)
		}
		for i, want := range []string{c.a, c.b} {
			open := newConsole(flags).connections
			at, _, err := open.Start(t.Context(), flags.Prefer.Settings.Profiles[i])
			if err != nil {
				t.Fatal(err)
			}
			if at.Theme != want {
				t.Errorf("%+v: profile %d is shown in %q", c, i, at.Theme)
			} else if look, err := command.Themes(session).Look(cmp.Or(want, theme.Auto)); err != nil || want != "" && flags.Looks[want] != look {
				t.Errorf("%+v: %q isn't what it was at the start, %v", c, want, err)
			}
			if err := open.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}
