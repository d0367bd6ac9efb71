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
	key    [2]string
	plain  bool // the terminal shows no colours
	zones  bool // what is drawn is to be clicked on
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
		t.pairs[tone] = pair(t.styles[tone])
	}
	accent := p[Accent]
	accent.Bold = accent.Bold || t.plain || accent.Foreground == nil
	t.key = pair(accent.style())
}

// pair is what a style writes before and behind a text.
func pair(s lipgloss.Style) [2]string {
	before, after, _ := strings.Cut(s.Render("x"), "x")
	return [2]string{before, after}
}

// WithoutColours says that the terminal shows none. The palette has to be used anew.
func (t *Theme) WithoutColours(are bool) { t.plain = are }

// Key paints a key that can be pressed, bold where no colour tells it from what it does.
func (t *Theme) Key(show string) string { return t.key[0] + show + t.key[1] }

// Paint gives text the tone. Text must be one line without escapes.
func (t *Theme) Paint(tone Tone, text string) string {
	if text == "" {
		return ""
	}
	return t.pairs[tone][0] + text + t.pairs[tone][1]
}

// Style is the tone's lipgloss style, for widgets that want one.
func (t *Theme) Style(tone Tone) lipgloss.Style { return t.styles[tone] }
