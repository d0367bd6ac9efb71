// Package ui is the kit of widgets the screens are made of: theme, table,
// fields, dialogs, help. It knows no screen and no API.
package ui

import (
	"fmt"
	"image/color"
	"strings"

	"charm.land/lipgloss/v2"
)

// Tone is the part a piece of text plays. Screens name tones, never colours;
// a tone is never the only sign of a state.
type Tone uint8

// The tones.
const (
	Normal Tone = iota
	Strong      // the thing itself: titles, the selected row's name
	Muted       // what can be read but need not be
	Faint       // rules, dots, placeholders
	Accent      // where you are, what you can press
	Good        // a state that is well
	Warn        // wants attention
	Danger      // wants attention now
	Marked      // under the cursor of a grid or calendar
	toneCount
)

// Scheme selects the colours of a theme.
type Scheme uint8

// The schemes. Plain uses no colour at all, only bold and reverse.
const (
	Dark Scheme = iota
	Light
	Plain
)

// ParseScheme reads "dark", "light" or "none".
func ParseScheme(name string) (Scheme, error) {
	switch name {
	case "dark":
		return Dark, nil
	case "light":
		return Light, nil
	case "none":
		return Plain, nil
	}
	return Dark, fmt.Errorf("unknown theme %q: use auto, dark, light or none", name)
}

// Theme turns tones into terminal styles. Screens share one by pointer, so that
// Use changes all of them at once.
type Theme struct {
	styles [toneCount]lipgloss.Style
	pairs  [toneCount][2]string
}

// NewTheme returns a theme in scheme s.
func NewTheme(s Scheme) *Theme {
	t := &Theme{}
	t.Use(s)
	return t
}

// Use switches to scheme s.
func (t *Theme) Use(s Scheme) {
	// Numbers of the 256-colour palette: every terminal has it, and it costs half
	// the bytes of a colour in full.
	pick := func(light, dark string) color.Color {
		return lipgloss.LightDark(s == Dark)(lipgloss.Color(light), lipgloss.Color(dark))
	}
	base := lipgloss.NewStyle()
	t.styles = [toneCount]lipgloss.Style{
		Normal: base,
		Strong: base.Bold(true),
		Muted:  base.Foreground(pick("241", "247")),
		Faint:  base.Foreground(pick("247", "241")),
		Accent: base.Foreground(pick("29", "78")),
		Good:   base.Foreground(pick("29", "78")),
		Warn:   base.Foreground(pick("130", "214")),
		Danger: base.Foreground(pick("124", "203")),
		Marked: base.Bold(true).Reverse(true),
	}
	if s == Plain {
		for tone := range t.styles {
			t.styles[tone] = t.styles[tone].UnsetForeground()
		}
		t.styles[Danger] = base.Bold(true)
	}
	// Rendering a style costs microseconds; its escape sequences never change.
	for tone, style := range t.styles {
		before, after, _ := strings.Cut(style.Render("x"), "x")
		t.pairs[tone] = [2]string{before, after}
	}
}

// Paint gives text the tone. Text must be one line without escapes.
func (t *Theme) Paint(tone Tone, text string) string {
	if text == "" {
		return ""
	}
	return t.pairs[tone][0] + text + t.pairs[tone][1]
}

// Style is the tone's lipgloss style, for widgets that want one.
func (t *Theme) Style(tone Tone) lipgloss.Style { return t.styles[tone] }
