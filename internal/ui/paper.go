package ui

// Paper collects the lines of a page of text.
type Paper struct {
	Theme *Theme
	Width int // in cells
	Lines []string
}

// Blank adds an empty line.
func (p *Paper) Blank() { p.Lines = append(p.Lines, "") }

// Text adds wrapped text; lead stands before its first line, and the others are
// indented as far.
func (p *Paper) Text(tone Tone, lead, text string) {
	indent := Width(lead)
	for i, l := range Wrap(text, max(p.Width-indent-1, 1)) {
		if i > 0 {
			lead = Spaces(indent)
		}
		p.Lines = append(p.Lines, p.Theme.Paint(tone, lead+l))
	}
}
