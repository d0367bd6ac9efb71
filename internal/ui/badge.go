package ui

// Badge draws a word as a block in the tone: reversed and bold, so that it
// stands out without colour. Text must be one line without escapes.
func (t *Theme) Badge(tone Tone, text string) string {
	if text == "" {
		return ""
	}
	return t.styles[tone].Bold(true).Reverse(true).Render(" " + text + " ")
}
