package views

import (
	tea "charm.land/bubbletea/v2"
)

// askBackground asks the terminal for its background, once, where it matters.
func (r *Root) askBackground() tea.Cmd {
	if !r.options.AskBackground || r.colours.asked || !r.colours.now.Asks() {
		return nil
	}
	r.colours.asked = true
	return tea.RequestBackgroundColor
}

func (r *Root) useBackground(msg tea.BackgroundColorMsg) {
	r.colours.light = !msg.IsDark()
	r.paint()
}
