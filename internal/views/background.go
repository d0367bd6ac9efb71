package views

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/process/ssh"
)

// askBackground asks the terminal for its background, once, where the theme depends on it.
// Over SSH it never asks: an answer may come so late that it would be typed into a form.
func (r *Root) askBackground() tea.Cmd {
	if ssh.Remote(r.env.Getenv) || r.colours.asked || !r.colours.now.Asks() {
		return nil
	}
	r.colours.asked = true
	return tea.RequestBackgroundColor
}

func (r *Root) useBackground(msg tea.BackgroundColorMsg) {
	r.colours.light = !msg.IsDark()
	r.paint()
}
