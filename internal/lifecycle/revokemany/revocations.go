package revokemany

import (
	"slices"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle"
)

// Run is the revocation on one of the instances.
type Run struct {
	Name string // of the instance among several, "" where it is the only one
	Revocation
	Stopped error // why it is not at its end
}

// Revocations are the revocation of keys of one instance or of several: what each instance
// is asked for is noted and can be resumed by itself.
type Revocations struct {
	Runs  []Run
	order []place // of the receipts
}

// place is where a receipt is.
type place struct{ run, at int }

// Join makes one of several, in their order.
func Join(runs ...Run) Revocations {
	all := Revocations{Runs: runs}
	for i := range runs {
		for at := range runs[i].Receipts {
			all.order = append(all.order, place{i, at})
		}
	}
	return all
}

// split makes a revocation for each instance that has some of the keys.
func split(list []api.Key) Revocations {
	var all Revocations
	runs := map[string]int{}
	for _, k := range list {
		i, met := runs[k.Instance]
		if !met {
			i = len(all.Runs)
			runs[k.Instance] = i
			all.Runs = append(all.Runs, Run{Name: k.Instance})
		}
		run := &all.Runs[i]
		all.order = append(all.order, place{i, len(run.Receipts)})
		run.Receipts = append(run.Receipts, lifecycle.Receipt{Key: k.Own(), Result: lifecycle.NotTried})
	}
	return all
}

// Receipts are the results for all keys, in the order in which they were chosen. The keys
// have the ids that are theirs among several instances.
func (r *Revocations) Receipts() []lifecycle.Receipt {
	list := make([]lifecycle.Receipt, 0, len(r.order))
	for _, p := range r.order {
		run := &r.Runs[p.run]
		if p.at < len(run.Receipts) {
			receipt := run.Receipts[p.at]
			receipt.Key = receipt.Key.Of(run.Name)
			list = append(list, receipt)
		}
	}
	return list
}

// Left are the keys that are not known to be gone.
func (r *Revocations) Left() []api.Key {
	var list []api.Key
	for _, receipt := range r.Receipts() {
		if !receipt.Gone() {
			list = append(list, receipt.Key)
		}
	}
	return list
}

// Tally counts the keys of all instances.
func (r *Revocations) Tally() Tally {
	var t Tally
	for i := range r.Runs {
		of := r.Runs[i].Tally()
		t.Keys, t.Revoked, t.AlreadyGone = t.Keys+of.Keys, t.Revoked+of.Revoked, t.AlreadyGone+of.AlreadyGone
		t.Unconfirmed, t.Failed, t.NotTried = t.Unconfirmed+of.Unconfirmed, t.Failed+of.Failed, t.NotTried+of.NotTried
	}
	return t
}

// Noted reports whether something of it is noted on this machine.
func (r *Revocations) Noted() bool {
	return slices.ContainsFunc(r.Runs, func(run Run) bool { return run.ID != "" })
}
