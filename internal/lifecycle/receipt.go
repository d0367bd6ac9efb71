package lifecycle

import (
	"errors"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
)

// Result is the result of revoking a key.
type Result string

// The results.
const (
	Revoked     Result = "revoked"     // by us, and seen to be gone from the list
	AlreadyGone Result = "alreadyGone" // by somebody else
	Unconfirmed Result = "unconfirmed" // maybe: the list could not be read, or still has it
	Failed      Result = "failed"      // it is still there
	NotTried    Result = "notTried"    // stopped before it, or the request never got there
)

// Said is what the instance has answered to the request for one key.
type Said string

// What it can have said.
const (
	NotAsked Said = ""
	NoAnswer Said = "noAnswer" // it was asked, and gave no clear answer so far
	Done     Said = "done"
	Missing  Said = "missing" // it has no such key
	Refused  Said = "refused"
)

// Receipt is the result for one key. Err says why, where it is not Revoked or
// AlreadyGone; nil for NotTried after a stop that another receipt explains.
type Receipt struct {
	Key    api.Key
	Result Result
	Err    error

	Said Said      // the latest answer
	Lost bool      // an answer got lost, this one or one before: the list alone tells
	At   time.Time // when it was asked for last, zero for never
}

// ReceiptOf is the receipt of the revocation of one key, from what Revoke gives.
func ReceiptOf(k *api.Key, byUs bool, err error) Receipt {
	r := Receipt{Key: *k, Result: Revoked, Err: err}
	switch {
	case errors.Is(err, ErrStillListed):
		r.Result = Unconfirmed
	case err != nil:
		r.Result = Failed
	case !byUs:
		r.Result = AlreadyGone
	}
	return r
}

// Gone reports whether the key is seen to be gone, by whomever.
func (r *Receipt) Gone() bool { return r.Result == Revoked || r.Result == AlreadyGone }

// Words name the result.
func (r *Receipt) Words() string {
	switch r.Result {
	case Revoked:
		if r.Lost {
			return "revoked, its answer was lost"
		}
		return "revoked"
	case AlreadyGone:
		return "was gone already"
	case Unconfirmed:
		return "not confirmed: it may still work"
	case Failed:
		return "not revoked"
	}
	return "not tried"
}

// answered takes the answer to a request. What an answer before it has claimed
// stands, where this one finds no key.
func (r *Receipt) answered(err error) {
	before := r.Said
	r.Result, r.Err = Unconfirmed, err
	failed, known := errors.AsType[*api.Error](err)
	switch {
	case err == nil:
		r.Said = Done
	case !known || failed.MaybeDone:
		r.Said, r.Lost = NoAnswer, true
	case failed.Kind == api.NotFound && before == Done:
		r.Err = nil
	case failed.Kind == api.NotFound:
		r.Said = Missing
	default:
		r.Said = Refused
		if before == Done && r.untouched() {
			r.Said = Done // what was said of the key stands
		}
	}
}

// untouched reports whether the request was turned away before anybody looked at
// the key: asking for it was as good as not asking.
func (r *Receipt) untouched() bool {
	if r.Said != Refused || r.Lost {
		return false
	}
	switch api.KindOf(r.Err) {
	case api.Unauthorized, api.Forbidden, api.Unreachable, api.Timeout, api.Canceled, api.RateLimited:
		return true
	}
	return false
}

// settle takes what the list says; unread is why it could not be read to its end.
// A receipt claims no more than that: a list that has the key right after an answer
// got lost proves nothing, since the request may still be at work.
func (r *Receipt) settle(listed bool, unread error, own bool) {
	switch {
	case own && r.Said == Done && api.KindOf(unread) == api.Unauthorized:
		r.Result, r.Err = Revoked, nil // that the instance knows it no more is the proof
	case unread != nil && !listed && r.untouched():
		r.Result = NotTried
	case unread != nil && !listed:
		if r.Result = Unconfirmed; r.Err == nil {
			r.Err = unread
		}
	case !listed && (r.Said == Done || r.Lost):
		r.Result, r.Err = Revoked, nil
	case !listed:
		r.Result, r.Err = AlreadyGone, nil
	case r.Said == Done:
		r.Result, r.Err = Unconfirmed, ErrStillListed
	case r.Said == NoAnswer:
		r.Result = Unconfirmed
	default:
		r.Result = Failed
	}
}
