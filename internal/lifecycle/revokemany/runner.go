package revokemany

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle"
)

// Client is what this asks of an instance; *api.Client is one.
type Client interface {
	lifecycle.Client
	Instance() api.Instance
}

// Runner revokes many keys.
type Runner struct {
	Client Client
	Store  *Store
	Now    func() time.Time
	Tell   func(lifecycle.Progress) // nil: nobody is told

	keep bool // the note stays whatever comes of it: Across decides about those of all instances
}

// Begin notes a revocation and revokes its keys. The error says why it stopped: it is
// lifecycle.ErrStopped where ctx has ended, which stops between two keys. With an ID
// in the revocation there is something to go on with. Where it can't be noted nothing is
// done.
func (r *Runner) Begin(ctx context.Context, list []api.Key) (Revocation, error) {
	b := newRevocation(r.Client.Instance().ID, lifecycle.NewReceipts(list), r.Now())
	l, err := r.Store.begin(&b)
	if err != nil {
		return b, err
	}
	return r.end(l, &b, r.revoker(l).Revoke(ctx, b.Receipts))
}

// Resume goes on with a revocation: what was asked for, or is not confirmed, is settled by
// the list, and the rest is tried. Where the list can't be read nothing is done. A
// revocation without a note is begun anew with the keys that are left.
func (r *Runner) Resume(ctx context.Context, was Revocation) (Revocation, error) {
	b := was
	b.Receipts = slices.Clone(was.Receipts)
	var l *ledger
	var err error
	if was.ID == "" {
		l, err = r.Store.begin(&b)
	} else {
		l, b, err = r.Store.resume(was.ID)
	}
	if errors.Is(err, ErrForgotten) {
		return r.settle(ctx, was)
	}
	if err != nil {
		return was, err
	}
	v := r.revoker(l)
	if err = v.Settle(ctx, b.Receipts); err == nil {
		err = v.Revoke(ctx, b.Receipts)
	}
	return r.end(l, &b, err)
}

// settle finds out by the list alone how a revocation ended that somebody else has
// ended.
func (r *Runner) settle(ctx context.Context, b Revocation) (Revocation, error) {
	b.ID = ""
	b.Receipts = slices.Clone(b.Receipts)
	v := lifecycle.Revoker{Client: r.Client, Now: r.Now, Tell: r.Tell}
	if err := v.Settle(ctx, b.Receipts); err != nil {
		return b, err
	}
	if t := b.Tally(); t.Left() > 0 {
		return b, ErrForgotten
	}
	return b, nil
}

func (r *Runner) revoker(l *ledger) *lifecycle.Revoker {
	return &lifecycle.Revoker{Client: r.Client, Now: r.Now, Ledger: l, Tell: r.Tell}
}

func (r *Runner) end(l *ledger, b *Revocation, stopped error) (Revocation, error) {
	forget := !r.keep && !halfWay(b.Tally())
	err := l.close(forget)
	if forget && err == nil {
		b.ID = ""
	}
	if stopped == nil {
		stopped = err
	}
	return *b, stopped
}
