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
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/many"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/text"
)

// progressEvery is how far apart words about the progress are.
const progressEvery = 5 * time.Second

// runner revokes many keys, which it notes on this machine, and says how far it is.
func (o *RevokeOptions) runner(call *command.Call, client app.API) (*many.Runner, error) {
	store, err := o.Session.Many()
	if err != nil {
		return nil, err
	}
	said := call.Now()
	return &many.Runner{Client: client, Store: store, Now: call.Now, Tell: func(p lifecycle.Progress) {
		now := call.Now()
		if p.Stage != lifecycle.Waiting && now.Sub(said) < progressEvery {
			return
		}
		said = now
		switch p.Stage {
		case lifecycle.Looking:
			call.Say("Reading the list.")
		case lifecycle.Confirming:
			call.Say("Reading the list to confirm.")
		case lifecycle.Waiting:
			call.Say("The instance asks for a pause: going on at %s.", p.WaitEnds.In(call.Local()).Format("15:04:05"))
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
func (o *RevokeOptions) revokeAll(ctx context.Context, call *command.Call, client app.API, list []api.Key) (many.Revocation, error) {
	running, done := stoppable(ctx, call, len(list))
	defer done()
	if len(list) == 1 {
		return many.Revocation{Receipts: lifecycle.RevokeKeys(running, client, list)}, nil
	}
	r, err := o.runner(call, client)
	if err != nil || len(list) == 0 {
		return many.Revocation{}, err
	}
	b, stopped := r.Begin(running, list)
	o.sayUnfinished(call, &b)
	return b, stopped
}

// goOn is keys revoke --resume.
func (o *RevokeOptions) goOn(ctx context.Context, call *command.Call, format output.Format, client app.API) error {
	r, err := o.runner(call, client)
	if err != nil {
		return err
	}
	revocations, unread := o.unfinished(r.Store, client)
	var left []api.Key
	for i := range revocations {
		for j := range revocations[i].Receipts {
			if k := &revocations[i].Receipts[j]; !k.Gone() {
				left = append(left, k.Key)
			}
		}
	}
	switch {
	case len(revocations) == 0 && unread != nil:
		return unread
	case len(revocations) == 0:
		call.Say("No revocation of many keys is unfinished here.")
	case o.Unfinished == nil && (o.DryRun || !o.Yes):
		if left, err = current(ctx, client, left); err != nil {
			return err
		}
	}
	if o.DryRun {
		return o.tellPlan(call, format, left)
	}
	if !o.Yes && len(left) > 0 {
		if err := o.confirmAll(ctx, call, client, left, false); err != nil {
			return err
		}
	}
	running, done := stoppable(ctx, call, len(left))
	defer done()
	var end many.Revocation
	var failed error
	for _, was := range revocations {
		b, stopped := r.Resume(running, was)
		o.sayUnfinished(call, &b)
		b.Receipts = append(end.Receipts, b.Receipts...)
		end = b
		if failed == nil {
			failed = stopped
		}
	}
	o.IgnoreMissing = true // what is gone is gone, by whomever
	return errors.Join(o.end(ctx, call, format, client, end, failed), unread)
}

// unfinished gives what there is to go on with.
func (o *RevokeOptions) unfinished(store *many.Store, client app.API) ([]many.Revocation, error) {
	if o.Unfinished != nil {
		return []many.Revocation{*o.Unfinished}, nil
	}
	return store.List(client.Instance().ID)
}

// current gives those of the keys that are still listed, as they are now.
func current(ctx context.Context, client app.API, list []api.Key) ([]api.Key, error) {
	all, err := command.ListAll(ctx, client)
	if err = all.End(err); err != nil {
		return nil, err
	}
	wanted := make(map[string]bool)
	for i := range list {
		wanted[list[i].ID] = true
	}
	return slices.DeleteFunc(all.Keys, func(k api.Key) bool { return !wanted[k.ID] }), nil
}

// sayUnfinished says how to go on with what is left.
func (o *RevokeOptions) sayUnfinished(call *command.Call, b *many.Revocation) {
	if b.ID != "" && o.Tell == nil {
		call.Say("%d of %s are left. To check each of them and go on: supascale-tui keys revoke --resume", b.Tally().Left(), text.Plural(len(b.Receipts), "key", "keys"))
	}
}

// end prints the results, and writes them to the file of --receipt.
func (o *RevokeOptions) end(ctx context.Context, call *command.Call, format output.Format, client app.API, b many.Revocation, stopped error) error {
	settle(o.Session, client.Instance().ID, b.Receipts)
	if o.Tell != nil {
		o.Tell(b, stopped)
		return nil
	}
	err := o.tell(call, format, b.Receipts)
	// Why it stopped, where no receipt says so.
	if _, told := errors.AsType[*api.Error](stopped); stopped != nil && !told && !errors.Is(stopped, lifecycle.ErrStopped) {
		err = stopped
	}
	if o.Receipt == "" {
		return err
	}
	return errors.Join(err, WriteReceipts(ctx, o.Receipt, b.Receipts))
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
func (o *RevokeOptions) tell(call *command.Call, format output.Format, receipts []lifecycle.Receipt) error {
	printer := output.NewPrinter(call.Out, format, output.Receipts(func(err error) string { return command.Explain(err).Error() }))
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
