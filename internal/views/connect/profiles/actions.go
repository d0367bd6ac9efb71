package profiles

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Actions are what can be done now.
func (d *Dialog) Actions() []screen.Action {
	shut := func(does string, keys ...string) screen.Action {
		return screen.Do(ui.Bind(keys[0], does, keys...), func() tea.Cmd { return screen.Send(screen.CloseDialog{}) })
	}
	switch {
	case d.spinner.On(): // what is typed ahead is for the screen to come
		return []screen.Action{screen.Tell(ui.Bind("esc", "stop", "esc"), func() tea.Msg { return screen.StopSwitch{} })}
	case d.failure != nil:
		return []screen.Action{
			screen.Tell(ui.Bind("r", "try again", "r"), func() tea.Msg { return screen.SwitchProfile{Name: d.towards} }),
			screen.Set(ui.Bind("esc", "back to the list", "esc", "enter"), func() { d.failure, d.towards = nil, "" }),
			shut("close", "q"),
		}
	case d.filter.Editing():
		return []screen.Action{
			screen.Do(ui.Bind("enter", "switch", "enter"), func() tea.Cmd { d.filter.Keep(); return d.choose() }),
			screen.Hand(ui.Bind("↑↓", "move", "up", "down"), d.list.HandleKey),
			screen.Set(ui.Bind("esc", "clear", "esc"), d.filter.Clear),
		}
	}
	list := []screen.Action{
		screen.Move(d.list), screen.Do(ui.Bind("enter", "switch", "enter"), d.choose),
		screen.Set(ui.Bind("/", "filter", "/"), d.filter.Start),
	}
	if d.canAdd {
		list = append(list, screen.Do(ui.Bind("n", "another instance", "n"), func() tea.Cmd {
			return tea.Sequence(screen.Send(screen.CloseDialog{}), screen.Send(screen.ShowConnect{}))
		}))
	}
	if d.filter.Value() != "" {
		return append(list, screen.Set(ui.Bind("esc", "clear", "esc"), d.filter.Clear), shut("close", "q"))
	}
	return append(list, shut("close", "esc", "q"))
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
