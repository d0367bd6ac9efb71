package views

import (
	"cmp"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// confirm asks before something is lost.
type confirm struct {
	screen.Base
	root    *Root
	title   string // "" where a screen is to be left
	leave   screen.Leave
	then    func() tea.Cmd
	stay    func() tea.Cmd // what staying asks for, nil for nothing
	choices ui.Choices
}

// answers are staying and the ways to leave. Staying comes first, so that enter stays,
// unless leaving loses nothing.
func (c *confirm) answers() []ui.Choice {
	stay := ui.Choice{Text: c.leave.Stay, Do: c.remain}
	leave := ui.Choice{Text: c.leave.Go, Do: func() tea.Cmd { return c.goOn(c.then) }}
	if c.leave.Lossless {
		return []ui.Choice{leave, stay}
	}
	list := []ui.Choice{stay}
	if c.leave.Finish != nil {
		list = append(list, ui.Choice{Text: c.leave.Done, Do: func() tea.Cmd {
			c.root.drop(c)
			return tea.Sequence(c.leave.Finish(), screen.Send(finished{c.then}))
		}})
	}
	return append(list, leave)
}

// finished says that a screen has ended what it had to, and may be left.
type finished struct{ then func() tea.Cmd }

// Addressee makes the root take it itself.
func (finished) Addressee() string { return rootOwner }

// Update takes a message.
func (c *confirm) Update(msg tea.Msg) (cmd tea.Cmd) {
	if key, ok := msg.(tea.KeyPressMsg); ok {
		cmd, _ = screen.Press(c.Actions(), key)
	}
	return cmd
}

// Actions are the answers.
func (c *confirm) Actions() []screen.Action {
	return append(screen.Choose(&c.choices, c.answers()), screen.Do(ui.Bind(press.Esc, c.leave.Stay), c.remain))
}

// View draws the question.
func (c *confirm) View() (string, *tea.Cursor) {
	box := ui.Dialog{Tone: ui.Warn, Title: cmp.Or(c.title, "Leave?"), Wide: 56}
	return box.View(c.root.env.Theme, c.Width, c.Height, func(p *ui.Paper) {
		p.Blank()
		p.Text(ui.Normal, "", c.leave.Question)
		p.Blank()
		p.Add(c.choices.Lines(p.Theme, c.answers(), false)...)
		p.Blank()
	})
}

func (c *confirm) remain() tea.Cmd {
	c.root.drop(c)
	if c.stay == nil {
		return nil
	}
	return c.stay()
}

// goOn leaves.
func (c *confirm) goOn(then func() tea.Cmd) tea.Cmd {
	c.root.drop(c)
	return then()
}

// ask has the admin answer before something is lost.
func (r *Root) ask(c confirm) {
	c.root = r
	r.push(&c)
}
