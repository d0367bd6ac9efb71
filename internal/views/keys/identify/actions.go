package identify

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

const nothingPasted = "Nothing was pasted yet."

// Actions are what can be done now.
func (d *Dialog) Actions() []screen.Action {
	closing := screen.Shut("close", d.Forget)
	another := screen.Set(ui.Bind(press.Identify, "identify another"), func() { d.answer = nil })
	switch {
	case d.goneKey() != nil:
		again := screen.Do(ui.Bind(press.New, "create it again"), func() tea.Cmd { return leaveFor(screen.CreateAgain(d.goneKey())) })
		return []screen.Action{screen.Do(ui.Bind(press.Enter, "what is left of it"), d.open), again, screen.Move(d.list), another, closing}
	case d.at() != nil:
		rotate := screen.Do(ui.Bind(press.Rotate, "rotate: it leaked"), func() tea.Cmd {
			return leaveFor(screen.ShowRotate{Key: d.at().Key.Key, Wish: rotation.Wish{End: rotation.End{Now: true}}})
		})
		log := screen.Do(ui.Bind(press.Log, "its log"), func() tea.Cmd {
			return leaveFor(screen.ShowAudit{Filter: screen.AuditFilter{Query: health.LogOf(&d.at().Key.Key, ""), Window: health.LogSpan}})
		})
		return []screen.Action{screen.Do(ui.Bind(press.Enter, "its details"), d.open), log, rotate, screen.Move(d.list), another, closing}
	case d.answer != nil:
		return []screen.Action{another, closing}
	case !d.asks():
		return []screen.Action{screen.Shut("stop", d.Forget)}
	}
	return []screen.Action{
		// A pasted line end is either of the keys.
		screen.Do(ui.Bind(press.LineEnd, "find it").DisabledIf(d.input.Len() == 0, nothingPasted), d.look),
		{Binding: ui.Bind(press.Clear, "clear").DisabledIf(d.input.Len() == 0, nothingPasted)}, closing,
	}
}

// open goes to the key, or to what is left of it.
func (d *Dialog) open() tea.Cmd {
	m := d.at()
	if m.IsRevoked() {
		return leaveFor(screen.ShowRevoked{Key: m.Key, Gone: m.Seen})
	}
	return leaveFor(screen.ShowKey{Key: m.Key.Key})
}

func leaveFor(show tea.Msg) tea.Cmd {
	return tea.Sequence(screen.Send(screen.CloseDialog{}), screen.Send(show))
}
