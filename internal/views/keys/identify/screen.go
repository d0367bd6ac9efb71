// Package identify is the dialog that finds the key of a value somebody found
// somewhere.
package identify

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/identify"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// ID owns the requests.
const ID = "identify"

// Route leads to the dialog.
var Route = screen.Route{
	ID: ID, Several: true, Command: "identify", Ask: screen.Always(ask{}),
	Opens: []screen.Opener{screen.OnDialog(func(env screen.Env, _ ask) *Dialog { return New(env) })},
}

type ask struct{}

// Dialog takes the value hidden, and shows whose it may be.
type Dialog struct {
	screen.Base
	env    screen.Env
	input  *ui.Hidden
	reject string // why what was pasted is no key
	call   screen.Call[identify.Answer]
	answer *identify.Answer // nil until there is one
	err    error
	list   *ui.List
	spin   *ui.Spinner
}

// New returns the dialog.
func New(env screen.Env) *Dialog {
	d := &Dialog{
		env: env, input: ui.NewHidden(env.Theme), spin: ui.NewSpinner(env.Theme),
		call: screen.Call[identify.Answer]{Owner: ID, Name: "find"},
	}
	d.list = ui.NewList(env.Theme, d, columns()...)
	return d
}

// Name implements screen.Dialog.
func (d *Dialog) Name() string { return ID }

// Forget wipes what was pasted, and gives the search up.
func (d *Dialog) Forget() {
	d.input.Wipe()
	d.call.Cancel()
	d.spin.Stop()
}

// Update implements screen.Dialog.
func (d *Dialog) Update(msg tea.Msg) tea.Cmd {
	defer d.layout()
	if r, mine := d.call.Take(msg); mine {
		return d.found(r.Value, r.Err)
	}
	if cmd, taken := screen.Input(d, msg, d.edit); taken {
		return cmd
	}
	return d.spin.Update(msg)
}

func (d *Dialog) edit(msg tea.Msg) {
	if d.asks() && !d.env.Tracing() {
		d.reject, d.err = "", nil
		d.input.Update(msg)
	}
}

// asks reports whether the value is still to come.
func (d *Dialog) asks() bool { return d.answer == nil && !d.call.Running() }

// SetSize gives the area.
func (d *Dialog) SetSize(width, height int) {
	d.Base.SetSize(width, height)
	d.layout()
}

// at is the match under the cursor, nil for none.
func (d *Dialog) at() *identify.Match {
	if i := d.list.Cursor(); d.answer != nil && i < len(d.answer.Matches) {
		return &d.answer.Matches[i]
	}
	return nil
}

// goneKey is what is left of the key under the cursor, nil of one there is.
func (d *Dialog) goneKey() *history.GoneKey {
	m := d.at()
	switch {
	case m == nil || !m.IsRevoked():
		return nil
	case m.Seen != nil:
		return m.Seen
	}
	k := history.Remembered(m.Key)
	return &k
}
