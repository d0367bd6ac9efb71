package lifecycle_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
)

// instance is one whose answers fail when the test says so.
type instance struct {
	list    []api.Key
	own     string
	revoke  func(id string) (done bool, err error) // nil revokes
	listErr func() error                           // nil lists
	asked   []string
}

func (f *instance) OwnPreview() string { return f.own }

func (f *instance) ListKeys(context.Context, int, int) (api.KeyPage, error) {
	if f.listErr != nil {
		if err := f.listErr(); err != nil {
			return api.KeyPage{}, err
		}
	}
	return api.KeyPage{Keys: slices.Clone(f.list), Total: len(f.list)}, nil
}

func (f *instance) RevokeKey(_ context.Context, id string) error {
	f.asked = append(f.asked, id)
	done, err := true, error(nil)
	if f.revoke != nil {
		done, err = f.revoke(id)
	}
	if done {
		f.list = slices.DeleteFunc(f.list, func(k api.Key) bool { return k.ID == id })
	}
	return err
}

func failure(kind api.Kind) error { return &api.Error{Op: api.OpRevokeKey, Kind: kind, Message: "no"} }

var doubt = &api.Error{Op: api.OpRevokeKey, Kind: api.Timeout, Message: "no answer", MaybeDone: true}

func named(names ...string) (list []api.Key) {
	for _, n := range names {
		list = append(list, api.Key{ID: n, Name: "key " + n, Preview: "preview " + n})
	}
	return list
}

func results(receipts []lifecycle.Receipt) (list []lifecycle.Result) {
	for _, r := range receipts {
		list = append(list, r.Result)
	}
	return list
}

func TestRevokingManyKeys(t *testing.T) {
	const revoked, gone, unsure, failed, untried = lifecycle.Revoked, lifecycle.AlreadyGone, lifecycle.Unconfirmed, lifecycle.Failed, lifecycle.NotTried
	only := func(id string, done bool, err error) func(string) (bool, error) {
		return func(asked string) (bool, error) {
			if asked == id {
				return done, err
			}
			return true, nil
		}
	}
	for name, c := range map[string]struct {
		f    instance
		want []lifecycle.Result
	}{
		"all":                              {instance{}, []lifecycle.Result{revoked, revoked, revoked}},
		"one gone before":                  {instance{revoke: only("b", true, failure(api.NotFound))}, []lifecycle.Result{revoked, gone, revoked}},
		"no such route":                    {instance{revoke: func(string) (bool, error) { return false, failure(api.NotFound) }}, []lifecycle.Result{failed, failed, failed}},
		"said and not done":                {instance{revoke: only("b", false, nil)}, []lifecycle.Result{revoked, unsure, revoked}},
		"no answer, and done":              {instance{revoke: only("b", true, doubt)}, []lifecycle.Result{revoked, revoked, revoked}},
		"no answer, and not done":          {instance{revoke: only("b", false, doubt)}, []lifecycle.Result{revoked, unsure, revoked}},
		"an answer of its own":             {instance{revoke: only("b", false, failure(api.Internal))}, []lifecycle.Result{revoked, failed, revoked}},
		"the credential is refused":        {instance{revoke: only("b", false, failure(api.Unauthorized))}, []lifecycle.Result{revoked, failed, untried}},
		"the link is down":                 {instance{revoke: only("b", false, failure(api.Unreachable))}, []lifecycle.Result{revoked, failed, untried}},
		"the list can't be read after":     {instance{listErr: func() error { return failure(api.Unreachable) }}, []lifecycle.Result{unsure, unsure, unsure}},
		"the own key, after which is none": {instance{own: "preview b", revoke: only("b", true, nil)}, []lifecycle.Result{revoked, revoked, revoked}},
	} {
		t.Run(name, func(t *testing.T) {
			f := c.f
			f.list = named("a", "b", "c", "other")
			if f.own != "" {
				f.listErr = func() error {
					if len(f.list) == 1 {
						return failure(api.Unauthorized)
					}
					return nil
				}
			}
			receipts := lifecycle.RevokeKeys(t.Context(), &f, named("a", "b", "c"))
			if got := results(receipts); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
			for _, r := range receipts {
				if bad := r.Result == unsure || r.Result == failed; bad != (r.Err != nil) {
					t.Errorf("%s: %s, %v", r.Key.ID, r.Result, r.Err)
				}
			}
			if f.own != "" && f.asked[2] != "b" {
				t.Errorf("the own key was not the last: %v", f.asked)
			}
		})
	}
}

func TestRevokingStopsBetweenTwoKeys(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	f := &instance{list: named("a", "b"), own: "preview b"}
	f.revoke = func(string) (bool, error) { cancel(); return true, nil }
	if got := results(lifecycle.RevokeKeys(ctx, f, named("a", "b"))); !slices.Equal(got, []lifecycle.Result{lifecycle.Revoked, lifecycle.NotTried}) {
		t.Errorf("got %v", got)
	}
}

// Whatever fails, a receipt never says revoked of a key that is still there, nor
// failed or not tried of one that is gone by our doing.
func TestReceiptsAreTrue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := &instance{list: named("a", "b", "c", "d")}
		f.revoke = func(string) (bool, error) {
			done := rapid.Bool().Draw(t, "done")
			return done, rapid.SampledFrom([]error{nil, nil, doubt, failure(api.NotFound), failure(api.Conflict)}).Draw(t, "answer")
		}
		f.listErr = func() error {
			return rapid.SampledFrom([]error{nil, nil, failure(api.Timeout)}).Draw(t, "list")
		}
		for _, r := range lifecycle.RevokeKeys(t.Context(), f, named("a", "b", "c")) {
			listed := slices.ContainsFunc(f.list, func(k api.Key) bool { return k.ID == r.Key.ID })
			switch r.Result {
			case lifecycle.Revoked, lifecycle.AlreadyGone:
				if listed {
					t.Fatalf("%s is %s and listed", r.Key.ID, r.Result)
				}
			case lifecycle.NotTried:
				t.Fatalf("%s was not tried", r.Key.ID)
			}
		}
	})
}

func TestPick(t *testing.T) {
	list := []api.Key{
		{ID: "key-1", Name: "Backup", Preview: keys.Prefix + "Ab3d...x9Zk"}, {ID: "key-2", Name: "backup", Preview: keys.Prefix + "Ab3d...x9Zk"},
		{ID: "key-3", Name: "key-1"}, {ID: "key-4", Name: "CI"}, {ID: "key-5", Name: "CI"}, {ID: "key-6"},
		{ID: "key-7", Name: "Zz11...yyyy"}, {ID: "key-8", Name: "victim", Preview: keys.Prefix + "Zz11...yyyy"},
		{ID: "key-9", Name: "Zz11…yyyy"}, {ID: "key-10", Name: "KEY-4"},
	}
	for word, want := range map[string][]string{
		"key-1":  {"key-1"}, // an id goes before a name that looks like one
		"Backup": {"key-1"}, "backup": {"key-2"}, "BACKUP": {"key-1", "key-2"},
		"CI": {"key-4", "key-5"}, "ci": {"key-4", "key-5"}, "": nil, "Back": nil,
		"KEY-1": {"key-1"}, "KEY-4": {"key-4"}, // whatever its case, and whatever is named so
		"Zz11...yyyy": {"key-7", "key-8"}, "Zz11…yyyy": {"key-8", "key-9"}, keys.Prefix + "Zz11...yyyy": {"key-8"},
		keys.Prefix + "Ab3d...x9Zk": {"key-1", "key-2"}, "Ab3d…x9Zk": {"key-1", "key-2"}, "…": nil,
	} {
		var got []string
		for _, k := range lifecycle.Pick(list, word) {
			got = append(got, k.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", word, got, want)
		}
	}
}

// notes counts what is done to the notes.
type notes struct{ begun, settled, made int }

func (n *notes) Begin(undelivered.Entry) (string, error) { n.begun++; return "note", nil }
func (n *notes) Made(string, api.Key) error              { n.made++; return nil }
func (n *notes) Settle(string)                           { n.settled++ }

type maker struct{ err error }

func (m maker) CreateKey(context.Context, api.NewKey) (api.CreatedKey, error) {
	return api.CreatedKey{Key: api.Key{ID: "k"}}, m.err
}

func TestACreationIsNotedUntilItIsKnown(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want notes
		note string
	}{
		"made":    {nil, notes{begun: 1, made: 1}, "note"},
		"refused": {failure(api.Forbidden), notes{begun: 1, settled: 1}, ""},
		"lost":    {doubt, notes{begun: 1}, "note"},
		"odd":     {errors.New("?"), notes{begun: 1}, "note"},
	} {
		n := &notes{}
		_, note, err := lifecycle.Create(t.Context(), maker{c.err}, n, undelivered.Entry{})
		if *n != c.want || note != c.note || !errors.Is(err, c.err) {
			t.Errorf("%s: %+v, %q, %v", name, *n, note, err)
		}
	}
}

func TestALostKeyIsLookedForTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		at := time.Now()
		entry := undelivered.Entry{ID: "note", Asked: api.NewKey{Name: "CI"}, At: at, Last: at, BeforeAll: true}
		n, looks := &notes{}, 0
		f := &instance{}
		f.listErr = func() error {
			if looks++; looks == 2 {
				f.list = []api.Key{{ID: "late", Name: "CI", Created: at}}
			}
			return nil
		}
		found, err := lifecycle.Find(t.Context(), f, n, entry)
		if err != nil || found == nil || found.ID != "late" || n.made != 1 || time.Since(at) != lifecycle.SecondLook {
			t.Errorf("%v, %v, %+v after %v", found, err, n, time.Since(at))
		}
		f.listErr, f.list = nil, nil
		if found, err := lifecycle.Find(t.Context(), f, n, entry); found != nil || err != nil {
			t.Errorf("none: %v, %v", found, err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := lifecycle.Find(ctx, f, n, entry); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("given up: %v", err)
		}
	})
}
