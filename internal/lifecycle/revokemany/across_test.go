package revokemany_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/revokemany"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// sites are instances in memory with notes in one folder.
type sites struct {
	list  []*site
	parts []revokemany.Part
	keys  []api.Key // of all, one of each in turn
	dir   string
}

// Instance gives each an id of its own.
func (n named) Instance() api.Instance {
	return api.Instance{Name: n.name, ID: "https://" + n.name + ".example.com"}
}

type named struct {
	*site
	name string
}

func newSites(t *testing.T, instances, keys int) *sites {
	t.Helper()
	s := &sites{dir: filepath.Join(t.TempDir(), "revocations")}
	for i := range instances {
		at := named{newSite(t, keys), fmt.Sprintf("m%02d", i)}
		s.list = append(s.list, at.site)
		s.parts = append(s.parts, revokemany.Part{Name: at.name, Client: at})
	}
	for k := range keys {
		for i := range instances {
			s.keys = append(s.keys, s.list[i].Keys[k].Of(s.parts[i].Name))
		}
	}
	return s
}

func (s *sites) across(tell func(revokemany.Progress)) *revokemany.Across {
	return &revokemany.Across{Parts: s.parts, Store: revokemany.Open(s.dir), Now: time.Now, Tell: tell}
}

func (s *sites) noted(t *testing.T) (list []revokemany.Run) {
	t.Helper()
	for _, p := range s.parts {
		revocations, err := revokemany.Open(s.dir).List(p.Client.Instance().ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range revocations {
			list = append(list, revokemany.Run{Name: p.Name, Revocation: b})
		}
	}
	return list
}

// Each instance stops by itself, and what is left is noted of each, also where nothing was
// done; the receipts are in the order in which the keys were chosen.
func TestAnInstanceThatRefusesStopsNoOther(t *testing.T) {
	s := newSites(t, 12, 3)
	s.list[2].answer = func(string) error { return refuse(api.Forbidden) }
	s.list[7].answer = func(id string) error {
		if id == "id-1" {
			s.list[7].ListErr = refuse(api.Unreachable)
			return refuse(api.Unreachable)
		}
		return nil
	}
	var last revokemany.Progress
	r := s.across(func(p revokemany.Progress) { last = p }).Begin(t.Context(), s.keys)
	if tally := r.Tally(); tally != (revokemany.Tally{Keys: 36, Revoked: 30, Unconfirmed: 1, Failed: 1, NotTried: 4}) {
		t.Errorf("%+v", tally)
	}
	if last.Instances != 12 || last.Ended != 12 || last.Stopped != 2 || last.Of != 36 || last.Waiting != 0 {
		t.Errorf("told last %+v", last)
	}
	for i, receipt := range r.Receipts() {
		if receipt.Key != s.keys[i] {
			t.Fatalf("receipt %d is about %+v", i, receipt.Key)
		}
	}
	left := s.noted(t)
	if len(left) != 2 || left[0].Name != "m02" || left[0].Tally().Left() != 3 || left[1].Name != "m07" || left[1].Tally().Left() != 3 {
		t.Fatalf("noted %+v", left)
	}
	// What is noted is gone on with from anywhere.
	s.list[2].answer, s.list[7].answer, s.list[7].ListErr = nil, nil, nil
	r = s.across(nil).Resume(t.Context(), revokemany.Join(left...))
	if tally := r.Tally(); tally != (revokemany.Tally{Keys: 6, Revoked: 6}) || r.Noted() || len(s.noted(t)) > 0 {
		t.Errorf("%+v, left %+v", tally, s.noted(t))
	}
}

func TestNothingIsNotedOfWhatWasDoneNowhere(t *testing.T) {
	s := newSites(t, 3, 2)
	for _, at := range s.list {
		at.answer, at.ListErr = func(string) error { return refuse(api.Unauthorized) }, refuse(api.Unauthorized)
	}
	r := s.across(nil).Begin(t.Context(), s.keys)
	if tally := r.Tally(); tally.NotTried != 6 || r.Noted() || len(s.noted(t)) > 0 {
		t.Errorf("%+v, noted %+v", tally, s.noted(t))
	}
	for _, at := range s.list {
		at.answer, at.ListErr = nil, nil
	}
	if r = s.across(nil).Resume(t.Context(), r); r.Tally().Revoked != 6 || len(s.noted(t)) > 0 {
		t.Errorf("gone on: %+v, noted %+v", r.Tally(), s.noted(t))
	}
}

func TestWhatCantBeNotedIsDoneNowhere(t *testing.T) {
	s := newSites(t, 3, 2)
	if err := os.WriteFile(s.dir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	r := s.across(nil).Begin(t.Context(), s.keys)
	for i, run := range r.Runs {
		if run.Stopped == nil || len(s.list[i].Revoked) > 0 {
			t.Errorf("%s: %v, revoked %v", run.Name, run.Stopped, s.list[i].Revoked)
		}
	}
}

// An instance that hangs delays nobody, however many hang; what is left of it is known.
func TestInstancesThatHangDelayNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSites(t, 20, 3)
		const hanging = 12
		for _, at := range s.list[:hanging] {
			at.answer = func(string) error {
				<-time.After(time.Minute) // of the bubble
				return &api.Error{Op: api.OpRevokeKey, Kind: api.Timeout, Message: "no answer", MaybeDone: true}
			}
		}
		began := time.Now()
		for _, at := range s.list[hanging:] {
			at.answer = func(id string) error {
				if took := time.Since(began); took > 10*time.Second {
					t.Errorf("%s is asked for after %v", id, took)
				}
				return nil
			}
		}
		r := s.across(nil).Begin(t.Context(), s.keys)
		if tally := r.Tally(); tally.Revoked != 3*(len(s.list)-hanging) || tally.Unconfirmed != 3*hanging || len(s.noted(t)) != hanging {
			t.Errorf("%+v, noted %d", tally, len(s.noted(t)))
		}
	})
}

func TestAtMostEightInstancesAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSites(t, 30, 4)
		busy, most := map[int]bool{}, 0
		turn := make(chan struct{}, 1)
		for i, at := range s.list {
			at.answer = func(id string) error {
				turn <- struct{}{}
				busy[i] = id != "id-3"
				n := 0
				for _, is := range busy {
					if is {
						n++
					}
				}
				most = max(most, n)
				<-turn
				<-time.After(2 * time.Second) // of the bubble; longer in all than an instance may be quiet
				return nil
			}
		}
		if r := s.across(nil).Begin(t.Context(), s.keys); r.Tally().Revoked != len(s.keys) || most > 8 || most < 7 {
			t.Errorf("%+v, %d at once", r.Tally(), most)
		}
	})
}

// Stopping ends it on all instances, on each between two keys.
func TestStoppingAcrossInstances(t *testing.T) {
	s := newSites(t, 12, 3)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	for _, at := range s.list {
		at.answer = func(string) error { stop(); return nil }
	}
	r := s.across(nil).Begin(ctx, s.keys)
	for _, run := range r.Runs {
		if tally := run.Tally(); !errors.Is(run.Stopped, lifecycle.ErrStopped) || tally.NotTried < 2 {
			t.Errorf("%s: %+v, %v", run.Name, tally, run.Stopped)
		}
	}
	if left := s.noted(t); len(left) != len(s.list) {
		t.Errorf("%d are noted", len(left))
	}
	if again := s.across(nil).Resume(ctx, r); again.Tally() != r.Tally() || len(s.noted(t)) != len(s.list) {
		t.Errorf("stopped again: %+v", again.Tally())
	}
	if r = s.across(nil).Resume(t.Context(), r); r.Tally().Revoked != len(s.keys) || len(s.noted(t)) > 0 {
		t.Errorf("gone on: %+v", r.Tally())
	}
}

// The key that a client itself uses goes last on its own instance.
func TestTheOwnKeyOfEachInstanceGoesLast(t *testing.T) {
	s := newSites(t, 3, 3)
	for i, at := range s.list {
		at.Own = at.Keys[i].Preview
	}
	s.across(nil).Begin(t.Context(), s.keys)
	for i, at := range s.list {
		if own := fmt.Sprint("id-", i); len(at.Revoked) != 3 || at.Revoked[2] != own {
			t.Errorf("%s: %v", s.parts[i].Name, at.Revoked)
		}
	}
}

// One instance is the same with one part.
func TestAcrossASingleInstance(t *testing.T) {
	at := newSite(t, 3)
	across := &revokemany.Across{Parts: []revokemany.Part{{Client: at}}, Store: revokemany.Open(at.dir), Now: func() time.Time { return screentest.Now }}
	all := slices.Clone(at.Keys)
	r := across.Begin(t.Context(), all)
	if receipts := r.Receipts(); len(r.Runs) != 1 || r.Runs[0].Stopped != nil || len(receipts) != 3 || receipts[2].Key != all[2] || r.Tally().Revoked != 3 {
		t.Errorf("%+v", r)
	}
}
