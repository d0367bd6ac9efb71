package views

import (
	"cmp"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// confirm asks before something is lost.
type confirm struct {
	title   string // "" where a screen is to be left
	leave   screen.Leave
	then    func() tea.Cmd
	stay    func() tea.Cmd // what staying asks for, nil for nothing
	choices ui.Choices
}

// answers are staying and the ways to leave. Staying comes first, so that enter stays,
// unless leaving loses nothing.
func (c *confirm) answers(r *Root) []ui.Choice {
	stay := ui.Choice{Text: c.leave.Stay, Do: func() tea.Cmd { return r.stay() }}
	leave := ui.Choice{Text: c.leave.Go, Do: func() tea.Cmd { return r.goOn(c.then) }}
	if c.leave.Lossless {
		return []ui.Choice{leave, stay}
	}
	list := []ui.Choice{stay}
	if c.leave.Finish != nil {
		list = append(list, ui.Choice{Text: c.leave.Done, Do: func() tea.Cmd {
			r.confirm = nil
			return tea.Sequence(c.leave.Finish(), screen.Send(finished{c.then}))
		}})
	}
	return append(list, leave)
}

// finished says that a screen has ended what it had to, and may be left.
type finished struct{ then func() tea.Cmd }

// Addressee makes the root take it itself.
func (finished) Addressee() string { return rootOwner }

func (c *confirm) bindings(r *Root) []ui.Binding {
	return append(c.choices.Bindings(c.answers(r)), ui.Bind("esc", c.leave.Stay, "esc"))
}

func (c *confirm) view(r *Root, width int) string {
	t := r.env.Theme
	inner := max(min(width-4, 56), 1)
	lines := append([]string{""}, ui.Wrap(c.leave.Question, inner)...)
	lines = append(append(lines, ""), c.choices.Lines(t, c.answers(r), false)...)
	return t.Frame(ui.Warn, cmp.Or(c.title, "Leave?"), append(lines, ""), inner)
}

func (r *Root) pressConfirm(msg tea.KeyPressMsg) tea.Cmd {
	if msg.String() == "esc" {
		return r.stay()
	}
	cmd, _, _ := r.confirm.choices.Press(r.confirm.answers(r), msg)
	return cmd
}

func (r *Root) stay() tea.Cmd {
	stay := r.confirm.stay
	r.confirm = nil
	if stay == nil {
		return nil
	}
	return stay()
}

// goOn leaves.
func (r *Root) goOn(then func() tea.Cmd) tea.Cmd {
	r.confirm = nil
	return then()
}
