package ui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui/press"
)

// Choice is one answer to a question.
type Choice struct {
	Text string // what it does
	Why  string // why it can't be taken now, "" where it can
	Do   func() tea.Cmd
}

// Choices are the answers to a question, one of them highlighted. The arrows highlight
// another and enter takes it: no letter answers, since one that moves or refreshes
// elsewhere would be pressed by habit. The first answer is the safe one, which enter
// takes as long as nobody chose another.
type Choices struct{ at int }

// Reset highlights the first answer again.
func (c *Choices) Reset() { c.at = 0 }

// Press moves the highlight, or takes the highlighted answer. It reports whether the
// key was one of those; why says why the answer can't be taken, "" where it was.
func (c *Choices) Press(list []Choice, msg tea.KeyPressMsg) (cmd tea.Cmd, why string, mine bool) {
	c.bound(list)
	n := len(list)
	switch msg.String() {
	case "up", "left", "shift+tab":
		c.at = (c.at + n - 1) % n
	case "down", "right", "tab":
		c.at = (c.at + 1) % n
	case "enter":
		if why := list[c.at].Why; why != "" {
			return nil, why, true
		}
		return list[c.at].Do(), "", true
	default:
		return nil, "", false
	}
	return nil, "", true
}

// bound keeps the highlight on an answer where there are fewer than before.
func (c *Choices) bound(list []Choice) { c.at = max(min(c.at, len(list)-1), 0) }

// Bindings are the keys of the answers.
func (c *Choices) Bindings(list []Choice) []Binding {
	c.bound(list)
	return []Binding{
		Bind(press.Enter, list[c.at].Text).DisabledIf(list[c.at].Why != "", list[c.at].Why),
		Bind(press.Arrows.Or(press.Sideways, press.Tab, press.BackTab), "other answers"),
	}
}

// Line draws the answers beside each other.
func (c *Choices) Line(t *Theme, list []Choice) string {
	c.bound(list)
	line := ""
	for i, choice := range list {
		shown := t.Paint(Normal, " "+choice.Text+" ")
		if i == c.at {
			shown = t.Paint(Marked, "["+choice.Text+"]")
		}
		line += t.Zone(shown, Pointer(i-c.at, "up", "down", "enter")...) + " "
	}
	return line
}

// Lines draws the answers below each other; asleep says that none can be taken yet,
// and none is highlighted.
func (c *Choices) Lines(t *Theme, list []Choice, asleep bool) []string {
	c.bound(list)
	lines := make([]string, len(list))
	for i, choice := range list {
		mark, tone := "    ", Normal
		if i == c.at && !asleep {
			mark, tone = "  "+t.Paint(Accent, "▌")+" ", Strong
		}
		if asleep || choice.Why != "" {
			tone = Faint
		}
		lines[i] = mark + t.Paint(tone, choice.Text)
		if !asleep {
			lines[i] = t.Zone(lines[i], Pointer(i-c.at, "up", "down", "enter")...)
		}
	}
	return lines
}
