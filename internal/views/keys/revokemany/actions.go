package revokemany

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Actions are what can be done now.
func (s *Screen) Actions() []screen.Action {
	back := screen.Do(ui.Bind(press.Esc.Or(press.Left), "back"), s.back)
	move := screen.Move(s.list)
	switch {
	case s.asking == phrase:
		return []screen.Action{
			screen.Do(ui.Bind(press.Enter, "revoke"), s.confirm),
			screen.Do(ui.Bind(press.Esc, "not yet"), s.cancelAsking),
		}
	case s.asking == path:
		return []screen.Action{
			screen.Do(ui.Bind(press.Enter, "write the file").DisabledIf(s.save.Running(), "The file is being written."), s.write),
			screen.Do(ui.Bind(press.Esc, "cancel"), s.cancelAsking),
		}
	case s.stage == running:
		const why = "It stops after the key under way."
		return []screen.Action{screen.Do(ui.Bind(press.Esc, "stop after the key under way").DisabledIf(s.stopping, why), s.halt)}
	case s.stage == planning:
		nothing := s.plan.Goes == 0
		return []screen.Action{
			move,
			screen.Do(ui.Bind(press.Space, "include or exclude").DisabledIf(len(s.plan.Keys) == 0, "There is no key here."), s.turn),
			screen.Do(ui.Bind(press.Enter, "revoke them").DisabledIf(nothing, "No key would go: nothing is to be revoked."), s.askPhrase),
			back,
		}
	case s.stage == told:
		return append([]screen.Action{move}, append(s.toldActions(), back)...)
	}
	if s.err == nil {
		return []screen.Action{screen.Do(ui.Bind(press.Enter, "revoke them").DisabledIf(true, "The keys are still being looked at."), nil), back}
	}
	return []screen.Action{screen.Do(ui.Bind(press.Refresh, "try again").DisabledIf(s.err == nil, "There is nothing to try again."), s.Init), back}
}

func (s *Screen) toldActions() []screen.Action {
	t := s.revocations.Tally()
	none := t.Left() == 0
	const why = "Every key is gone: there is nothing left to do."
	filter := "what is left"
	if s.onlyLeft {
		filter = "all keys"
	}
	return []screen.Action{
		screen.Do(ui.Bind(press.Revoke, "revoke the rest").DisabledIf(none, why), s.askPhrase),
		screen.Do(ui.Bind(press.Tab, filter).DisabledIf(none, why), s.turnFilter),
		screen.Do(ui.Bind(press.Export, "export"), s.askPath),
		screen.Do(ui.Bind(press.Forget, "forget it").DisabledIf(!s.revocations.Noted() || s.drop.Running(), "Nothing is noted of it any more."), s.askForget),
	}
}

// back leaves the page.
func (s *Screen) back() tea.Cmd {
	s.look.Cancel()
	return screen.Send(screen.Back{})
}
