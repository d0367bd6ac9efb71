package keytest_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/keytest"
)

// outcome is what a resource must show when the instance has a fault there.
func outcome(p keys.Permissions, r keys.Resource, f fault) (keytest.Access, keytest.Verdict) {
	expected := keytest.Denied
	if p.Allows(r, keys.Read) {
		expected = keytest.Allowed
	}
	actual := map[fault]keytest.Access{
		none: expected, leak: keytest.Allowed, deny: keytest.Denied, refuse: keytest.Refused, crash: keytest.Failed, gone: keytest.NoRoute,
	}[f]
	switch {
	case f == crash || f == gone:
		return actual, keytest.CantTell
	case actual == expected:
		return actual, keytest.AsExpected
	}
	return actual, keytest.NotAsExpected
}

// check holds a grid against the faults, cell by cell.
func check(t rapid.TB, test *keytest.Test, p keys.Permissions, faults map[keys.Resource]fault) {
	t.Helper()
	over := false
	for i, r := range keys.Resources() {
		c := test.Cells[i]
		want, verdict := outcome(p, r, faults[r])
		if over {
			want, verdict = keytest.NotTried, keytest.Untried
		}
		if c.Resource != r || c.Actual != want || c.Verdict != verdict {
			t.Fatalf("%s with %q, faults %v: %s, %s; want %s, %s", r, p.Summary(), faults, c.Actual, c.Verdict, want, verdict)
		}
		over = over || want == keytest.Refused
	}
}

// Every cell broken in every way, one at a time, with a key that may read it and
// one that may not.
func TestEveryBrokenCellIsFound(t *testing.T) {
	b := breakInstance(t, nil)
	for _, p := range []keys.Permissions{
		keys.Grant(keys.Projects, keys.Write).With(keys.Tasks, keys.Read).With(keys.System, keys.Read),
		keys.Grant(keys.Backups, keys.Read).With(keys.CloudStorage, keys.Write),
	} {
		for _, r := range keys.Resources() {
			k := b.create(p, time.Time{}) // refusals are limited for each key
			for _, f := range []fault{none, leak, deny, refuse, crash, gone} {
				b.faults = map[keys.Resource]fault{r: f}
				test, _ := b.run(k.Secret, keytest.OfKey(k.Key, time.Now()))
				check(t, test, p, b.faults)
			}
		}
	}
}

// Any cells broken in any way: the wrong ones are found, and no others.
func TestTheGridShowsExactlyTheWrongCells(t *testing.T) {
	b := breakInstance(t, nil)
	rapid.Check(t, func(rt *rapid.T) {
		p := keys.Grant(keys.Projects, keys.Read) // a key that grants nothing can't be made
		faults := map[keys.Resource]fault{}
		for _, r := range keys.Resources() {
			p = p.With(r, rapid.SampledFrom(keys.Levels()).Draw(rt, "level of "+string(r)))
			faults[r] = rapid.SampledFrom([]fault{none, none, leak, deny, crash, gone}).Draw(rt, "fault of "+string(r))
		}
		if p.IsNone() {
			p = p.With(keys.Tasks, keys.Write)
		}
		k := b.create(p, time.Time{})
		b.faults = faults
		test, _ := b.run(k.Secret, keytest.OfKey(k.Key, time.Now()))
		check(rt, test, p, faults)
		wrong := 0
		for _, c := range test.Cells {
			if c.Verdict == keytest.NotAsExpected {
				wrong++
			}
		}
		if (test.Result() == keytest.ResultNotAsExpected) != (wrong > 0) {
			rt.Fatalf("%d wrong, result %s", wrong, test.Result())
		}
	})
}

func TestAWholeInstanceIsAsExpected(t *testing.T) {
	b := breakInstance(t, nil)
	k := b.create(keys.Grant(keys.Backups, keys.Write).With(keys.CloudStorage, keys.Read), time.Time{})
	test, _ := b.run(k.Secret, keytest.OfKey(k.Key, time.Now()))
	if test.Words() != "All as expected." || test.Result() != keytest.ResultAsExpected {
		t.Errorf("%s: %s", test.Result(), test.Words())
	}
	if w := test.Walk(k.Secret, keytest.Logged{}, time.Now(), moment); w != nil {
		t.Errorf("walks %v", w)
	}
	list, err := b.client.ListKeys(t.Context(), 0, 1)
	if err != nil || list.Keys[0].LastUsed.IsZero() {
		t.Errorf("the warning is wrong: last used %v, %v", list.Keys, err)
	}
}

// A key that is refused is not sent again: each would count as a failed attempt.
func TestARefusalEndsTheTest(t *testing.T) {
	b := breakInstance(t, nil)
	value, _ := keys.Generate(randomBytes{})
	test, _ := b.run(api.NewSecret(value), keytest.Unlisted())
	if !slices.Equal(b.asked, []keys.Resource{keys.Projects}) {
		t.Errorf("asked %v", b.asked)
	}
	if test.Result() != keytest.ResultRefused || test.Words() != "The key is refused, as expected. The key is not in the list." {
		t.Errorf("%s: %s", test.Result(), test.Words())
	}
}

// randomBytes are not random, and do for a value that no instance made.
type randomBytes struct{}

func (randomBytes) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// A key that should be refused and is let in is what matters most.
func TestARevokedKeyThatIsLetInIsFound(t *testing.T) {
	b := breakInstance(t, nil)
	k := b.create(keys.Grant(keys.Projects, keys.Read), time.Time{})
	if err := b.client.RevokeKey(t.Context(), k.ID); err != nil {
		t.Fatal(err)
	}
	gone := api.RevokedKey{Key: k.Key, Revoked: time.Now()}
	test, _ := b.run(k.Secret, keytest.OfRevoked(gone))
	if test.Result() != keytest.ResultRefused || len(b.asked) != 1 {
		t.Errorf("%s, asked %v", test.Result(), b.asked)
	}
	b.faults = map[keys.Resource]fault{keys.Projects: leak}
	test, _ = b.run(k.Secret, keytest.OfRevoked(gone))
	if test.Result() != keytest.ResultNotAsExpected {
		t.Errorf("%s", test.Result())
	}
	contains(t, test.Words(), "1 cell is not as expected", "revoked, and still the instance lets it in")
}

func TestSums(t *testing.T) {
	fails := func(kind api.Kind) error { return &api.Error{Op: api.OpTry, Kind: kind, Message: "it says why"} }
	known := keytest.OfKey(api.Key{ID: "1", Permissions: keys.Grant(keys.Projects, keys.Read)}, time.Now())
	no := fails(api.Forbidden)
	for name, c := range map[string]struct {
		expect  keytest.Expectation
		answers []error
		result  keytest.Result
		words   string
		tried   int
	}{
		"as expected":       {known, []error{nil, no, no, no, no}, keytest.ResultAsExpected, "All as expected.", 5},
		"one too many":      {known, []error{nil, no, nil, no, no}, keytest.ResultNotAsExpected, "1 cell is not as expected. The key reads more", 5},
		"two":               {known, []error{no, nil, no, no, no}, keytest.ResultNotAsExpected, "2 cells are not as expected.", 5},
		"too few":           {known, []error{no, no, no, no, no}, keytest.ResultNotAsExpected, "The key reads less than the list says", 5},
		"some have no way":  {known, []error{nil, no, fails(api.NotFound), no, no}, keytest.ResultAsExpected, "4 cells as expected; 1 cell can't be told.", 5},
		"none has":          {known, slices.Repeat([]error{fails(api.NotFound)}, 5), keytest.ResultCantTell, "none of these routes", 5},
		"fault":             {known, []error{nil, fails(api.Internal), no, no, no}, keytest.ResultFailed, "Backups can't be proven: it says why.", 5},
		"unreachable":       {known, []error{nil, fails(api.Unreachable)}, keytest.ResultFailed, "The instance can't be reached: it says why. Check the address", 2},
		"rate limited":      {known, []error{fails(api.RateLimited)}, keytest.ResultFailed, "The rest was not tried. Wait a minute", 1},
		"stopped":           {known, []error{nil, fails(api.Canceled)}, keytest.ResultStopped, "Stopped: 1 of 5 resources were read.", 1},
		"refused":           {known, []error{fails(api.Unauthorized)}, keytest.ResultRefused, "The key is refused.", 1},
		"refused half-way":  {known, []error{nil, fails(api.Unauthorized)}, keytest.ResultRefused, "The key is refused.", 2},
		"nothing known":     {keytest.Expectation{}, []error{nil, no, nil, no, no}, keytest.ResultCantTell, "The key reads projects, tasks. What it should read is not known", 5},
		"another's failure": {known, []error{nil, errors.New("secret"), no, no, no}, keytest.ResultFailed, "something went wrong on this side", 5},
	} {
		test := keytest.New(c.expect)
		for i := 0; ; i++ {
			if _, more := test.Next(); !more {
				break
			}
			test.Take(api.Tried{Path: "/x"}, c.answers[i])
		}
		if test.Result() != c.result || test.Tried() != c.tried {
			t.Errorf("%s: %s after %d", name, test.Result(), test.Tried())
		}
		contains(t, test.Words(), c.words)
	}
}

// Nothing reaches an instance that is down, and the test does not wait five
// times for it.
func TestAnInstanceThatIsDown(t *testing.T) {
	b := breakInstance(t, nil)
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	client, err := api.New(api.Options{URL: server.URL, Key: api.NewSecret(b.admin), Transport: &http.Transport{}})
	if err != nil {
		t.Fatal(err)
	}
	tester, err := client.TestWith(api.NewSecret(b.admin), keytest.Marker())
	if err != nil {
		t.Fatal(err)
	}
	test := keytest.New(keytest.Unlisted())
	r, _ := test.Next()
	test.Take(tester.Try(t.Context(), r))
	if _, more := test.Next(); more || !test.Unreached() {
		t.Errorf("goes on: %s", test.Result())
	}
}
