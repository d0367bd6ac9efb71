package screen

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
)

// Action is a binding and what it does. With neither Run nor Take it is only named: the
// key is text, or the widget's that the screen hands it to.
type Action struct {
	ui.Binding
	Run func() tea.Cmd
	// Take is Run where it matters which of the keys was pressed.
	Take func(tea.KeyPressMsg) tea.Cmd
}

// Do makes an action of a binding.
func Do(b ui.Binding, run func() tea.Cmd) Action { return Action{Binding: b, Run: run} }

// Set makes an action that changes the screen and asks for nothing.
func Set(b ui.Binding, change func()) Action {
	return Do(b, func() tea.Cmd { change(); return nil })
}

// Tell makes an action that sends the root a message.
func Tell(b ui.Binding, msg func() tea.Msg) Action {
	return Do(b, func() tea.Cmd { return Send(msg()) })
}

// Hand makes an action that hands its keys to a widget.
func Hand(b ui.Binding, handle func(tea.KeyPressMsg) bool) Action {
	return Action{Binding: b, Take: func(msg tea.KeyPressMsg) tea.Cmd { handle(msg); return nil }}
}

// Step makes an action of keys that lead back, -1, or on, 1.
func Step(b ui.Binding, by func(step int)) Action {
	return Hand(b, func(msg tea.KeyPressMsg) bool {
		if press.Before.Has(msg.String()) {
			by(-1)
		} else {
			by(1)
		}
		return true
	})
}

// Parts are the keys that lead to the part of a form above and to the next one, nil where
// there is none. Where text is typed they are the arrows alone.
func Parts(typing bool, above, next func()) (list []Action) {
	up, down := press.Up, press.Down
	if typing {
		up, down = press.ArrowUp, press.ArrowDown
	}
	if above != nil {
		list = append(list, Set(ui.Bind(up, "to the part above").HelpOnly(), above))
	}
	if next != nil {
		list = append(list, Set(ui.Bind(down, "to the next part").HelpOnly(), next))
	}
	return list
}

// Move moves the cursor of a list.
func Move(l *ui.List) Action { return Hand(l.MoveBinding(), l.HandleKey) }

// Scroll moves on in a page of so many lines.
func Scroll(p *ui.Page, lines, height int) Action {
	b := ui.PageBinding().DisabledIf(lines <= height, "All of it is on the screen.")
	return Hand(b, func(msg tea.KeyPressMsg) bool { return p.HandleKey(msg, lines, height) })
}

// Choose are the answers to a question. By are the keys that highlight another one, where
// the usual ones do something else.
func Choose(c *ui.Choices, list []ui.Choice, by ...press.Key) []Action {
	actions := []Action{}
	for _, b := range c.Bindings(list) {
		if !b.Key.Has("enter") && len(by) > 0 {
			b.Key = by[0].Or(by[1:]...)
		}
		actions = append(actions, Action{Binding: b, Take: func(msg tea.KeyPressMsg) tea.Cmd {
			cmd, _, _ := c.Press(list, msg)
			return cmd
		}})
	}
	return actions
}

// PressButtons are the actions while the buttons of a form have the focus.
func PressButtons(b *ui.Buttons, list []ui.Button) []Action {
	actions := []Action{Do(ui.Bind(press.Enter.Or(press.Space), b.Chosen(list).Does), b.Chosen(list).Press)}
	if len(list) > 1 {
		actions = append(actions, Step(ui.Bind(press.Choose, "choose"), func(step int) { b.Step(list, step) }))
	}
	return actions
}

// GoBack leaves the screen, after ending what it has under way.
func GoBack(ends ...func()) Action {
	return Do(ui.Bind(press.Esc.Or(press.Left), "back"), leaving(Back{}, ends))
}

// Shut closes the dialog, after ending what it has under way.
func Shut(does string, ends ...func()) Action {
	return Do(ui.Bind(press.Esc, does), leaving(CloseDialog{}, ends))
}

func leaving(msg tea.Msg, ends []func()) func() tea.Cmd {
	return func() tea.Cmd {
		for _, end := range ends {
			end()
		}
		return Send(msg)
	}
}

// TypeFilter are the actions while the filter of a list is typed; all says what is shown
// without it.
func TypeFilter(f *ui.Filter, l *ui.List, all string) []Action {
	return []Action{
		Set(ui.Bind(press.Enter, "keep the filter").DisabledIf(f.Wrong() != "", MistakeWhy), f.Keep),
		Set(ui.Bind(press.Esc, all), f.Clear),
		Hand(l.ArrowBinding(), l.HandleKey),
	}
}

// Input gives a key to the action that has it, and what is none's to edit, as a paste is;
// nil takes no text. It reports false for any other message.
func Input(s interface{ Actions() []Action }, msg tea.Msg, edit func(tea.Msg)) (cmd tea.Cmd, taken bool) {
	switch key := msg.(type) {
	case tea.KeyPressMsg:
		if cmd, taken := Press(s.Actions(), key); taken {
			return cmd, true
		}
	case tea.PasteMsg:
	default:
		return nil, false
	}
	if edit != nil {
		edit(msg)
	}
	return nil, true
}

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
		case a.Take != nil:
			return a.Take(msg), true
		}
	}
	if refusal != "" {
		return Say(ui.Warn, refusal), true
	}
	return nil, false
}
