package screen

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
)

// Action is a binding and what it does. With a nil Run the binding is only named:
// the key is handled elsewhere, by a table or a text field.
type Action struct {
	ui.Binding
	Run func() tea.Cmd
}

// Do makes an action of a binding.
func Do(b ui.Binding, run func() tea.Cmd) Action { return Action{b, run} }

// Bindings are those of the actions, for help and footer.
func Bindings(actions []Action) []ui.Binding {
	list := make([]ui.Binding, len(actions))
	for i := range actions {
		list[i] = actions[i].Binding
	}
	return list
}

// Press runs the first action of a key that can be used now, and says why it
// can't where none can. It reports false for a key that is none of theirs.
func Press(actions []Action, msg tea.KeyPressMsg) (cmd tea.Cmd, taken bool) {
	refusal := ""
	for _, a := range actions {
		switch {
		case !a.Matches(msg):
		case !a.Enabled():
			if refusal == "" {
				refusal = a.Why
			}
		case a.Run != nil:
			return a.Run(), true
		}
	}
	if refusal != "" {
		return Say(ui.Warn, refusal), true
	}
	return nil, false
}
