package lifecycle

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/journal"
)

// Result is what became of a key that was to be revoked.
type Result string

// The results.
const (
	Revoked     Result = "revoked"     // by us, and seen to be gone from the list
	AlreadyGone Result = "alreadyGone" // before we asked
	Unconfirmed Result = "unconfirmed" // maybe: the list could not be read, or still has it
	Failed      Result = "failed"      // it is still there
	NotTried    Result = "notTried"    // stopped before it
)

// Receipt says what became of one key. Err says why, where it is not Revoked or
// AlreadyGone; nil for NotTried after a stop that another receipt explains.
type Receipt struct {
	Key    api.Key
	Result Result
	Err    error
}

// confirmWithin bounds the look at the list that confirms revocations, which
// happens also when the caller has given up.
const confirmWithin = time.Minute

// RevokeKeys revokes keys one after the other and then lists once to see which
// are gone. It stops at the first answer that would be the same for all that
// follow: the credential refused, or no way to the instance. The key that client
// itself uses comes last, since it ends what client can do. The receipts are in
// the order of list.
func RevokeKeys(ctx context.Context, client Client, list []api.Key) []Receipt {
	receipts := make([]Receipt, len(list))
	var own *Receipt
	var others []*Receipt
	for i, k := range list {
		receipts[i] = Receipt{Key: k, Result: NotTried}
		if IsOwn(&k, client.OwnPreview()) {
			own = &receipts[i]
		} else {
			others = append(others, &receipts[i])
		}
	}
	stopped := revokeEach(ctx, client, others)
	confirm(ctx, client, others)
	if own != nil && !stopped && ctx.Err() == nil {
		revokeEach(ctx, client, []*Receipt{own})
		confirm(ctx, client, []*Receipt{own})
	}
	return receipts
}

// revokeEach asks for each, and leaves what is not yet sure Unconfirmed.
func revokeEach(ctx context.Context, client Client, list []*Receipt) (stopped bool) {
	for _, r := range list {
		if ctx.Err() != nil {
			return true
		}
		r.Result, r.Err = Unconfirmed, client.RevokeKey(ctx, r.Key.ID)
		failed, known := errors.AsType[*api.Error](r.Err)
		if r.Err == nil || known && (failed.MaybeDone || failed.Kind == api.NotFound) {
			continue // the list decides
		}
		r.Result = Failed
		switch api.KindOf(r.Err) {
		case api.Unauthorized, api.Forbidden, api.Unreachable, api.Timeout, api.Canceled:
			return true
		}
	}
	return false
}

// confirm settles what is Unconfirmed by the list.
func confirm(ctx context.Context, client Client, list []*Receipt) {
	open := slices.DeleteFunc(slices.Clone(list), func(r *Receipt) bool { return r.Result != Unconfirmed })
	if len(open) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), confirmWithin)
	defer cancel()
	listed := make(map[string]bool)
	err := journal.Walk(ctx, client, func(k api.Key) bool { listed[k.ID] = true; return true })
	for _, r := range open {
		r.settle(listed[r.Key.ID], err, IsOwn(&r.Key, client.OwnPreview()))
	}
}

// settle takes what the list says; unread is why it could not be read.
func (r *Receipt) settle(listed bool, unread error, own bool) {
	said := r.Err
	switch {
	case own && said == nil && api.KindOf(unread) == api.Unauthorized:
		r.Result, r.Err = Revoked, nil // that the instance knows it no more is the proof
	case unread != nil && !listed:
		r.Err = errors.Join(said, unread)
	case listed && said != nil:
		r.Result = Failed
	case listed:
		r.Err = ErrStillListed
	case api.KindOf(said) == api.NotFound:
		r.Result, r.Err = AlreadyGone, nil
	default:
		r.Result, r.Err = Revoked, nil
	}
}
