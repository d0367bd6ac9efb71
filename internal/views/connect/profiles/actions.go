package profiles

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Actions are what can be done now.
func (d *Dialog) Actions() []screen.Action {
	switch {
	case d.spinner.On(): // what is typed ahead is for the screen to come
		return []screen.Action{screen.Tell(ui.Bind(press.Esc, "stop"), func() tea.Msg { return screen.StopSwitch{} })}
	case d.failure != nil:
		return []screen.Action{
			screen.Tell(ui.Bind(press.Refresh, "try again"), func() tea.Msg { return screen.SwitchProfile{Name: d.towards} }),
			screen.Set(ui.Bind(press.Esc.Or(press.Enter), "back to the list"), func() { d.failure, d.towards = nil, "" }),
		}
	case d.filter.Editing():
		return []screen.Action{
			screen.Do(ui.Bind(press.Enter, "switch"), func() tea.Cmd { d.filter.Keep(); return d.choose() }),
			screen.Hand(d.list.ArrowBinding(), d.list.HandleKey),
			screen.Set(ui.Bind(press.Esc, "clear"), d.filter.Clear),
		}
	}
	list := []screen.Action{
		screen.Move(d.list), screen.Do(ui.Bind(press.Enter, "switch"), d.choose),
		screen.Set(ui.Bind(press.Filter, "filter"), d.filter.Start),
	}
	if d.canAdd {
		list = append(list, screen.Do(ui.Bind(press.Add, "add an instance"), func() tea.Cmd {
			return tea.Sequence(screen.Send(screen.CloseDialog{}), screen.Send(screen.ShowConnect{}))
		}))
	}
	if d.filter.Value() != "" {
		return append(list, screen.Set(ui.Bind(press.Esc, "clear"), d.filter.Clear))
	}
	return append(list, screen.Shut("close"))
}

// choose goes to the profile under the cursor.
func (d *Dialog) choose() tea.Cmd {
	p, ok := d.at()
	switch {
	case !ok:
		return nil
	case p.Name == d.current:
		return screen.Send(screen.CloseDialog{})
	}
	return screen.Send(screen.SwitchProfile{Name: p.Name})
}
