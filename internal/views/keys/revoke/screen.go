// Package revoke is the dialog that revokes a key: it says what will stop
// working, wants the key's name typed, and confirms by listing again.
package revoke

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// ID owns the requests.
const ID = "revoke"

// Route leads to the dialog.
var Route = screen.Route{ID: ID, Opens: []screen.Opener{screen.OnDialog(func(env screen.Env, m screen.AskRevoke) *Dialog {
	d := New(env, m.Key)
	d.known, d.asked, d.then = m.Known, m.Phrase, m.Then
	return d
})}}

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
	screen.Base
	env     screen.Env
	key     api.Key
	own     bool
	field   *ui.Field
	spinner *ui.Spinner
	revoke  screen.Call[struct{}]
	confirm screen.Call[bool]
	look    screen.Call[notes.Note]
	ownNote notes.Note // the admin's own about the key

	known string           // what is known of the key's use, as a warning
	asked lifecycle.Phrase // instead of the key's own, zero for that
	then  tea.Msg          // is sent once the key is gone, nil for nothing
	stage stage
	// doubt is the failed request of which nobody knows whether it took effect;
	// listing again tells.
	doubt error
	tone  ui.Tone
	note  string // what went wrong, or why a key press did nothing
}

// New returns the dialog for key.
func New(env screen.Env, key api.Key) *Dialog {
	d := &Dialog{
		env: env, key: key,
		own:     lifecycle.IsOwn(&key, env.API.OwnPreview()),
		field:   ui.NewField(env.Theme, "", 1500),
		spinner: ui.NewSpinner(env.Theme),
		revoke:  screen.Call[struct{}]{Owner: ID, Name: "revoke"},
		confirm: screen.Call[bool]{Owner: ID, Name: "confirm", Timeout: confirmTimeout},
		look:    screen.Call[notes.Note]{Owner: ID, Name: "note"},
	}
	if why := key.CantName(); why != "" {
		d.stage = stopped
		d.say(ui.Danger, why)
		return d
	}
	d.field.Focus()
	return d
}

// Name is the owner of the dialog's requests.
func (d *Dialog) Name() string { return ID }

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
	if cmd, taken := screen.Input(d, msg, d.edit); taken {
		return cmd
	}
	return d.spinner.Update(msg)
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

func (d *Dialog) say(tone ui.Tone, note string) { d.tone, d.note = tone, note }

// shown is the key's name as the screen has it.
func (d *Dialog) shown() string { return lifecycle.Shown(&d.key) }

func (d *Dialog) phrase() lifecycle.Phrase {
	if !d.asked.Empty() {
		return d.asked
	}
	return lifecycle.PhraseFor(&d.key, d.own, d.env.Now())
}

// typedRight reports whether what is typed confirms the revocation.
func (d *Dialog) typedRight() bool { return d.phrase().Fits(d.field.Value()) }
