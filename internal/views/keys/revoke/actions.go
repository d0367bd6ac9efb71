package revoke

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Actions are what can be done now.
func (d *Dialog) Actions() []screen.Action {
	esc := func(does string) screen.Action { return screen.Do(ui.Bind(press.Esc, does), d.escape) }
	// not says in the box, where it is read, why a key does nothing.
	not := func(key press.Key, does, why string) screen.Action {
		return screen.Set(ui.Bind(key, does).HelpOnly(), func() { d.say(ui.Warn, why) })
	}
	switch d.stage {
	case revoking:
		return []screen.Action{not(press.Esc, "cancel", "The request is on its way and can't be taken back. Wait for the answer.")}
	case checking:
		return []screen.Action{esc("close without waiting")}
	case unconfirmed:
		return []screen.Action{screen.Do(ui.Bind(press.Enter, "list again"), d.check), esc("close")}
	case stopped:
		return []screen.Action{esc("close"), not(press.Enter, "revoke", "There is nothing more to try here. Press esc, and r on the list to refresh it.")}
	}
	if !d.typedRight() {
		return []screen.Action{not(press.Enter, "revoke", d.notYet()), esc("cancel")}
	}
	return []screen.Action{screen.Do(ui.Bind(press.Enter, "revoke"), d.send), esc("cancel")}
}

func (d *Dialog) escape() tea.Cmd {
	switch d.stage {
	case checking:
		d.confirm.Cancel()
		d.spinner.Stop()
		fallthrough
	case unconfirmed:
		return tea.Sequence(screen.Send(screen.CloseDialog{}), screen.Say(ui.Warn, d.unseen()))
	}
	return screen.Send(screen.CloseDialog{})
}

// unseen says what is known when the admin leaves before the list has shown it.
func (d *Dialog) unseen() string {
	if d.doubt != nil {
		return "It is not known whether “" + d.shown() + "” was revoked. Press r to refresh the list."
	}
	return "The instance says “" + d.shown() + "” is revoked; that was not confirmed. Press r to refresh the list."
}

func (d *Dialog) notYet() string {
	if d.field.Value() == "" {
		return "Nothing is typed yet."
	}
	return "What is typed is not the same. Capitals and spaces count."
}
