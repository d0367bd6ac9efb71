package lifecycle_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle"
)

func limited(wait time.Duration) error {
	return &api.Error{Op: api.OpRevokeKey, Kind: api.RateLimited, Status: 429, Message: "slowly", RetryAfter: wait}
}

func TestWhereTheRestIsNotTried(t *testing.T) {
	const revoked, unsure, failed, untried = lifecycle.Revoked, lifecycle.Unconfirmed, lifecycle.Failed, lifecycle.NotTried
	for name, c := range map[string]struct {
		answer func(n int) (bool, error)
		down   bool // the list can't be read
		want   []lifecycle.Result
	}{
		"three answers lost in a row": {func(int) (bool, error) { return false, doubt }, false, []lifecycle.Result{unsure, unsure, unsure, untried, untried}},
		"lost ones with others between": {func(n int) (bool, error) {
			if n%3 == 2 {
				return true, nil
			}
			return true, doubt
		}, false, []lifecycle.Result{revoked, revoked, revoked, revoked, revoked}},
		"no such route": {func(int) (bool, error) {
			return false, &api.Error{Op: api.OpRevokeKey, Kind: api.NotFound, Status: 405, Message: "no"}
		}, false, []lifecycle.Result{failed, untried, untried, untried, untried}},
		"the credential refused, everywhere": {func(n int) (bool, error) {
			if n < 2 {
				return true, nil
			}
			return false, failure(api.Unauthorized)
		}, true, []lifecycle.Result{unsure, unsure, untried, untried, untried}},
		"no way to the instance": {func(int) (bool, error) { return false, failure(api.Unreachable) }, true, []lifecycle.Result{untried, untried, untried, untried, untried}},
	} {
		t.Run(name, func(t *testing.T) {
			ids := []string{"a", "b", "c", "d", "e"}
			f := &instance{list: named(ids...)}
			f.revoke = func(string) (bool, error) { return c.answer(len(f.asked) - 1) }
			if c.down {
				f.listErr = func() error { return failure(api.Unauthorized) }
			}
			receipts := lifecycle.NewReceipts(named(ids...))
			v := lifecycle.Revoker{Client: f}
			stopped := v.Revoke(t.Context(), receipts)
			if got := results(receipts); !slices.Equal(got, c.want) || (stopped != nil) != slices.Contains(c.want, untried) {
				t.Errorf("%v, %v, want %v", got, stopped, c.want)
			}
		})
	}
}

func TestAnInstanceThatWantsAWaitGetsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		f := &instance{list: named("a", "b")}
		f.revoke = func(string) (bool, error) {
			if len(f.asked) < 3 {
				return false, limited(30 * time.Second)
			}
			return true, nil
		}
		var stages []lifecycle.Stage
		v := lifecycle.Revoker{Client: f, Tell: func(p lifecycle.Progress) { stages = append(stages, p.Stage) }}
		receipts := lifecycle.NewReceipts(named("a", "b"))
		if err := v.Revoke(t.Context(), receipts); err != nil || !receipts[0].Gone() || !receipts[1].Gone() || time.Since(begun) != time.Minute {
			t.Errorf("%v, %v after %v", results(receipts), err, time.Since(begun))
		}
		if !slices.Contains(stages, lifecycle.Waiting) || stages[len(stages)-1] != lifecycle.Confirming {
			t.Errorf("told %v", stages)
		}

		// An hour is for the admin to wait, and nobody waits after a stop.
		f = &instance{list: named("a", "b"), revoke: func(string) (bool, error) { return false, limited(time.Hour) }}
		receipts = lifecycle.NewReceipts(named("a", "b"))
		begun = time.Now()
		if err := (&lifecycle.Revoker{Client: f}).Revoke(t.Context(), receipts); api.KindOf(err) != api.RateLimited || time.Since(begun) > 0 {
			t.Errorf("%v after %v", err, time.Since(begun))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		f.revoke = func(string) (bool, error) { return false, limited(time.Minute) }
		err := (&lifecycle.Revoker{Client: f}).Revoke(ctx, receipts)
		if want := []lifecycle.Result{lifecycle.Failed, lifecycle.NotTried}; !errors.Is(err, lifecycle.ErrStopped) || !slices.Equal(results(receipts), want) {
			t.Errorf("stopped: %v, %v", results(receipts), err)
		}
	})
}

// ledger fails at the nth note of one sort.
type ledger struct {
	askFails, tellFails int
	asked, told         int
}

func (l *ledger) Asking(int, time.Time) error {
	if l.asked++; l.asked == l.askFails {
		return errors.New("the disk is full")
	}
	return nil
}

func (l *ledger) Told(int, *lifecycle.Receipt) error {
	if l.told++; l.told == l.tellFails {
		return errors.New("the disk is full")
	}
	return nil
}

func TestWithoutANoteNothingIsSent(t *testing.T) {
	for name, l := range map[string]*ledger{"before": {askFails: 2}, "after": {tellFails: 1}} {
		f := &instance{list: named("a", "b", "c")}
		receipts := lifecycle.NewReceipts(named("a", "b", "c"))
		err := (&lifecycle.Revoker{Client: f, Ledger: l}).Revoke(t.Context(), receipts)
		if want := []lifecycle.Result{lifecycle.Revoked, lifecycle.NotTried, lifecycle.NotTried}; err == nil || len(f.asked) != 1 || !slices.Equal(results(receipts), want) {
			t.Errorf("%s: %v, %v, asked %v", name, results(receipts), err, f.asked)
		}
	}
}

// pages is an instance whose list loses a key of the first page while it is read.
type pages struct {
	instance
	reads int
}

func (p *pages) ListKeys(_ context.Context, offset, _ int) (api.KeyPage, error) {
	p.reads++
	page := api.KeyPage{Total: len(p.list)}
	page.Keys = slices.Clone(p.list[min(offset, len(p.list)):min(offset+2, len(p.list))])
	p.list = p.list[1:]
	return page, nil
}

// A key that may have slipped through a list is not said to be gone.
func TestAListThatNeverStandsStillConfirmsNothing(t *testing.T) {
	var ids []string
	for i := range 40 {
		ids = append(ids, fmt.Sprint(i))
	}
	p := &pages{instance: instance{list: named(ids...)}}
	p.revoke = func(string) (bool, error) { return false, doubt }
	receipts := lifecycle.RevokeKeys(t.Context(), p, named("30"))
	if r := receipts[0]; r.Result != lifecycle.Unconfirmed || r.Err == nil {
		t.Errorf("%+v", r)
	}
}

func TestWhatALookSettles(t *testing.T) {
	f := &instance{list: named("there", "sent")}
	receipts := lifecycle.NewReceipts(named("there", "sent", "lost", "done", "missing", "gone"))
	for i, said := range []lifecycle.Said{lifecycle.Refused, lifecycle.NoAnswer, lifecycle.NoAnswer, lifecycle.Done, lifecycle.Missing, lifecycle.NotAsked} {
		receipts[i].Said, receipts[i].Lost, receipts[i].Result = said, said == lifecycle.NoAnswer, lifecycle.Unconfirmed
	}
	want := []lifecycle.Result{lifecycle.NotTried, lifecycle.Unconfirmed, lifecycle.Revoked, lifecycle.Revoked, lifecycle.AlreadyGone, lifecycle.AlreadyGone}
	v := lifecycle.Revoker{Client: f}
	if err := v.Settle(t.Context(), receipts); err != nil || !slices.Equal(results(receipts), want) || len(f.asked) > 0 {
		t.Errorf("%v, %v, asked %v", results(receipts), err, f.asked)
	}
	f.listErr = func() error { return failure(api.Unreachable) }
	if err := v.Settle(t.Context(), receipts); api.KindOf(err) != api.Unreachable || !slices.Equal(results(receipts), want) {
		t.Errorf("unread: %v, %v", results(receipts), err)
	}
}

// What the instance said of a key stands where it can't be asked again.
func TestWhatWasSaidOfAKeyStands(t *testing.T) {
	f := &instance{revoke: func(string) (bool, error) { return false, failure(api.Unreachable) }}
	receipts := lifecycle.NewReceipts(named("a"))
	receipts[0].Said, receipts[0].Result = lifecycle.Done, lifecycle.Unconfirmed
	v := lifecycle.Revoker{Client: f}
	if err := v.Revoke(t.Context(), receipts); api.KindOf(err) != api.Unreachable || receipts[0].Result != lifecycle.Revoked {
		t.Errorf("%v, %v", results(receipts), err)
	}
}

func TestPhraseForMany(t *testing.T) {
	const own = keys.Prefix + "Own1...ours"
	now := time.Date(2026, 1, 19, 12, 0, 0, 0, time.UTC)
	mine := api.Key{Name: "mine", Preview: own}
	list := func(n int, expires keys.Expiry, also ...api.Key) []api.Key {
		return append(slices.Repeat([]api.Key{{Name: "other", Expires: expires}}, n), also...)
	}
	isMine := func(k *api.Key) bool { return lifecycle.IsOwn(k, own) }
	gone, later := keys.ExpiresAt(now.Add(-time.Hour)), keys.ExpiresAt(now.Add(time.Hour))
	for _, c := range []struct {
		want  string
		list  []api.Key
		every bool
	}{
		{"revoke 12 keys", list(12, later), false}, {"other", list(1, keys.Expiry{}), false},
		{"revoke 1 key and my own", list(1, later, mine), false}, {"revoke my own key", list(0, later, mine), false},
		{"revoke all 41 keys", list(41, later), true}, {"other", list(1, later), true},
		{"revoke the only key and my own", list(1, later, mine), true},
		{"revoke all 40 keys and my own", list(40, later, mine), true},
		// Expired keys take enter alone, unless no other key is left or one of them is live.
		{"", list(12, gone), false}, {"revoke all 12 keys", list(12, gone), true}, {"revoke 13 keys", list(12, gone, api.Key{Name: "live"}), false},
	} {
		emptied := 0
		if c.every {
			emptied = 1
		}
		p := lifecycle.PhraseForMany(c.list, isMine, emptied, now)
		if p.First != c.want || !p.Fits(c.want) || p.Fits("") != (c.want == "") || p.Fits("revoke 11 keys") || p.Empty() != (c.want == "") {
			t.Errorf("%+v, want %q", p, c.want)
		}
	}
	expired := api.Key{Name: "old", Expires: gone, Preview: own}
	if p := lifecycle.PhraseFor(&expired, false, now); !p.Empty() || p.Fits("old") || !p.Fits("") {
		t.Errorf("an expired key: %+v", p)
	}
	if p := lifecycle.PhraseFor(&expired, true, now); p.First != lifecycle.OwnPhrase {
		t.Errorf("the own key: %+v", p)
	}
}

// The phrase for keys of several instances says of how many.
func TestPhraseAcrossInstances(t *testing.T) {
	now := time.Date(2026, 1, 19, 12, 0, 0, 0, time.UTC)
	of := func(instance, preview string) api.Key { return api.Key{Name: "key", Preview: preview}.Of(instance) }
	others := []api.Key{of("eu", "a"), of("eu", "b"), of("us", "a")}
	for _, c := range []struct {
		want    string
		list    []api.Key
		emptied int
	}{
		{"revoke 3 keys on 2 instances", others, 0},
		{"revoke 3 keys on 2 instances, all keys on 1", others, 1},
		{"revoke all 3 keys on 2 instances", others, 2},
		{"revoke 3 keys on 2 instances and 1 of my own", append(slices.Clone(others), of("us", "own")), 0},
		{"revoke 2 keys", others[:2], 0},
	} {
		p := lifecycle.PhraseForMany(c.list, func(k *api.Key) bool { return k.Preview == "own" }, c.emptied, now)
		if p.First != c.want || p.Fits("") || !p.Fits(c.want) {
			t.Errorf("%+v, want %q", p, c.want)
		}
	}
	expired := []api.Key{of("eu", "a"), of("us", "a")}
	for i := range expired {
		expired[i].Expires = keys.ExpiresAt(now.Add(-time.Hour))
	}
	if p := lifecycle.PhraseForMany(expired, func(*api.Key) bool { return false }, 0, now); !p.Empty() {
		t.Errorf("expired: %+v", p)
	}
}

// Whoever revokes one key is told at once that the instance wants a wait, and what
// may have been done is not asked for again by anybody.
func TestWhatIsNotAskedForAgain(t *testing.T) {
	unsure := &api.Error{Op: api.OpRevokeKey, Kind: api.Internal, Status: 503, RetryAfter: time.Second, MaybeDone: true, Message: "busy"}
	for name, c := range map[string]struct {
		ids  []string
		said error
	}{
		"one key, 429":        {[]string{"a"}, limited(time.Second)},
		"several keys, a 503": {[]string{"a", "b"}, unsure},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &instance{list: named(c.ids...)}
				f.revoke = func(string) (bool, error) { return false, c.said }
				lifecycle.RevokeKeys(t.Context(), f, named(c.ids...))
				if len(f.asked) != len(c.ids) {
					t.Errorf("asked for %q", f.asked)
				}
			})
		})
	}
}
