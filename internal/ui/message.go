package ui

import "strings"

// Message is a whole area's worth of one thing to say: an empty list, an
// instance that can't be reached.
type Message struct {
	Tone  Tone
	Mark  string // a glyph before the title
	Title string
	Lines []string  // wrapped to the area
	Keys  []Binding // what can be pressed
}

// View draws the message into width by height cells, a third from the top.
func (m Message) View(t *Theme, width, height int) string {
	inner := min(width-4, 72)
	title := m.Title
	if m.Mark != "" {
		title = m.Mark + " " + title
	}
	var lines []string
	for _, l := range Wrap(title, inner) {
		lines = append(lines, t.Paint(m.Tone, l))
	}
	lines = append(lines, "")
	for _, text := range m.Lines {
		lines = append(lines, Wrap(text, inner)...)
	}
	if len(m.Keys) > 0 {
		lines = append(lines, "", t.Footer(m.Keys, inner))
	}
	above := max((height-len(lines))/3, 0)
	for i, l := range lines {
		lines[i] = Spaces((width-inner)/2) + l
	}
	return Box(strings.Repeat("\n", above)+strings.Join(lines, "\n"), width, height)
}
