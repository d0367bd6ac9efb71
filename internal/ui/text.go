package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Cut shortens s to at most width cells, with an ellipsis where something is
// gone. Escape sequences in s stay whole.
func Cut(s string, width int) string {
	switch {
	case width <= 0:
		return ""
	case len(s) <= width, Width(s) <= width:
		return s
	}
	return ansi.Truncate(s, width, "…")
}

// Fit makes s exactly width cells: cut or filled with spaces on the right.
func Fit(s string, width int) string {
	s = Cut(s, width)
	return s + Spaces(width-Width(s))
}

// FitRight is Fit with the spaces on the left, for numbers.
func FitRight(s string, width int) string {
	s = Cut(s, width)
	return Spaces(width-Width(s)) + s
}

// Spaces returns n spaces, none for a negative n.
func Spaces(n int) string { return strings.Repeat(" ", max(n, 0)) }

// Between puts left and right at the two ends of a line of width cells. Right
// gives way first.
func Between(left, right string, width int) string {
	l, r := Width(left), Width(right)
	if l+1+r > width {
		if l >= width {
			return Cut(left, width)
		}
		right = Cut(right, max(width-l-1, 0))
		r = Width(right)
	}
	return left + Spaces(width-l-r) + right
}

// Aside is Between with a right text that can be done without: it is left out where
// three cells do not stay free before it.
func Aside(left, right string, width int) string {
	if Width(left)+3+Width(right) > width {
		right = ""
	}
	return Between(left, right, width)
}

// hyphen stands for a hyphen while text is wrapped. ansi.Wrap breaks after every
// hyphen, which would cut the flags of a command that is to be typed.
const hyphen = "\ue000"

// Wrap breaks text at spaces into lines of at most width cells; a word longer
// than that is broken.
func Wrap(text string, width int) []string {
	if width <= 0 {
		return nil
	}
	wrapped := ansi.Wrap(strings.ReplaceAll(text, "-", hyphen), width, "")
	return strings.Split(strings.ReplaceAll(wrapped, hyphen, "-"), "\n")
}

// Box makes the text exactly width by height cells: every line fitted, lines
// added or left out at the end.
func Box(text string, width, height int) string {
	lines := strings.Split(text, "\n")
	out := make([]string, max(height, 0))
	for i := range out {
		if i < len(lines) {
			out[i] = Fit(lines[i], width)
		} else {
			out[i] = Spaces(width)
		}
	}
	return strings.Join(out, "\n")
}
