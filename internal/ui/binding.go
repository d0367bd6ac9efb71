package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"
)

// Binding is one thing a screen can be told by keys. Help, footer and the
// screen's own dispatch are made from the same list, so that they agree.
type Binding struct {
	Keys []string // as tea.KeyPressMsg.String gives them
	Show string   // the keys as the help shows them: "↑↓"
	Does string   // what it does: "revoke"
	Why  string   // not "" when disabled: the reason, shown when it is tried
	Hint bool     // belongs on the footer, not only in the help
}

// Bind makes a binding shown on the footer.
func Bind(show, does string, keys ...string) Binding {
	return Binding{Keys: keys, Show: show, Does: does, Hint: true}
}

// HelpOnly keeps the binding off the footer.
func (b Binding) HelpOnly() Binding { b.Hint = false; return b }

// DisabledIf disables the binding with a reason when the condition holds.
func (b Binding) DisabledIf(disabled bool, why string) Binding {
	if disabled {
		b.Why = why
	}
	return b
}

// Enabled reports whether the binding does anything now.
func (b Binding) Enabled() bool { return b.Why == "" }

// Matches reports whether the key press is one of the binding's keys.
func (b Binding) Matches(msg tea.KeyPressMsg) bool { return slices.Contains(b.Keys, msg.String()) }

// Footer lays the bindings' hints on one line of at most width cells; what does
// not fit is left out, from the end. Disabled ones are left out first.
func (t *Theme) Footer(bindings []Binding, width int) string {
	line := ""
	used := 0
	for _, b := range bindings {
		if !b.Hint || !b.Enabled() {
			continue
		}
		w := Width(b.Show) + 1 + Width(b.Does)
		if used > 0 {
			w += 3
		}
		if used+w > width {
			break
		}
		if used > 0 {
			line += "   "
		}
		line += t.Paint(Accent, b.Show) + " " + t.Paint(Muted, b.Does)
		used += w
	}
	return line
}
