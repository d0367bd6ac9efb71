// Package identify is the dialog that finds the key of a value somebody found
// somewhere.
package identify

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/identify"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Dialog takes the value hidden, and shows whose it may be.
type Dialog struct {
	env    screen.Env
	input  *ui.Hidden
	reject string // why what was pasted is no key
	call   screen.Call[identify.Answer]
	answer *identify.Answer // nil until there is one
	err    error
	table  *ui.Table
	spin   *ui.Spinner
	size   struct{ width, height int }
}

// New returns the dialog.
func New(env screen.Env) *Dialog {
	d := &Dialog{
		env: env, input: ui.NewHidden(env.Theme), table: ui.NewTable(env.Theme), spin: ui.NewSpinner(env.Theme),
		call: screen.Call[identify.Answer]{Owner: screen.Identify, Name: "find"},
	}
	d.table.SetColumns([]ui.Column{
		{ID: "name", Title: "KEY", Min: 16, Max: 40, Weight: 1}, {ID: "match", Title: "MATCH", Min: 8},
		{ID: "state", Title: "STATE", Min: 12}, {ID: "preview", Title: "PREVIEW", Min: 9, Rank: 1}, {ID: "used", Title: "LAST USED", Min: 12, Rank: 2},
	})
	return d
}

// Name implements screen.Dialog.
func (d *Dialog) Name() string { return screen.Identify }

// tracing reports whether the program writes what is typed into a file.
func (d *Dialog) tracing() bool { return d.env.Getenv("TEA_TRACE") != "" }

// Forget wipes what was pasted, and gives the search up.
func (d *Dialog) Forget() {
	d.input.Wipe()
	d.call.Cancel()
	d.spin.Stop()
}

// Update implements screen.Dialog.
func (d *Dialog) Update(msg tea.Msg) tea.Cmd {
	if r, mine := d.call.Take(msg); mine {
		return d.found(r.Value, r.Err)
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return d.press(msg)
	case tea.PasteMsg:
		if d.asks() && !d.tracing() {
			d.reject, d.err = "", nil
			d.input.Update(msg)
		}
		return nil
	}
	return d.spin.Update(msg)
}

// asks reports whether the value is still to come.
func (d *Dialog) asks() bool { return d.answer == nil && !d.call.Running() }

func (d *Dialog) found(a identify.Answer, err error) tea.Cmd {
	d.spin.Stop()
	if d.err = err; err != nil {
		return screen.Refused(err)
	}
	d.answer = &a
	d.table.SetCursor(0, len(a.Matches))
	return nil
}

func (d *Dialog) press(msg tea.KeyPressMsg) tea.Cmd {
	key := msg.String()
	switch {
	case key == "esc", key == "q" && d.answer != nil:
		d.Forget()
		return screen.Send(screen.CloseDialog{})
	case d.answer != nil:
		return d.pressFound(msg)
	case !d.asks():
		return nil
	case key == "enter", key == "ctrl+j": // a pasted line end is either
		return d.look()
	case !d.tracing():
		d.reject, d.err = "", nil
		d.input.Update(msg)
	}
	return nil
}

func (d *Dialog) pressFound(msg tea.KeyPressMsg) tea.Cmd {
	switch msg.String() {
	case "enter":
		return d.open()
	case "c":
		return d.createAgain()
	case "n":
		d.answer = nil
	default:
		d.table.HandleKey(msg, len(d.answer.Matches))
	}
	return nil
}

// look compares what was pasted with the instance's lists. The value is gone
// from here at once, and with the command when that is done.
func (d *Dialog) look() tea.Cmd {
	if d.input.Len() == 0 {
		return nil
	}
	var value api.Secret
	if value, d.reject = identify.Check(d.input.Take()); d.reject != "" {
		return nil
	}
	client, exact, records := d.env.API, d.env.Exact, d.env.History
	return tea.Batch(d.spin.Start(), d.call.Start(func(ctx context.Context) (identify.Answer, error) {
		var seen []history.GoneKey
		if records != nil {
			seen, _ = records.GoneKeys(ctx, client.Instance().ID) // :revoked says why they can't be read
		}
		return identify.Find(ctx, client, value, exact, seen...)
	}))
}

// open goes to the key, or to what is left of it.
func (d *Dialog) open() tea.Cmd {
	i := d.table.Cursor()
	if i >= len(d.answer.Matches) {
		return nil
	}
	m := d.answer.Matches[i]
	var show tea.Msg = screen.ShowKey{Key: m.Key.Key}
	if m.IsRevoked() {
		show = screen.ShowRevoked{Key: m.Key, Gone: m.Seen}
	}
	return tea.Sequence(screen.Send(screen.CloseDialog{}), screen.Send(show))
}

// goneKey is what is left of the key under the cursor, nil of one there is.
func (d *Dialog) goneKey() *history.GoneKey {
	i := d.table.Cursor()
	switch {
	case d.answer == nil || i >= len(d.answer.Matches) || !d.answer.Matches[i].IsRevoked():
		return nil
	case d.answer.Matches[i].Seen != nil:
		return d.answer.Matches[i].Seen
	}
	t := history.Remembered(d.answer.Matches[i].Key)
	return &t
}

// recreate opens the form for a key like the one that is gone.
func (d *Dialog) createAgain() tea.Cmd {
	t := d.goneKey()
	if t == nil {
		return nil
	}
	return tea.Sequence(screen.Send(screen.CloseDialog{}), screen.Send(screen.CreateAgain(t)))
}

// Bindings implements screen.Dialog.
func (d *Dialog) Bindings() []ui.Binding {
	closing := ui.Bind("esc", "close", "esc")
	switch {
	case d.goneKey() != nil:
		return []ui.Binding{ui.Bind("enter", "what is left of it", "enter"), ui.Bind("c", "recreate it", "c"), ui.MoveBinding(), ui.Bind("n", "another", "n"), closing}
	case d.answer != nil && len(d.answer.Matches) > 0:
		return []ui.Binding{ui.Bind("enter", "its details, to revoke it", "enter"), ui.MoveBinding(), ui.Bind("n", "another", "n"), closing}
	case d.answer != nil:
		return []ui.Binding{ui.Bind("n", "another", "n"), closing}
	case !d.asks():
		return []ui.Binding{ui.Bind("esc", "stop", "esc")}
	}
	return []ui.Binding{
		ui.Bind("enter", "find it", "enter").DisabledIf(d.input.Len() == 0, "Nothing was pasted yet."), ui.Bind("ctrl+u", "clear", "ctrl+u"), closing,
	}
}
