package views

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// confirm asks before something is lost.
type confirm struct {
	leave screen.Leave
	then  func() tea.Cmd
	stay  func() tea.Cmd // what staying asks for, nil for nothing
}

func (c *confirm) bindings() []ui.Binding {
	return []ui.Binding{
		ui.Bind("y", c.leave.Go, "y"),
		ui.Bind("n", c.leave.Stay, "n", "esc"),
	}
}

func (c *confirm) view(t *ui.Theme, width int) string {
	inner := max(min(width-4, 56), 1)
	lines := append([]string{""}, ui.Wrap(c.leave.Question, inner)...)
	lines = append(lines, "", t.Footer(c.bindings(), inner), "")
	return t.Frame(ui.Warn, "Leave?", lines, inner)
}

// pressConfirm takes y or n. Enter means neither: a typed-ahead enter must not
// throw a key away.
func (r *Root) pressConfirm(msg tea.KeyPressMsg) tea.Cmd {
	then, stay := r.confirm.then, r.confirm.stay
	switch msg.String() {
	case "y", "Y":
		r.confirm = nil
		return then()
	case "n", "N", "esc":
		r.confirm = nil
		if stay != nil {
			return stay()
		}
	}
	return nil
}
