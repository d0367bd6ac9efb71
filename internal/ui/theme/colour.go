package theme

import (
	"errors"
	"image/color"
	"math"
	"slices"
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"

	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
)

// colour is a colour as it is written in a theme.
type colour struct{ value color.Color } // nil: the terminal's own

// names are those of the terminal's sixteen colours, by number.
var names = func() []string {
	base := []string{"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"}
	all := slices.Clone(base)
	for _, n := range base {
		all = append(all, "bright-"+n)
	}
	return all
}()

var errColour = errors.New(`must be a colour: a number from 0 to 255, "#rrggbb", "default", or a name: ` +
	strings.Join(names[:8], ", ") + `, and these with "bright-" in front`)

var (
	hex    = text.Pattern(`^#[0-9a-fA-F]{6}$`)
	number = text.Pattern(`^[0-9]{1,3}$`)
)

// UnmarshalText reads what a file says, with or without quotes.
func (c *colour) UnmarshalText(text []byte) error {
	s := string(text)
	if i := slices.Index(names, s); i >= 0 {
		s = strconv.Itoa(i)
	}
	n, err := strconv.Atoi(s)
	switch {
	case s == "default":
		c.value = nil
		return nil
	case hex().MatchString(s), number().MatchString(s) && err == nil && n <= 255:
		c.value = lipgloss.Color(s)
		return nil
	}
	return errColour
}

// or gives the colour, or the other one where the file says nothing.
func (c *colour) or(other color.Color) color.Color {
	if c == nil {
		return other
	}
	return c.value
}

// Contrast is how far the tone stands out from what is behind it, from 1 to 21
// (WCAG 2.2, contrast ratio). It is 0 where the terminal decides: what has no
// colour, or a theme for any background.
func (t Theme) Contrast(tone ui.Tone) float64 {
	ink := t.Palette[tone]
	behind := ink.Background
	if behind == nil {
		behind = t.Background
	}
	if ink.Foreground == nil || behind == nil {
		return 0
	}
	a, b := luminance(ink.Foreground), luminance(behind)
	return (max(a, b) + 0.05) / (min(a, b) + 0.05)
}

// Lowest is the contrast of the tone that stands out least, 0 when that is the
// terminal's affair.
func (t Theme) Lowest() float64 {
	least := 0.0
	for _, tone := range ui.Tones() {
		if c := t.Contrast(tone); c > 0 && (least == 0 || c < least) {
			least = c
		}
	}
	return least
}

// Light reports whether the theme is meant for a light background.
func (t Theme) Light() bool {
	// Where black and white stand out alike.
	return t.Background != nil && luminance(t.Background) > 0.179
}

// luminance is WCAG's relative luminance, from 0 to 1.
func luminance(c color.Color) float64 {
	linear := func(v uint32) float64 {
		s := float64(v) / 0xffff
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	r, g, b, _ := c.RGBA()
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}
