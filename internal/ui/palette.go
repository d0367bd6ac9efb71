package ui

import (
	"image/color"

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

// Tones lists all tones.
func Tones() []Tone {
	list := make([]Tone, toneCount)
	for i := range list {
		list[i] = Tone(i)
	}
	return list
}

// String is the tone's name, as themes write it.
func (t Tone) String() string {
	return [toneCount]string{"normal", "strong", "muted", "faint", "accent", "good", "warn", "danger", "marked"}[t]
}

// Ink is how a tone is written. A colour that is nil is the terminal's own.
type Ink struct {
	Foreground, Background   color.Color
	Bold, Underline, Reverse bool
}

func (i Ink) style() lipgloss.Style {
	s := lipgloss.NewStyle()
	if i.Foreground != nil {
		s = s.Foreground(i.Foreground)
	}
	if i.Background != nil {
		s = s.Background(i.Background)
	}
	if i.Bold {
		s = s.Bold(true)
	}
	if i.Underline {
		s = s.Underline(true)
	}
	if i.Reverse {
		s = s.Reverse(true)
	}
	return s
}

// Palette has an ink for every tone. The zero value leaves all text as it is.
type Palette [toneCount]Ink

// Look is a palette for each background a terminal may have. The two may be
// the same.
type Look struct{ Dark, Light Palette }

// On is the palette for a dark or a light background.
func (l Look) On(light bool) Palette {
	if light {
		return l.Light
	}
	return l.Dark
}

// Asks reports whether it matters which background the terminal has.
func (l Look) Asks() bool { return l.Dark != l.Light }
