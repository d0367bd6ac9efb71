package theme_test

import (
	"image/color"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/pelletier/go-toml/v2"

	"github.com/supascale/supascale-tui/assets"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/theme"
)

// folder makes a folder with themes, by name.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name+".toml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func find(t *testing.T, dir, name string) theme.Theme {
	t.Helper()
	found, err := theme.In(dir).Find(name)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestEveryBuiltInThemeNamesEveryTone(t *testing.T) {
	files, err := assets.Themes.ReadDir("themes")
	if err != nil || len(files) != len(theme.BuiltIn())-1 {
		t.Fatalf("%d files for %v, %v", len(files), theme.BuiltIn(), err)
	}
	for _, name := range theme.BuiltIn()[1:] {
		find(t, "", name)
		text, err := assets.Themes.ReadFile("themes/" + name + ".toml")
		if err != nil {
			t.Fatal(err)
		}
		var keys map[string]any
		if err := toml.Unmarshal(text, &keys); err != nil {
			t.Fatal(err)
		}
		for _, tone := range ui.Tones() {
			if _, ok := keys[tone.String()]; !ok {
				t.Errorf("%s leaves out %s", name, tone)
			}
		}
	}
}

// WCAG 2.2, 1.4.3 and 1.4.6. Faint text is to be read too: hints and
// placeholders are.
func TestEveryToneStandsOut(t *testing.T) {
	for name, least := range map[string]float64{"dark": 4.5, "light": 4.5, "high-contrast": 7, "high-contrast-light": 7} {
		th := find(t, "", name)
		coloured := 0
		for _, tone := range ui.Tones() {
			ink := th.Palette[tone]
			for _, c := range []color.Color{ink.Foreground, ink.Background} {
				if _, basic := c.(ansi.BasicColor); basic {
					t.Errorf("%s: %s has one of the sixteen colours that every terminal shows differently", name, tone)
				}
			}
			if ink.Foreground == nil {
				continue
			}
			coloured++
			if c := th.Contrast(tone); c < least {
				t.Errorf("%s: %s has a contrast of %.2f, want %.1f", name, tone, c, least)
			}
		}
		if coloured < 5 || th.Lowest() < least {
			t.Errorf("%s: %d tones have a colour, the lowest contrast is %.2f", name, coloured, th.Lowest())
		}
		if th.Light() != strings.HasSuffix(name, "light") {
			t.Errorf("%s is for a light background: %v", name, th.Light())
		}
	}
	if none := find(t, "", "none"); none.Background != nil || none.Lowest() != 0 {
		t.Errorf("none has a colour: %+v", none)
	}
}

func TestContrastIsThatOfWCAG(t *testing.T) {
	dir := folder(t, map[string]string{"a": "background = \"#ffffff\"\n[good]\nforeground = \"#000000\"\n[warn]\nforeground = \"#777777\"\nreverse = true\n[danger]\nforeground = 231\nbackground = \"#ffffff\""})
	a := find(t, dir, "a")
	for tone, want := range map[ui.Tone]float64{ui.Good: 21, ui.Warn: 4.478, ui.Danger: 1, ui.Normal: 0} {
		if got := a.Contrast(tone); got < want-0.001 || got > want+0.001 {
			t.Errorf("%s: %.3f, want %.3f", tone, got, want)
		}
	}
}

func TestAThemeSaysWhatItChanges(t *testing.T) {
	dir := folder(t, map[string]string{
		"mine":   "\uFEFFextends = \"dark\"\n[warn]\nforeground = \"bright-yellow\"\nunderline = true\n[danger]\nforeground = \"#A01020\"\nbackground = 16\n[strong]\nbold = false\n[accent]\nforeground = \"default\"\n",
		"deeper": "extends = \"mine\"\non_light = \"light\"\n[warn]\nunderline = false\n",
		"bare":   "[good]\nforeground = \"2\"\n",
	})
	mine, deeper, bare, dark, none := find(t, dir, "mine"), find(t, dir, "deeper"), find(t, dir, "bare"), find(t, dir, "dark"), find(t, dir, "none")
	want := dark.Palette
	want[ui.Warn] = ui.Ink{Foreground: lipgloss.Color("11"), Underline: true}
	want[ui.Danger] = ui.Ink{Foreground: lipgloss.Color("#a01020"), Background: lipgloss.Color("16")}
	want[ui.Strong] = ui.Ink{}
	want[ui.Accent] = ui.Ink{}
	if mine.Palette != want || mine.Background != dark.Background || mine.Path != filepath.Join(dir, "mine.toml") {
		t.Errorf("got  %+v\nwant %+v", mine, want)
	}
	want[ui.Warn].Underline = false
	if deeper.Palette != want || deeper.OnLight != "light" {
		t.Errorf("got  %+v\nwant %+v", deeper, want)
	}
	want = none.Palette
	want[ui.Good].Foreground = lipgloss.Color("2")
	if bare.Palette != want || !bare.Palette[ui.Marked].Reverse {
		t.Errorf("got  %+v\nwant %+v", bare, want)
	}
	look, err := theme.In(dir).Look("deeper")
	if err != nil || look.On(false) != deeper.Palette || look.On(true) != find(t, dir, "light").Palette || !look.Asks() {
		t.Errorf("got %+v, %v", look, err)
	}
}

func TestLooksThatDependOnTheBackground(t *testing.T) {
	for name, want := range map[string][2]string{
		"auto": {"dark", "light"}, "high-contrast": {"high-contrast", "high-contrast-light"},
		"dark": {"dark", "dark"}, "light": {"light", "light"}, "none": {"none", "none"},
	} {
		look, err := theme.In("").Look(name)
		if err != nil || look.On(false) != find(t, "", want[0]).Palette || look.On(true) != find(t, "", want[1]).Palette || look.Asks() != (want[0] != want[1]) {
			t.Errorf("%s: %+v, %v", name, look, err)
		}
	}
}

func TestNamesAreThoseOfTheFiles(t *testing.T) {
	dir := folder(t, map[string]string{"mine": "", "a-2": "nonsense", "dark": "", "Bad": "", ".x": ""})
	if err := os.Mkdir(filepath.Join(dir, "folder.toml"), 0o700); err != nil {
		t.Fatal(err)
	}
	if got, want := theme.In(dir).Names(), append(theme.BuiltIn(), "a-2", "mine"); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := find(t, dir, "dark"); got.Path != "" {
		t.Errorf("dark is read from %s", got.Path)
	}
	for _, name := range []string{"pasted-secret", "../mine", "auto2", ""} {
		_, err := theme.In(dir).Look(name)
		if err == nil || !strings.Contains(err.Error(), "use auto, dark, light, high-contrast, high-contrast-light, none, a-2, mine; your own would be "+dir) ||
			strings.Contains(err.Error(), "pasted") {
			t.Errorf("%q: %v", name, err)
		}
	}
	if _, err := theme.In(dir).Look("folder"); err == nil || !strings.Contains(err.Error(), "is not a file") {
		t.Errorf("a folder: %v", err)
	}
}

func TestAnEndlessThemeIsRefused(t *testing.T) {
	dir := folder(t, map[string]string{"big": "# " + strings.Repeat("x", 64<<10)})
	if _, err := theme.In(dir).Find("big"); err == nil || !strings.Contains(err.Error(), "is larger than 64 KiB") {
		t.Errorf("got %v", err)
	}
}
