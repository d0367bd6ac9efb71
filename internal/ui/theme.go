// Package ui is the kit of widgets the screens are made of: theme, table,
// fields, dialogs, help. It knows no screen and no API.
package ui

import (
	"strings"

	"charm.land/lipgloss/v2"
)

// Theme turns tones into terminal styles. Screens share one by pointer, so that
// Use changes all of them at once.
type Theme struct {
	styles [toneCount]lipgloss.Style
	pairs  [toneCount][2]string
}

// NewTheme returns a theme in the palette p.
func NewTheme(p Palette) *Theme {
	t := &Theme{}
	t.Use(p)
	return t
}

// Use switches to the palette p.
func (t *Theme) Use(p Palette) {
	// Rendering a style costs microseconds; its escape sequences never change.
	for tone, ink := range p {
		t.styles[tone] = ink.style()
		before, after, _ := strings.Cut(t.styles[tone].Render("x"), "x")
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
