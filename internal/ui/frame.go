package ui

import (
	"strings"

	"charm.land/lipgloss/v2"
)

// Frame draws content in a border with a title: something that floats above
// the screen. Lines are fitted to inner cells.
func (t *Theme) Frame(tone Tone, title string, lines []string, inner int) string {
	title = Cut(title, inner-2)
	var b strings.Builder
	b.WriteString(t.Paint(tone, "╭─ ") + t.Paint(Strong, title) + t.Paint(tone, " "+strings.Repeat("─", max(inner-Width(title)-1, 0))+"╮"))
	for _, line := range lines {
		b.WriteString("\n" + t.Paint(tone, "│") + " " + Fit(line, inner) + " " + t.Paint(tone, "│"))
	}
	b.WriteString("\n" + t.Paint(tone, "╰"+strings.Repeat("─", inner+2)+"╯"))
	return b.String()
}

// Float puts box over the middle of base, which is width by height cells, and
// gives the box's left upper corner.
func Float(base, box string, width, height int) (view string, x, y int) {
	x, y = Middle(box, width, height)
	layers := lipgloss.NewCompositor(lipgloss.NewLayer(base), lipgloss.NewLayer(box).X(x).Y(y).Z(1))
	return lipgloss.NewCanvas(width, height).Compose(layers).Render(), x, y
}

// Middle gives the left upper corner of a box in the middle of width by height cells.
func Middle(box string, width, height int) (x, y int) {
	return max((width-lipgloss.Width(box))/2, 0), max((height-lipgloss.Height(box))/2, 0)
}
