package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui/press"
)

// Binding is one thing a screen can be told by keys. Help, footer and the
// screen's own dispatch are made from the same list, so that they agree.
type Binding struct {
	Key  press.Key
	Show string // the key as the help shows it: "↑↓"
	Does string // what it does: "revoke"
	Why  string // not "" when disabled: the reason, shown when it is tried
	Hint bool   // belongs on the footer, not only in the help
	// Turns says that up and down lead on as a turn of the mouse's wheel does.
	Turns bool
}

// Bind makes a binding shown on the footer.
func Bind(key press.Key, does string) Binding {
	return Binding{Key: key, Show: key.Show(), Does: does, Hint: true}
}

// Name makes a binding of what is pressed or pasted elsewhere than in the dispatch.
func Name(show, does string) Binding { return Binding{Show: show, Does: does, Hint: true} }

// HelpOnly keeps the binding off the footer.
func (b Binding) HelpOnly() Binding { b.Hint = false; return b }

// Turning says that the wheel of the mouse turns it.
func (b Binding) Turning() Binding { b.Turns = true; return b }

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
func (b Binding) Matches(msg tea.KeyPressMsg) bool { return b.Key.Has(msg.String()) }

// Listed are the bindings of several lists, each key with what it does alone: that of the
// first list that has it, by an enabled binding before a disabled one.
func Listed(lists ...[]Binding) [][]Binding {
	taken := map[string]bool{}
	take := func(list []Binding, enabled bool) {
		for i, b := range list {
			if b.Enabled() == enabled {
				list[i].Key = b.Key.Except(taken)
				for _, name := range list[i].Key.Names() {
					taken[name] = true
				}
			}
		}
	}
	for i, list := range lists {
		left := slices.Clone(list)
		take(left, true)
		take(left, false)
		lists[i] = slices.DeleteFunc(left, func(b Binding) bool { return b.Key.IsTaken() })
	}
	return lists
}

// Footer lays the bindings' hints on one line of at most width cells; what does
// not fit is left out, from the end. enter and esc, which are what a moment is about, go
// before the others.
func (t *Theme) Footer(bindings []Binding, width int) string {
	shown := make([]bool, len(bindings))
	left := width + footerGap
	for _, first := range []bool{true, false} {
		for i, b := range bindings {
			if !b.Hint || !b.Enabled() || first != (b.Key.Has("enter") || b.Key.Has("esc")) {
				continue
			}
			w := Width(b.Show) + 1 + Width(b.Does) + footerGap
			if w > left {
				break
			}
			left, shown[i] = left-w, true
		}
	}
	var parts []string
	for i, b := range bindings {
		if shown[i] {
			parts = append(parts, b.hint(t))
		}
	}
	return strings.Join(parts, Spaces(footerGap))
}

// footerGap is the space between two hints, in cells.
const footerGap = 3
