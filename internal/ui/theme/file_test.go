package theme_test

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/ui/theme"
)

func TestAMistakeIsNamedByPlaceAndWhatIsAllowed(t *testing.T) {
	const colour = ` must be a colour: a number from 0 to 255, "#rrggbb", "default", or a name: black, red, green, yellow, blue, magenta, cyan, white, and these with "bright-" in front`
	const tone = `There are: foreground, background, bold, underline, reverse`
	for text, want := range map[string]string{
		"[warn]\nforeground = \"sepia\"":                           `line 2, column 14: warn.foreground` + colour,
		"[warn]\n\n  foreground = 256":                             `line 3, column 16: must be a colour`,
		"# background = 999\n[warn]\nbackground = true":            `line 3, column 14: must be a colour`,
		"[warn]\nforeground = 1.5":                                 `line 2, column 14: must be a colour`,
		"[warn]\nforeground = [1]":                                 `line 2, column 14: warn.foreground` + colour,
		"[warn]\nforeground = \"#12345\"":                          `line 2, column 14: warn.foreground` + colour,
		"[warn]\nforeground = \"-1\"":                              `line 2, column 14: warn.foreground` + colour,
		"warn = { foreground = 300 }":                              `line 1, column 23: must be a colour`,
		"background = \"sepia\"":                                   `line 1, column 14: background` + colour,
		"background = []":                                          `line 1, column 14: background` + colour,
		"[danger]\nbold = \"sepia\"":                               `line 2, column 8: danger.bold must be true or false`,
		"[danger]\nbolt = true":                                    `line 2, column 1: "bolt" is not a setting of a tone. ` + tone,
		"[danger.bold]\nx = 1":                                     `line 1, column 2: danger.bold must be true or false`,
		"dangr = 1":                                                `line 1, column 1: "dangr" is not a setting or a tone. There are: extends, on_light, background, normal, strong, muted, faint, accent, good, warn, danger, marked`,
		"[dangr]\nbold = true":                                     `line 1, column 2: "dangr" is not a setting or a tone`,
		"danger = \"sepia\"":                                       `line 1, column 10: danger must be a table, such as [danger] and below it`,
		"[[danger]]\nbold = true":                                  `line 1, column 3: danger must be a table`,
		"[danger]\n[danger]":                                       `line 2, column 2: `,
		"extends = 3":                                              `line 1, column 11: extends must be the name of a theme, in quotes`,
		"# mine\nextends = \"sepia\"":                              `line 2, column 11: extends must be one of "dark", "light", "high-contrast", "high-contrast-light", "none"`,
		"extends = \"auto\"":                                       `line 1, column 11: extends must be one of "dark"`,
		"extends = \"x\"":                                          `line 1, column 11: extends leads back to the theme itself`,
		"extends = \"dark\"\non_light = \"x\"":                     `line 2, column 12: on_light leads back`,
		"on_light = \"sepia\"":                                     `line 1, column 12: on_light must be one of "dark"`,
		"[normal]\n[marked]\nreverse = false\nbackground = 3":      `line 2, column 1: marked must have reverse or underline = true, to be seen without colour`,
		"[warn]\nforeground = sepia":                               `line 2, column 14: `,
		"extends = \"dark\"\nextends = \"light\"":                  `line 2, column 1: `,
		"\"\\u001b]52\" = \"x\"":                                   `line 1, column 1: "\x1b]52" is not a setting or a tone`,
		"[warn]\nforeground = \"\\u001b[31m\"":                     `line 2, column 14: warn.foreground` + colour,
		"[warn]\nforeground = { sepia = 1 }":                       `line 2, column `,
		"[warn]\nforeground = \"214\"\n[warn.sepia]\nbold = false": `"sepia" is not a setting of a tone. ` + tone,
	} {
		dir := folder(t, map[string]string{"x": text})
		_, err := theme.In(dir).Look("x")
		if err == nil {
			t.Errorf("%q is accepted", text)
			continue
		}
		said := err.Error()
		if !strings.HasPrefix(said, filepath.Join(dir, "x.toml")+", line ") || !strings.Contains(said, want) {
			t.Errorf("%q: %s", text, said)
		}
		if strings.Contains(said, "sepia") && !strings.Contains(want, `"sepia" is not`) && !strings.Contains(text, "{ sepia") || strings.Contains(said, "\x1b") {
			t.Errorf("%q: the error shows a value: %s", text, said)
		}
	}
}

func TestAMistakeInAnExtendedThemeIsNamedThere(t *testing.T) {
	dir := folder(t, map[string]string{
		"a": "extends = \"b\"", "b": "extends = \"c\"", "c": "[warn]\nbold = 1",
		"loop": "extends = \"pool\"", "pool": "# a ring\nextends = \"loop\"", "day": "on_light = \"c\"",
	})
	for name, want := range map[string]string{
		"a": "c.toml, line 2, column 8", "day": "c.toml, line 2, column 8", "loop": "pool.toml, line 2, column 11: extends leads back",
	} {
		if _, err := theme.In(dir).Look(name); err == nil || !strings.HasPrefix(err.Error(), filepath.Join(dir, want)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

var placed = regexp.MustCompile(`, line [1-9][0-9]*, column [1-9][0-9]*: .`)

func FuzzTheme(f *testing.F) {
	for _, seed := range []string{"", "[warn]\nforeground = 300", "extends = \"dark\"\n[marked]\nreverse = false", "normal = { bold = true }", "\uFEFF[warn]\nbold = 1", "[warn.bold]\n", "extends=\"x\""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		dir := folder(t, map[string]string{"x": text})
		_, err := theme.In(dir).Look("x")
		if err != nil && !placed.MatchString(err.Error()) && !strings.Contains(err.Error(), "64 KiB") {
			t.Errorf("%q: %v", text, err)
		}
	})
}
