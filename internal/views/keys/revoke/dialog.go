// Package revoke is the dialog that revokes a key: it says what will stop
// working, wants the key's name typed, and confirms by listing again.
package revoke

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// confirmTimeout bounds the walk over the list that confirms a revocation.
const confirmTimeout = screen.CallTimeout

// stage is how far the dialog has come.
type stage uint8

const (
	asking      stage = iota // the name is typed
	revoking                 // the request is under way
	checking                 // the list is read to confirm
	stopped                  // the instance has no such key or no such route: nothing more to try
	unconfirmed              // revoked, by the instance's word, but not seen to be gone
)

// Dialog revokes one key.
type Dialog struct {
	env     screen.Env
	key     api.Key
	own     bool
	field   *ui.Field
	spinner *ui.Spinner
	revoke  screen.Call[struct{}]
	confirm screen.Call[bool]
	look    screen.Call[notes.Note]
	ownNote notes.Note // the admin's own about the key

	known string  // what is known of the key's use, as a warning
	then  tea.Msg // is sent once the key is gone, nil for nothing
	stage stage
	// doubt is the failed request of which nobody knows whether it took effect;
	// listing again tells.
	doubt error
	tone  ui.Tone
	note  string // what went wrong, or why a key press did nothing
	size  struct{ width, height int }
}

// New returns the dialog for key.
func New(env screen.Env, key api.Key) *Dialog {
	d := &Dialog{
		env: env, key: key,
		own:     lifecycle.IsOwn(&key, env.API.OwnPreview()),
		field:   ui.NewField(env.Theme, "", 1500),
		spinner: ui.NewSpinner(env.Theme),
		revoke:  screen.Call[struct{}]{Owner: screen.Revoke, Name: "revoke"},
		confirm: screen.Call[bool]{Owner: screen.Revoke, Name: "confirm", Timeout: confirmTimeout},
		look:    screen.Call[notes.Note]{Owner: screen.Revoke, Name: "note"},
	}
	if why := key.CantName(); why != "" {
		d.stage = stopped
		d.say(ui.Danger, why)
		return d
	}
	d.field.Focus()
	return d
}

// Init looks whether somebody is noted as the key's owner. A note that can't be read
// is no reason to keep a key.
func (d *Dialog) Init() tea.Cmd {
	store, instance, id := d.env.Notes, d.env.API.Instance(), d.key.ID
	if store == nil {
		return nil
	}
	return d.look.Start(func(context.Context) (notes.Note, error) { return store.Of(instance, id) })
}

// Warn shows what is known of the key's use.
func (d *Dialog) Warn(known string) { d.known = known }

// Then sends a message once the key is gone.
func (d *Dialog) Then(msg tea.Msg) { d.then = msg }

// Name is the owner of the dialog's requests.
func (d *Dialog) Name() string { return screen.Revoke }

// Update takes a message.
func (d *Dialog) Update(msg tea.Msg) tea.Cmd {
	if r, mine := d.revoke.Take(msg); mine {
		return d.answered(r.Err)
	}
	if r, mine := d.confirm.Take(msg); mine {
		return d.listed(r.Value, r.Err)
	}
	if r, mine := d.look.Take(msg); mine {
		d.ownNote = r.Value
		return nil
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return d.press(msg)
	case tea.PasteMsg:
		d.edit(msg)
		return nil
	}
	return d.spinner.Update(msg)
}

func (d *Dialog) press(msg tea.KeyPressMsg) tea.Cmd {
	switch msg.String() {
	case "esc":
		return d.escape()
	case "enter":
		return d.enter()
	}
	d.edit(msg)
	return nil
}

// edit takes typing. An error stays until something is typed.
func (d *Dialog) edit(msg tea.Msg) {
	if d.stage != asking || d.phrase().Empty() {
		return
	}
	before := d.field.Value()
	d.field.Update(msg)
	if d.field.Value() != before {
		d.note = ""
	}
}

func (d *Dialog) escape() tea.Cmd {
	switch d.stage {
	case revoking:
		d.say(ui.Warn, "The request is on its way and can't be taken back. Wait for the answer.")
		return nil
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

func (d *Dialog) enter() tea.Cmd {
	switch {
	case d.stage == unconfirmed:
		return d.check()
	case d.stage == stopped:
		d.say(ui.Warn, "There is nothing more to try here. Press esc, and r on the list to refresh it.")
		return nil
	case d.stage != asking:
		return nil
	case !d.typedRight():
		d.say(ui.Warn, d.notYet())
		return nil
	}
	return d.send()
}

func (d *Dialog) say(tone ui.Tone, note string) { d.tone, d.note = tone, note }

func (d *Dialog) notYet() string {
	if d.field.Value() == "" {
		return "Nothing is typed yet."
	}
	return "What is typed is not the same. Capitals and spaces count."
}

// Bindings are the dialog's keys as they are now.
func (d *Dialog) Bindings() []ui.Binding {
	esc := ui.Bind("esc", "cancel", "esc")
	switch d.stage {
	case revoking:
		return []ui.Binding{esc.DisabledIf(true, "The request can't be taken back.")}
	case checking:
		return []ui.Binding{ui.Bind("esc", "close without waiting", "esc")}
	case unconfirmed:
		return []ui.Binding{ui.Bind("enter", "list again", "enter"), ui.Bind("esc", "close", "esc")}
	case stopped:
		return []ui.Binding{ui.Bind("esc", "close", "esc")}
	}
	return []ui.Binding{
		ui.Bind("enter", "revoke", "enter").DisabledIf(!d.typedRight(), d.notYet()),
		esc,
	}
}
