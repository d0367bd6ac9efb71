package undelivered

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Actions are what can be done now: nothing while no keys are taken.
func (d *Dialog) Actions() []screen.Action {
	n := len(d.orphans)
	if n == 0 || d.deaf {
		return nil
	}
	list := screen.Choose(&d.choices, d.answers(), press.Arrows, press.Tab, press.BackTab)
	if n > 1 {
		list = append(list, screen.Step(ui.Bind(press.Sideways, "next key"), func(step int) { d.turn((d.at + n + step) % n) }))
	}
	return append(list, screen.Do(ui.Bind(press.Esc, "decide later"), d.postpone))
}

func (d *Dialog) turn(to int) {
	d.at = to
	d.choices.Reset()
}

// answers are what can become of the key. The first changes nothing.
func (d *Dialog) answers() []ui.Choice {
	list := []ui.Choice{{Text: "decide later", Do: d.postpone}}
	if !undelivered.Used(&d.orphan().Key) {
		list = append(list, ui.Choice{Text: "revoke it and create it again", Do: func() tea.Cmd { return d.revoke(true) }})
	}
	return append(list,
		ui.Choice{Text: "revoke it", Do: func() tea.Cmd { return d.revoke(false) }},
		ui.Choice{Text: "keep it, and don't ask again", Do: d.keep})
}

// postpone leaves all keys as they are, to be asked about again.
func (d *Dialog) postpone() tea.Cmd {
	for _, o := range d.orphans {
		d.later = append(d.later, o.Entry.ID)
	}
	return tea.Sequence(screen.Send(screen.CloseDialog{}),
		screen.Say(ui.Warn, "Decided later: the next start asks again, and :pending lists it."))
}

// revoke opens the dialog that revokes the key, which wants as much as for any other.
func (d *Dialog) revoke(again bool) tea.Cmd {
	o := d.orphan()
	then := screen.UndeliveredGone{Note: o.Entry.ID}
	if again {
		asked := o.Entry.Asked
		then.Again = &asked
	}
	return screen.Send(screen.AskRevoke{Key: o.Key, Then: then})
}

func (d *Dialog) keep() tea.Cmd {
	settled := screen.UndeliveredGone{Note: d.orphan().Entry.ID}
	said := screen.Notice{Tone: ui.Normal, Text: fmt.Sprintf("“%s” stays, and is not asked about again.", d.orphan().Key.Name)}
	return tea.Sequence(screen.Send(settled), d.next(said))
}

// next drops the key at hand and goes on to the one after it, or closes.
func (d *Dialog) next(said screen.Notice) tea.Cmd {
	d.orphans = append(d.orphans[:d.at:d.at], d.orphans[d.at+1:]...)
	d.turn(max(min(d.at, len(d.orphans)-1), 0))
	if len(d.orphans) > 0 {
		d.tone, d.note = said.Tone, said.Text
		return nil
	}
	return tea.Sequence(screen.Send(screen.CloseDialog{}), screen.Send(said))
}
