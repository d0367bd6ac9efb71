package keys

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/deliver"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/revokemany"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/text"
)

// progressEvery is how far apart words about the progress are.
const progressEvery = 5 * time.Second

// across revokes many keys, which it notes on this machine, and says how far it is.
func (o *RevokeOptions) across(call *command.Call, client app.API) (*revokemany.Across, error) {
	store, err := o.Session.Many()
	if err != nil {
		return nil, err
	}
	said := call.Now()
	return &revokemany.Across{Parts: fleet.RevokeParts(client), Store: store, Now: call.Now, Tell: func(p revokemany.Progress) {
		now := call.Now()
		if p.Stage != lifecycle.Waiting && now.Sub(said) < progressEvery {
			return
		}
		said = now
		switch {
		case p.Stage == lifecycle.Waiting && p.Instances > 1:
			call.Say("%s asks for a pause: going on there at %s.", p.Key.Instance, p.WaitEnds.In(call.Local()).Format("15:04:05"))
		case p.Stage == lifecycle.Waiting:
			call.Say("The instance asks for a pause: going on at %s.", p.WaitEnds.In(call.Local()).Format("15:04:05"))
		case p.Instances > 1:
			call.Say("%d of %s, %d of %d instances done.", p.Tried, text.Plural(p.Of, "key", "keys"), p.Ended, p.Instances)
		case p.Stage == lifecycle.Looking:
			call.Say("Reading the list.")
		case p.Stage == lifecycle.Confirming:
			call.Say("Reading the list to confirm.")
		default:
			call.Say("%d of %s.", p.Tried, text.Plural(p.Of, "key", "keys"))
		}
	}}, nil
}

// stoppable ends a context at ctrl+c, which stops between two of n keys: what is done is
// still told.
func stoppable(ctx context.Context, call *command.Call, n int) (running context.Context, done func()) {
	if n > 1 && call.CanAsk() {
		call.Say("Revoking. Each key is noted on this machine before it is asked for. ctrl+c stops after the key under way.")
	}
	running, stop := command.Interruptible(ctx)
	quiet := context.AfterFunc(running, func() { call.Say("Stopping after the key under way.") })
	return running, func() {
		quiet()
		stop()
	}
}

// revokeAll revokes the keys, noted on this machine where there are several: one key
// has no middle in which it could be left.
func (o *RevokeOptions) revokeAll(ctx context.Context, call *command.Call, client app.API, list []api.Key) (revokemany.Revocations, error) {
	running, done := stoppable(ctx, call, len(list))
	defer done()
	if len(list) == 1 && list[0].Instance == "" {
		b := revokemany.Revocation{Instance: client.Instance().ID, Receipts: lifecycle.RevokeKeys(running, client, list)}
		return revokemany.Join(revokemany.Run{Revocation: b}), nil
	}
	across, err := o.across(call, client)
	if err != nil || len(list) == 0 {
		return revokemany.Revocations{}, err
	}
	r := across.Begin(running, list)
	o.sayUnfinished(call, &r)
	return r, nil
}

// goOn is keys revoke --resume.
func (o *RevokeOptions) goOn(ctx context.Context, call *command.Call, format output.Format, client app.API) error {
	var all command.Listing
	_, several := client.(*fleet.Source)
	if o.Unfinished == nil && (several || o.DryRun || !o.Yes) {
		var err error
		if all, err = command.ListAll(ctx, client); err != nil {
			return err
		}
		if err = all.End(nil); err != nil && !several {
			return err
		}
	}
	across, err := o.across(call, client)
	if err != nil {
		return err
	}
	was, unread := o.unfinished(across)
	left := was.Left()
	switch {
	case len(was.Runs) == 0 && unread != nil:
		return unread
	case len(was.Runs) == 0:
		call.Say("No revocation of many keys is unfinished here.")
	case o.Unfinished == nil && (o.DryRun || !o.Yes):
		left = current(all, left)
	}
	if o.DryRun {
		return o.tellPlan(call, format, client, left)
	}
	if !o.Yes && len(left) > 0 {
		if err := o.confirmAll(ctx, call, client, left, 0); err != nil {
			return err
		}
	}
	running, done := stoppable(ctx, call, len(left))
	defer done()
	r := across.Resume(running, was)
	o.sayUnfinished(call, &r)
	o.IgnoreMissing = true // what is gone is gone, by whomever
	return errors.Join(o.end(ctx, call, format, client, r, nil), unread)
}

// unfinished gives what there is to go on with on the instances, one after the other.
func (o *RevokeOptions) unfinished(across *revokemany.Across) (revokemany.Revocations, error) {
	if o.Unfinished != nil {
		return *o.Unfinished, nil
	}
	var runs []revokemany.Run
	var unread error
	for _, p := range across.Parts {
		list, err := across.Store.List(p.Client.Instance().ID)
		unread = errors.Join(unread, err)
		for _, b := range list {
			runs = append(runs, revokemany.Run{Name: p.Name, Revocation: b})
		}
	}
	return revokemany.Join(runs...), unread
}

// current gives those of the keys that are still listed, as they are now.
func current(all command.Listing, list []api.Key) []api.Key {
	wanted := make(map[string]bool)
	for i := range list {
		wanted[list[i].ID] = true
	}
	return slices.DeleteFunc(all.Keys, func(k api.Key) bool { return !wanted[k.ID] })
}

// sayUnfinished says how to go on with what is left.
func (o *RevokeOptions) sayUnfinished(call *command.Call, r *revokemany.Revocations) {
	if !r.Noted() || o.Tell != nil {
		return
	}
	on := ""
	switch {
	case o.Several.On != "":
		on = fmt.Sprintf(" --on %q", o.Several.On)
	case o.Several.All:
		on = " --all"
	}
	t := r.Tally()
	call.Say("%d of %s are left. To check each of them and go on: supascale-tui keys revoke --resume%s", t.Left(), text.Plural(t.Keys, "key", "keys"), on)
}

// end prints the results, with those of keys that were missing, and writes them to the file
// of --receipt.
func (o *RevokeOptions) end(ctx context.Context, call *command.Call, format output.Format, client app.API, r revokemany.Revocations, missing []lifecycle.Receipt) error {
	for i := range r.Runs {
		settle(o.Session, r.Runs[i].Instance, r.Runs[i].Receipts)
	}
	if o.Tell != nil {
		o.Tell(r)
		return nil
	}
	receipts := append(r.Receipts(), missing...)
	err := o.tell(call, command.ShapeOf(client, receiptShape(), func(r lifecycle.Receipt) string { return r.Key.Instance }), format, receipts)
	for i := range r.Runs {
		stopped := r.Runs[i].Stopped
		if stopped == nil || errors.Is(stopped, lifecycle.ErrStopped) {
			continue
		}
		if r.Runs[i].Name != "" {
			call.Say("! %s: it stopped there. %s", r.Runs[i].Name, revokemany.Halted(stopped))
		}
		// Why it stopped, where no receipt says so.
		if _, told := errors.AsType[*api.Error](stopped); !told {
			err = stopped
		}
		if r.Runs[i].Name != "" && err != nil {
			err = command.Exit{Code: command.ExitPartial, Err: err}
		}
	}
	if o.Receipt == "" {
		return err
	}
	return errors.Join(err, WriteReceipts(ctx, o.Receipt, receipts))
}

// receiptShape is how receipts are printed.
func receiptShape() output.Shape[lifecycle.Receipt] {
	return output.Receipts(func(err error) string { return command.Explain(err).Error() })
}

// WriteReceipts writes receipts to a new file.
func WriteReceipts(ctx context.Context, path string, receipts []lifecycle.Receipt) error {
	content, err := output.ReceiptFile(path, receipts, func(err error) string { return command.Explain(err).Error() })
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), deliver.FileTimeout)
	defer cancel()
	if file, err := deliver.ToFile(ctx, path, content); err != nil {
		return errors.New(deliver.FileTrouble(file.Path, err))
	}
	return nil
}

// settle forgets the notes about keys that are gone: nobody needs to take them
// any more.
func settle(s *app.Session, instance string, receipts []lifecycle.Receipt) {
	notes, err := s.Undelivered()
	if err != nil {
		return
	}
	defer app.CloseUndelivered(notes)
	gone := make(map[string]bool)
	for _, r := range receipts {
		gone[r.Key.ID] = r.Result == lifecycle.Revoked || r.Result == lifecycle.AlreadyGone
	}
	entries, _ := notes.Unsettled(instance) // what can't be read is told of by the console
	for _, e := range entries {
		if e.KeyID != "" && gone[e.KeyID] {
			notes.Settle(e.ID)
		}
	}
}

// tell prints the result for each key. The first that is not gone decides the
// exit code.
func (o *RevokeOptions) tell(call *command.Call, shape output.Shape[lifecycle.Receipt], format output.Format, receipts []lifecycle.Receipt) error {
	printer := output.NewPrinter(call.Out, format, shape)
	var failed error
	left := 0
	for _, r := range receipts {
		if err := printer.Add(r); err != nil {
			return err
		}
		switch {
		case r.Result == lifecycle.Revoked, r.Result == lifecycle.AlreadyGone && o.IgnoreMissing:
			continue
		case r.Err != nil && failed == nil:
			failed = command.Explain(r.Err)
		case r.Result == lifecycle.AlreadyGone && failed == nil:
			failed = command.Exit{Code: command.ExitNotFound, Err: fmt.Errorf("“%s” was gone already", r.Key.Name)}
		}
		left++
	}
	if err := printer.End(); err != nil {
		return err
	}
	switch {
	case left == 0:
		return nil
	case failed == nil: // interrupted between two keys
		failed = errors.New("stopped")
	}
	return fmt.Errorf("%d of %d keys were not revoked by this: %w", left, len(receipts), failed)
}
