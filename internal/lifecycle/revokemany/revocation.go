// Package revokemany revokes many keys in a way that stays true: what is about to be asked
// is on the disk before it is, so that a kill, a lost link or a lost answer leave a
// state from which listing the keys tells the result for each.
package revokemany

import (
	"errors"
	"time"

	"github.com/supascale/supascale-tui/internal/lifecycle"
)

// Revocation is one of many keys.
type Revocation struct {
	ID       string // "" for one of which nothing is noted
	Instance string // api.Instance.ID
	Begun    time.Time
	// Receipts are the results, in the order in which the keys were chosen.
	Receipts []lifecycle.Receipt
}

// Tally counts the keys of a revocation by their results.
type Tally struct {
	Keys        int
	Revoked     int
	AlreadyGone int
	Unconfirmed int
	Failed      int
	NotTried    int
}

// Left is how many are not known to be gone.
func (t Tally) Left() int { return t.Unconfirmed + t.Failed + t.NotTried }

// Tally counts.
func (b *Revocation) Tally() Tally { return TallyOf(b.Receipts) }

// TallyOf counts receipts.
func TallyOf(receipts []lifecycle.Receipt) Tally {
	t := Tally{Keys: len(receipts)}
	for i := range receipts {
		switch receipts[i].Result {
		case lifecycle.Revoked:
			t.Revoked++
		case lifecycle.AlreadyGone:
			t.AlreadyGone++
		case lifecycle.Unconfirmed:
			t.Unconfirmed++
		case lifecycle.Failed:
			t.Failed++
		default:
			t.NotTried++
		}
	}
	return t
}

// halfWay reports whether there is something to remember: something was done, or may
// have been, and something is left.
func halfWay(t Tally) bool { return t.Left() > 0 && t.Revoked+t.Unconfirmed > 0 }

var (
	// ErrBusy says that another process is at the revocation.
	ErrBusy = errors.New("another console is at these keys now: wait until it has finished, then look again")
	// ErrForgotten says that there is no note of the revocation any more.
	ErrForgotten = errors.New("these keys were finished or forgotten elsewhere meanwhile: list the keys to see which are left")

	// What is known of a key of a revocation that is read from the disk.
	errUnanswered = errors.New("it was asked for, and what came of it is not noted: the program ended, or the answer was lost")
	errUnseen     = errors.New("the instance said that it revoked it; the list was not read since")
	errRefused    = errors.New("the instance did not revoke it when it was asked")
)
