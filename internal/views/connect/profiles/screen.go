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

// ID owns the requests.
const ID = "profiles"

// Dialog is the list. The root makes the connection, and tells the dialog how
// it went.
type Dialog struct {
	screen.Base
	env      screen.Env
	profiles []app.Profile
	current  string
	canAdd   bool // there is a way to an instance without a profile
	list     *ui.List
	filter   *ui.Filter
	found    []int // indexes of the profiles that match
	spinner  *ui.Spinner
	towards  string // what is being connected to, or failed
	failure  error
}

// New returns the dialog with the cursor on the profile after the current one:
// who opens it wants to go somewhere else.
func New(env screen.Env, list []app.Profile, current string, canAdd bool) *Dialog {
	d := &Dialog{env: env, profiles: list, current: current, canAdd: canAdd, spinner: ui.NewSpinner(env.Theme)}
	d.list = ui.NewList(env.Theme, d, []ui.Column{
		{ID: "name", Title: "PROFILE", Min: 14, Max: 30, Weight: 1},
		{ID: "environment", Title: "ENVIRONMENT", Min: 11, Max: 16, Rank: 1},
		{ID: "url", Title: "ADDRESS", Min: 16, Max: 60, Weight: 2, Rank: 2},
	}...)
	d.filter = ui.NewFilter(env.Theme, "part of a name, address or environment", d.match)
	_ = d.match("")
	for i, p := range list {
		if p.Name == current && len(list) > 1 {
			d.list.SetCursor((i + 1) % len(list))
		}
	}
	return d
}

// Name is the owner of the dialog's messages.
func (d *Dialog) Name() string { return ID }

// Connecting says that the way to a profile is being tried.
func (d *Dialog) Connecting(name string) tea.Cmd {
	d.towards, d.failure = name, nil
	d.filter.Keep()
	for row, i := range d.found {
		if d.profiles[i].Name == name {
			d.list.SetCursor(row)
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
	defer d.layout()
	if cmd, taken := screen.Input(d, msg, d.filter.Update); taken {
		return cmd
	}
	return d.spinner.Update(msg)
}

// at is the profile under the cursor.
func (d *Dialog) at() (app.Profile, bool) {
	i := d.list.Cursor()
	if i >= len(d.found) {
		return app.Profile{}, false
	}
	return d.profiles[d.found[i]], true
}

// match finds the profiles that hold every word of the filter.
func (d *Dialog) match(typed string) error {
	words := strings.Fields(strings.ToLower(typed))
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
	d.list.SetCursor(d.list.Cursor())
	return nil
}
