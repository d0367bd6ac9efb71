package views_test

import (
	"errors"
	"image/color"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/theme"
	"github.com/supascale/supascale-tui/internal/views"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// danger is how a palette writes what wants attention now.
func danger(name string) string {
	return ui.NewTheme(screentest.Palette(name)).Paint(ui.Danger, "1 expired")
}

func (c *console) paints(name string) *console {
	c.t.Helper()
	if !strings.Contains(c.root.View().Content, danger(name)) {
		c.t.Errorf("it is not painted in %s", name)
	}
	return c
}

func TestThemesSwitchLive(t *testing.T) {
	c := open(t, 120, 40).paints("dark")
	plain := c.frame()
	for _, name := range []string{"light", "high-contrast", "high-contrast-light", "none", "dark"} {
		c.press(":", "text:theme "+name, "enter").paints(name)
	}
	if c.frame() != plain {
		t.Error("themes change more than colours")
	}
	c.press(":", "text:theme high-con", "tab").shows("theme high-contrast")
}

// asks reports whether a command asks the terminal for its background.
func asks(cmd tea.Cmd) bool {
	for _, msg := range screentest.Messages(cmd) {
		if msg == tea.RequestBackgroundColor() {
			return true
		}
	}
	return false
}

func TestTheBackgroundIsAskedForOnceAndWhereItMatters(t *testing.T) {
	themes := theme.In("")
	for _, c := range []struct {
		start string
		ssh   string
		want  bool
	}{{"auto", "", true}, {"auto", "192.0.2.1 50000 192.0.2.2 22", false}, {"high-contrast", "", true}, {"dark", "", false}} {
		look, err := themes.Look(c.start)
		if err != nil {
			t.Fatal(err)
		}
		env := screentest.Env(t, &screentest.Instance{})
		env.Getenv = func(name string) string { return map[string]string{"SSH_CONNECTION": c.ssh}[name] }
		root := views.New(env, views.Options{Look: look, Themes: themes})
		if got := asks(root.Init()); got != c.want {
			t.Errorf("%s, over SSH from %q: asks %v", c.start, c.ssh, got)
		}
		auto, err := themes.Look("auto")
		_, cmd := root.Update(views.ThemeFound{Look: auto, Err: err})
		if got, want := asks(cmd), c.ssh == "" && !c.want; got != want {
			t.Errorf("%s, then :theme auto: asks %v, want %v", c.start, got, want)
		}
	}
}

func TestAThemeFollowsTheBackground(t *testing.T) {
	c := open(t, 120, 40).press(":", "text:theme auto", "enter").paints("dark")
	c.send(tea.BackgroundColorMsg{Color: color.White})
	c.paints("light").press(":", "text:theme high-contrast", "enter").paints("high-contrast-light")
	c.press(":", "text:theme dark", "enter").paints("dark")
	c.send(tea.BackgroundColorMsg{Color: color.White})
	c.paints("dark")
}

func TestAThemeWithAMistakeChangesNothing(t *testing.T) {
	c := open(t, 120, 40)
	c.send(views.ThemeFound{Err: errors.New("mine.toml, line 2, column 8: \x1bwarn.bold must be true or false")})
	c.paints("dark").shows("The theme stays. mine.toml, line 2, column 8: ␛warn.bold must be true or false")
}
