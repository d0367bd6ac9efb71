// Package profiles is the dialog that leads to another instance: the admin's
// profiles to choose from, and what became of the way there.
package profiles

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Dialog is the list. The root makes the connection, and tells the dialog how
// it went.
type Dialog struct {
	env       screen.Env
	profiles  []app.Profile
	current   string
	canAdd    bool // there is a way to an instance without a profile
	table     *ui.Table
	filter    *ui.Field
	filtering bool
	found     []int // indexes of the profiles that match
	spinner   *ui.Spinner
	towards   string // what is being connected to, or failed
	failure   error
	size      struct{ width, height int }
}

// New returns the dialog with the cursor on the profile after the current one:
// who opens it wants to go somewhere else.
func New(env screen.Env, list []app.Profile, current string, canAdd bool) *Dialog {
	d := &Dialog{
		env: env, profiles: list, current: current, canAdd: canAdd,
		table:   ui.NewTable(env.Theme),
		filter:  ui.NewField(env.Theme, "part of a name, address or environment", 100),
		spinner: ui.NewSpinner(env.Theme),
	}
	d.table.SetColumns([]ui.Column{
		{ID: "name", Title: "PROFILE", Min: 14, Max: 30, Weight: 1},
		{ID: "environment", Title: "ENVIRONMENT", Min: 11, Max: 16, Rank: 1},
		{ID: "url", Title: "ADDRESS", Min: 16, Max: 60, Weight: 2, Rank: 2},
	})
	d.match()
	for i, p := range list {
		if p.Name == current && len(list) > 1 {
			d.table.SetCursor((i+1)%len(list), len(list))
		}
	}
	return d
}

// Name is the owner of the dialog's messages.
func (d *Dialog) Name() string { return screen.Profiles }

// Connecting says that the way to a profile is being tried.
func (d *Dialog) Connecting(name string) tea.Cmd {
	d.towards, d.failure = name, nil
	d.stopFilter()
	for row, i := range d.found {
		if d.profiles[i].Name == name {
			d.table.SetCursor(row, len(d.found))
		}
	}
	return d.spinner.Start()
}

// Failed says why it did not lead there; nil for having been stopped.
func (d *Dialog) Failed(err error) {
	d.spinner.Stop()
	d.failure = err
	if err == nil {
		d.towards = ""
	}
}

// Update takes a message.
func (d *Dialog) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return d.press(msg)
	case tea.PasteMsg:
		if d.filtering {
			d.filter.Update(msg)
			d.match()
		}
		return nil
	}
	return d.spinner.Update(msg)
}

func (d *Dialog) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case d.spinner.On():
		if msg.String() == "esc" {
			return screen.Send(screen.StopSwitch{})
		}
		return nil // what is typed ahead is for the screen to come
	case d.failure != nil:
		return d.pressFailed(msg)
	case d.filtering:
		return d.pressFilter(msg)
	}
	switch msg.String() {
	case "esc", "q":
		if d.filter.Value() != "" && msg.String() == "esc" {
			d.filter.SetValue("")
			d.match()
			return nil
		}
		return screen.Send(screen.CloseDialog{})
	case "/":
		d.filtering = true
		d.filter.Focus()
	case "enter":
		return d.choose()
	case "n":
		if d.canAdd {
			return tea.Sequence(screen.Send(screen.CloseDialog{}), screen.Send(screen.ShowConnect{}))
		}
	default:
		d.table.HandleKey(msg, len(d.found))
	}
	return nil
}

func (d *Dialog) pressFailed(msg tea.KeyPressMsg) tea.Cmd {
	switch msg.String() {
	case "r":
		return screen.Send(screen.SwitchProfile{Name: d.towards})
	case "esc", "enter":
		d.failure, d.towards = nil, ""
	case "q":
		return screen.Send(screen.CloseDialog{})
	}
	return nil
}

// pressFilter takes the text; the arrows move through what is left meanwhile.
func (d *Dialog) pressFilter(msg tea.KeyPressMsg) tea.Cmd {
	switch msg.String() {
	case "esc":
		d.filter.SetValue("")
		d.stopFilter()
	case "enter":
		d.stopFilter()
		return d.choose()
	case "up", "down":
		d.table.HandleKey(msg, len(d.found))
		return nil
	default:
		d.filter.Update(msg)
	}
	d.match()
	return nil
}

func (d *Dialog) stopFilter() {
	d.filtering = false
	d.filter.Blur()
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

// at is the profile under the cursor.
func (d *Dialog) at() (app.Profile, bool) {
	i := d.table.Cursor()
	if i >= len(d.found) {
		return app.Profile{}, false
	}
	return d.profiles[d.found[i]], true
}

// match finds the profiles that hold every word of the filter.
func (d *Dialog) match() {
	words := strings.Fields(strings.ToLower(d.filter.Value()))
	d.found = d.found[:0]
next:
	for i, p := range d.profiles {
		text := strings.ToLower(p.Name + "\n" + p.Environment + "\n" + p.URL)
		for _, w := range words {
			if !strings.Contains(text, w) {
				continue next
			}
		}
		d.found = append(d.found, i)
	}
	d.table.SetCursor(d.table.Cursor(), len(d.found))
}

// Bindings are the dialog's keys as they are now.
func (d *Dialog) Bindings() []ui.Binding {
	switch {
	case d.spinner.On():
		return []ui.Binding{ui.Bind("esc", "stop", "esc")}
	case d.failure != nil:
		return []ui.Binding{ui.Bind("r", "try again", "r"), ui.Bind("esc", "back to the list", "esc", "enter"), ui.Bind("q", "close", "q")}
	case d.filtering:
		return []ui.Binding{ui.Bind("enter", "switch", "enter"), ui.Bind("↑↓", "move", "up", "down"), ui.Bind("esc", "clear", "esc")}
	}
	list := []ui.Binding{ui.MoveBinding(), ui.Bind("enter", "switch", "enter"), ui.Bind("/", "filter", "/")}
	if d.canAdd {
		list = append(list, ui.Bind("n", "another instance", "n"))
	}
	return append(list, ui.Bind("esc", "close", "esc", "q"))
}
