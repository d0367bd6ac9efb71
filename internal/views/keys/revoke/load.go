package revoke

import (
	"context"
	"errors"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Init looks whether somebody is noted as the key's owner. A note that can't be read
// is no reason to keep a key.
func (d *Dialog) Init() tea.Cmd {
	store, instance, id := d.env.Notes, d.env.API.Instance(), d.key.ID
	if store == nil {
		return nil
	}
	return d.look.Start(func(context.Context) (notes.Note, error) { return store.Of(instance, id) })
}

func (d *Dialog) send() tea.Cmd {
	client, id := d.env.API, d.key.ID
	d.stage, d.note, d.doubt = revoking, "", nil
	d.field.Blur()
	return tea.Batch(d.spinner.Start(), d.revoke.Start(func(ctx context.Context) (struct{}, error) {
		return struct{}{}, client.RevokeKey(ctx, id)
	}))
}

// answered takes the instance's word on the revocation.
func (d *Dialog) answered(err error) tea.Cmd {
	if err == nil {
		return d.check()
	}
	e, known := errors.AsType[*api.Error](err)
	if known && e.MaybeDone {
		d.doubt = err
		return d.check()
	}
	d.spinner.Stop()
	d.stage = asking
	d.field.Focus()
	d.say(ui.Danger, screen.TroubleLine(err))
	if known && e.Kind == api.NotFound {
		// Another form of the request might hit another key: none is tried.
		d.stage = stopped
		d.field.Blur()
	}
	return screen.Refused(err)
}

// check lists the keys to see whether the key is gone.
func (d *Dialog) check() tea.Cmd {
	client, id := d.env.API, d.key.ID
	d.stage, d.note = checking, ""
	return tea.Batch(d.spinner.Start(), d.confirm.Start(func(ctx context.Context) (bool, error) {
		return lifecycle.Lists(ctx, client, id)
	}))
}

// listed takes what the list says.
func (d *Dialog) listed(found bool, err error) tea.Cmd {
	d.spinner.Stop()
	switch {
	case err != nil && !found:
		return d.unlisted(err)
	case !found:
		return d.gone(fmt.Sprintf("Revoked “%s”; it is gone from the list.", d.shown()))
	case d.doubt != nil:
		d.stage = asking
		d.field.Focus()
		d.say(ui.Danger, "The key is still listed, so it was not revoked. "+screen.TroubleLine(d.doubt))
	default:
		d.stage = unconfirmed
		d.say(ui.Danger, "The instance answered that it revoked the key, but still lists it: the key may still work. "+
			"List again in a moment; if it stays, revoke it in the instance's web interface.")
	}
	return nil
}

// unlisted handles a confirmation that failed. The console's own key, once
// revoked, can't list anything: there the refusal is the confirmation.
func (d *Dialog) unlisted(err error) tea.Cmd {
	if d.own && api.KindOf(err) == api.Unauthorized {
		return tea.Sequence(
			d.gone(fmt.Sprintf("Revoked “%s”: the instance no longer accepts it.", d.shown())),
			screen.Refused(err))
	}
	d.stage = unconfirmed
	said := "The instance says the key is revoked, but "
	if d.doubt != nil {
		said = "It is not known whether the key was revoked, and "
	}
	if part := api.PartOf(err); part != nil {
		said += "the list can't confirm it. " + api.Sentence(part.Short())
	} else {
		said += "listing again to confirm that failed. " + screen.TroubleLine(err)
	}
	d.say(ui.Warn, said)
	return screen.Refused(err)
}

// gone closes the dialog and tells everybody. The order matters to the root.
func (d *Dialog) gone(said string) tea.Cmd {
	var then tea.Cmd
	if d.then != nil {
		then = screen.Send(d.then)
	}
	return tea.Sequence(
		screen.Send(screen.CloseDialog{}),
		screen.Send(screen.KeyRevoked{Key: d.key}),
		screen.Say(ui.Good, said),
		then)
}
