package lifecycle

import (
	"context"
	"errors"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
)

// Bounds of the requests, which go on when the caller has given up: a request that
// was sent can't be taken back, and the look at the list says what it came to.
const (
	requestWithin = time.Minute
	confirmWithin = time.Minute
)

// How often in a row no clear answer may come before there is no sense in asking
// for the next key, how long an instance may ask to wait, how long it is waited
// where it doesn't say, and how often.
const (
	lostMost  = 3
	waitMost  = 5 * time.Minute
	waitUsual = 10 * time.Second
	waitsMost = 5
)

// ErrStopped says that whoever asked for it stopped between two keys.
var ErrStopped = errors.New("stopped before the rest")

// Ledger notes how far the revocation of many keys has come, by their place among
// the receipts.
type Ledger interface {
	// Asking notes that a key is asked for next. Without an error it is on the disk.
	Asking(i int, at time.Time) error
	// Told notes what is known of a key.
	Told(i int, r *Receipt) error
}

// Stage is what a Revoker is doing.
type Stage uint8

// The stages.
const (
	Looking    Stage = iota // reads the list
	Asking                  // asks for one key
	Waiting                 // as long as the instance wants
	Confirming              // reads the list again
)

// Progress is how far it is.
type Progress struct {
	Stage    Stage
	Key      api.Key   // that is asked for
	Tried    int       // keys behind it
	Of       int       // keys that are to be tried
	WaitEnds time.Time // for Waiting
}

// Revoker revokes keys one after the other and then lists once to see which are
// gone. It stops at the first answer that would be the same for all that follow:
// the credential refused, or no way to the instance. The key that client itself
// uses comes last, since it ends what client can do.
type Revoker struct {
	Client Client
	Now    func() time.Time // nil: time.Now
	Ledger Ledger           // nil: nothing is noted
	Tell   func(Progress)   // nil: nobody is told

	tried, of, lost int
}

// RevokeKeys revokes keys as a Revoker does. The receipts are in the order of list.
func RevokeKeys(ctx context.Context, client Client, list []api.Key) []Receipt {
	receipts := NewReceipts(list)
	v := Revoker{Client: client}
	_ = v.Revoke(ctx, receipts) // every receipt says it for its key
	return receipts
}

// NewReceipts are those of keys that were not tried.
func NewReceipts(list []api.Key) []Receipt {
	receipts := make([]Receipt, len(list))
	for i, k := range list {
		receipts[i] = Receipt{Key: k, Result: NotTried}
	}
	return receipts
}

// Revoke revokes what is not gone, and says why it stopped: ErrStopped when ctx has
// ended, nil when all were tried. A request under way is waited for.
func (v *Revoker) Revoke(ctx context.Context, receipts []Receipt) (stopped error) {
	own := -1
	var others []int
	for i := range receipts {
		switch {
		case receipts[i].Gone():
		case IsOwn(&receipts[i].Key, v.Client.OwnPreview()):
			own = i
			v.of++
		default:
			others = append(others, i)
			v.of++
		}
	}
	if stopped = v.tryAll(ctx, receipts, others); own < 0 || stopped != nil {
		return stopped
	}
	return v.tryAll(ctx, receipts, []int{own})
}

// tryAll asks for keys and settles by the list what came of it.
func (v *Revoker) tryAll(ctx context.Context, receipts []Receipt, list []int) error {
	stopped := v.each(ctx, receipts, list)
	if err := v.confirm(ctx, receipts, list); stopped == nil {
		stopped = err
	}
	return stopped
}

// Settle reads the list and takes from it what it tells of keys that are not known
// to be gone, without asking for any. What the list says of them otherwise is taken
// too. An error says that it can't be read, and changes nothing.
func (v *Revoker) Settle(ctx context.Context, receipts []Receipt) error {
	v.tell(Progress{Stage: Looking})
	listed, err := v.list(ctx)
	slipped := api.PartOf(err) != nil // what it has it has
	if err != nil && !slipped {
		return err
	}
	for i := range receipts {
		r := &receipts[i]
		if r.Gone() {
			continue
		}
		k, found := listed[r.Key.ID]
		switch {
		case !found && slipped:
			continue
		case !found:
			r.settle(false, nil, false)
			if err := v.told(i, r); err != nil {
				return err
			}
			continue
		case r.Said == Refused, r.Said == Missing:
			r.Result, r.Said, r.Err = NotTried, NotAsked, nil // it is still there, and tried anew
		}
		r.Key = k
	}
	return nil
}

func (v *Revoker) each(ctx context.Context, receipts []Receipt, list []int) error {
	for _, i := range list {
		if ctx.Err() != nil {
			return ErrStopped
		}
		if err := v.one(ctx, i, &receipts[i]); err != nil {
			return err
		}
		v.tried++
	}
	return nil
}

// one asks for a key, again after a wait where the instance wants one, and says why
// the rest is not worth a try.
func (v *Revoker) one(ctx context.Context, i int, r *Receipt) error {
	for waits := 0; ; waits++ {
		err := v.ask(ctx, i, r)
		if err != nil {
			return err
		}
		wait := pause(r.Err)
		if wait == 0 {
			return v.hopeless(r)
		}
		if wait > waitMost || waits == waitsMost || v.of == 1 {
			return r.Err // whoever asked for a single key decides about a second request
		}
		v.tell(Progress{Stage: Waiting, Key: r.Key, WaitEnds: v.now().Add(wait)})
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return ErrStopped
		}
	}
}

// ask notes that a key is asked for, asks, and notes what was said. Without the note
// nothing is sent.
func (v *Revoker) ask(ctx context.Context, i int, r *Receipt) error {
	if why := r.Key.CantName(); why != "" {
		r.Result, r.Err = Failed, &CantNameError{why}
		return nil
	}
	v.tell(Progress{Stage: Asking, Key: r.Key})
	at := v.now()
	if v.Ledger != nil {
		if err := v.Ledger.Asking(i, at); err != nil {
			return err
		}
	}
	r.At = at
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), requestWithin)
	defer cancel()
	r.answered(v.Client.RevokeKey(ctx, r.Key.ID))
	return v.told(i, r)
}

// hopeless is why the next key would fare the same, nil where it need not.
func (v *Revoker) hopeless(r *Receipt) error {
	failed, known := errors.AsType[*api.Error](r.Err)
	if r.Said == NoAnswer {
		if v.lost++; v.lost >= lostMost || known && failed.Kind == api.Canceled {
			return r.Err
		}
		return nil
	}
	v.lost = 0
	if !known || r.Err == nil {
		return nil
	}
	switch failed.Kind {
	case api.Unauthorized, api.Forbidden, api.Unreachable, api.Timeout, api.Canceled:
		return r.Err
	}
	if failed.Status == methodNotAllowed {
		return r.Err // the instance has no such route for any key
	}
	return nil
}

const methodNotAllowed = 405

// pause is how long the instance wants nothing more asked, 0 for no such answer. A
// change that may have been made is not asked for again.
func pause(err error) time.Duration {
	failed, known := errors.AsType[*api.Error](err)
	switch {
	case !known || failed.MaybeDone || failed.Kind != api.RateLimited && failed.RetryAfter == 0:
		return 0
	case failed.RetryAfter == 0:
		return waitUsual
	}
	return failed.RetryAfter
}

// confirm settles by the list what was asked for.
func (v *Revoker) confirm(ctx context.Context, receipts []Receipt, list []int) error {
	var open []int
	for _, i := range list {
		if r := &receipts[i]; !r.Gone() && r.Said != NotAsked {
			open = append(open, i)
		}
	}
	if len(open) == 0 {
		return nil
	}
	v.tell(Progress{Stage: Confirming})
	listed, unread := v.list(ctx)
	var failed error
	for _, i := range open {
		r := &receipts[i]
		_, found := listed[r.Key.ID]
		r.settle(found, unread, IsOwn(&r.Key, v.Client.OwnPreview()))
		if err := v.told(i, r); err != nil && failed == nil {
			failed = err
		}
	}
	return failed
}

// list reads the list, also when the caller has given up. Where the instance wants a
// wait, it is waited for as long as nobody has.
func (v *Revoker) list(ctx context.Context) (map[string]api.Key, error) {
	for waits := 0; ; waits++ {
		listed, err := v.read(ctx)
		wait := pause(err)
		if wait == 0 || wait > waitMost || waits == waitsMost {
			return listed, err
		}
		v.tell(Progress{Stage: Waiting, WaitEnds: v.now().Add(wait)})
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return listed, err
		}
	}
}

func (v *Revoker) read(ctx context.Context) (map[string]api.Key, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), confirmWithin)
	defer cancel()
	list, err := api.Keys(ctx, v.Client)
	listed := make(map[string]api.Key, len(list))
	for _, k := range list {
		listed[k.ID] = k
	}
	return listed, err
}

func (v *Revoker) told(i int, r *Receipt) error {
	if v.Ledger == nil {
		return nil
	}
	return v.Ledger.Told(i, r)
}

func (v *Revoker) tell(p Progress) {
	if v.Tell != nil {
		p.Tried, p.Of = v.tried, v.of
		v.Tell(p)
	}
}

func (v *Revoker) now() time.Time {
	if v.Now == nil {
		return time.Now()
	}
	return v.Now()
}
