package revokemany

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/slots"
)

// errAbsent says that a part is missing.
var errAbsent = errors.New("the instance is not reached now: none of its keys was asked for")

// Part is one of the instances whose keys are revoked.
type Part struct {
	Name   string // as its keys have it (api.Key.Instance), "" where it is the only one
	Client Client
}

// Across revokes keys of one instance or of several. Each instance is a Runner's, which
// stops where the instance refuses or vanishes; the others go on.
type Across struct {
	Parts []Part
	Store *Store
	Now   func() time.Time
	Tell  func(Progress) // nil: nobody is told; never called by two at once
}

// Begin notes what is to be revoked on all instances, and then revokes the keys. Where it
// can't be noted nothing is done on any. The end of ctx stops it on each between two keys.
func (a *Across) Begin(ctx context.Context, list []api.Key) Revocations {
	all := split(list)
	notes, err := a.noteAll(&all)
	if err != nil {
		for i := range all.Runs {
			all.Runs[i].Stopped = err
		}
		return all
	}
	a.run(ctx, &all, func(i int, r *Runner) (Revocation, error) {
		b := all.Runs[i].Revocation
		return r.end(notes[i], &b, r.revoker(notes[i]).Revoke(ctx, b.Receipts))
	})
	a.forget(&all, func(int) bool { return false })
	return all
}

// Resume goes on with what is left, on each instance as Runner.Resume does.
func (a *Across) Resume(ctx context.Context, was Revocations) Revocations {
	all := was
	all.Runs = append([]Run(nil), was.Runs...)
	a.run(ctx, &all, func(i int, r *Runner) (Revocation, error) {
		b := all.Runs[i].Revocation
		if ctx.Err() != nil {
			return b, lifecycle.ErrStopped
		}
		if b.ID == "" && b.Tally().Left() == 0 {
			return b, nil
		}
		return r.Resume(ctx, b)
	})
	a.forget(&all, func(i int) bool { return was.Runs[i].ID != "" })
	return all
}

// noteAll notes the revocations of all instances, so that a kill leaves none of them
// unknown.
func (a *Across) noteAll(all *Revocations) ([]*ledger, error) {
	notes := make([]*ledger, len(all.Runs))
	for i := range all.Runs {
		run := &all.Runs[i]
		p := a.part(run.Name)
		if p == nil {
			continue
		}
		b := newRevocation(p.Client.Instance().ID, run.Receipts, a.Now())
		l, err := a.Store.begin(&b)
		if err != nil {
			for j, l := range notes[:i] {
				if l != nil {
					err = errors.Join(err, l.close(true))
					all.Runs[j].ID = ""
				}
			}
			return nil, err
		}
		notes[i], run.Revocation = l, b
	}
	return notes, nil
}

func (a *Across) part(name string) *Part {
	for i := range a.Parts {
		if a.Parts[i].Name == name {
			return &a.Parts[i]
		}
	}
	return nil
}

// run does something on all instances at once, on each one run after the other, and waits
// for its end.
func (a *Across) run(ctx context.Context, all *Revocations, do func(i int, r *Runner) (Revocation, error)) {
	told := newTeller(all, a.Tell)
	var names []string
	of := map[string][]int{} // the runs of an instance
	for i := range all.Runs {
		name := all.Runs[i].Name
		if of[name] == nil {
			names = append(names, name)
		}
		of[name] = append(of[name], i)
	}
	free := slots.New()
	var ended sync.WaitGroup
	for _, name := range names {
		slot := free.Take(ctx) // after the end what is left only says that it was stopped
		ended.Go(func() {
			defer slot.Leave()
			for _, i := range of[name] {
				run := &all.Runs[i]
				run.Stopped = errAbsent
				if p := a.part(name); p != nil {
					r := &Runner{Client: p.Client, Store: a.Store, Now: a.Now, keep: true, Tell: func(at lifecycle.Progress) {
						slot.Heard()
						told.tell(i, at)
					}}
					run.Revocation, run.Stopped = do(i, r)
				}
			}
			told.end(all, of[name])
		})
	}
	ended.Wait()
}

// forget forgets the notes of which nothing is left, and all of them where nothing was done
// on any instance. Those of before stay as long as something is left.
func (a *Across) forget(all *Revocations, before func(i int) bool) {
	half := halfWay(all.Tally())
	for i := range all.Runs {
		run := &all.Runs[i]
		if run.ID == "" || run.Tally().Left() > 0 && (half || before(i)) {
			continue
		}
		if err := a.Store.Forget(&run.Revocation); err == nil {
			run.ID = ""
		} else if run.Stopped == nil {
			run.Stopped = err
		}
	}
}

// Forget forgets what is noted of all instances: what is left stays as it is.
func (a *Across) Forget(r *Revocations) error {
	var failed error
	for i := range r.Runs {
		if r.Runs[i].ID != "" {
			failed = errors.Join(failed, a.Store.Forget(&r.Runs[i].Revocation))
		}
	}
	return failed
}
