package views_test

import (
	"image/color"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/assets"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/clipboard"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestTheProfilesOwnDefaultsAndColours(t *testing.T) {
	w := roam(t, 120, 40)
	if !strings.Contains(w.root.View().Content, "\x1b[38;5;") {
		t.Error("the console's own theme has no colour")
	}
	w.command("profile staging").press("n")
	w.shows("Begins with the preset and the expiry of profile staging.", "‹Backup Script›", "[30 d]")
	if strings.Contains(w.root.View().Content, "\x1b[38;5;") {
		t.Error("staging has a theme without colours, and they are there")
	}
	w.press("esc").hides("Leave?").command("profile eu-1").press("n").shows("[90 d]", "‹Custom›").hides("Begins with")
	if !strings.Contains(w.root.View().Content, "\x1b[38;5;") {
		t.Error("back on eu-1 the colours are gone")
	}
}

func TestWhatWasSaidWithThemeStays(t *testing.T) {
	w := roam(t, 120, 40)
	w.theme = "high-contrast"
	accent := func(name string) string {
		sequence, _, _ := strings.Cut(ui.NewTheme(screentest.Palette(name)).Paint(ui.Accent, "x"), "x")
		return sequence
	}
	wears := func(name string) {
		t.Helper()
		if !strings.Contains(w.root.View().Content, accent(name)) {
			t.Errorf("it is not painted in %s", name)
		}
	}
	wears("dark")
	w.command("profile staging").shows("Key of staging")
	wears("high-contrast")
	w.send(tea.BackgroundColorMsg{Color: color.White})
	wears("high-contrast-light")
	w.command("theme light").command("profile eu-1").shows("Key of eu-1")
	wears("light")
	w.command("profile staging").shows("Key of staging")
	wears("light")
}

// The start asks only where its own theme wants to know.
func TestAProfilesThemeAsksForTheBackground(t *testing.T) {
	for name, want := range map[string]bool{"auto": true, "light": false} {
		dark, c := look("dark"), look(name)
		root := views.New(screentest.Env(t, &screentest.Instance{}), views.Options{Look: *dark, Looks: map[string]ui.Look{name: *c}})
		if asks(root.Init()) {
			t.Error("dark asks")
		}
		_, cmd := root.Update(screen.Connected{Connection: app.Connection{Profile: profiles[1], API: place{&screentest.Instance{}, "staging", nil}, Theme: name}})
		if got := asks(cmd); got != want {
			t.Errorf("%s: asks %v", name, got)
		}
	}
}

func TestAStartOnAProfilesOwnTheme(t *testing.T) {
	env := screentest.Env(t, place{&screentest.Instance{}, "staging", nil})
	env.Theme.Use(screentest.Palette("none"))
	c := &console{t: t, root: views.New(env, views.Options{Look: *look("none"), OwnLook: look("dark")})}
	c.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	if strings.Contains(c.root.View().Content, "\x1b[38;5;") {
		t.Error("it starts with colours")
	}
	c.send(screen.Connected{Connection: app.Connection{Profile: profiles[0], API: place{&screentest.Instance{}, "eu-1", nil}}})
	if !strings.Contains(c.root.View().Content, "\x1b[38;5;") {
		t.Error("a profile without a theme has that of the start")
	}
}

// A profile that must not copy says nothing about the next one.
func TestTheClipboardOfTheStartStaysThere(t *testing.T) {
	presets, err := keys.ParsePresets(assets.Presets)
	if err != nil {
		t.Fatal(err)
	}
	env := screentest.Env(t, place{&screentest.Instance{}, "staging", nil})
	own := env.Clipboard
	env.Clipboard = clipboard.New(env.Getenv, clipboard.Settings{Method: clipboard.None})
	c := &console{t: t, root: views.New(env, views.Options{Presets: presets, OwnClipboard: own})}
	c.send(tea.WindowSizeMsg{Width: 120, Height: 40})
	c.press(places["reveal"]...).shows("no copying").press("esc", "down", "down", "enter")
	c.send(screen.Connected{Connection: app.Connection{Profile: profiles[0], API: place{&screentest.Instance{}, "eu-1", nil}}})
	c.press(places["reveal"]...).shows("by the terminal (OSC 52)").hides("no copying")
}
