package identify_test

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/identify"
	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/testkit/wiretap"
)

// time0 is when a key was revoked.
var time0 = time.Date(2026, 1, 19, 12, 0, 0, 0, time.UTC)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// traffic is a real instance that keeps every request as it came.
type traffic struct {
	wiretap.Tap
	i      *instance.Instance
	client *api.Client
}

func listen(t testing.TB) *traffic {
	t.Helper()
	i, err := instance.Open(t.Context(), instance.Options{DataDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = i.Close(context.Background()) })
	admin, err := i.CreateFirstKey(t.Context(), "Admin")
	if err != nil {
		t.Fatal(err)
	}
	l := &traffic{i: i}
	l.To = i.Handler()
	server := httptest.NewServer(l)
	t.Cleanup(server.Close)
	l.client, err = api.New(api.Options{URL: server.URL, Key: api.NewSecret(admin), Transport: &http.Transport{}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.client.Close)
	return l
}

func (l *traffic) create(t testing.TB, name string) api.CreatedKey {
	t.Helper()
	k, err := l.client.CreateKey(context.Background(), api.NewKey{Name: name, Permissions: keys.Grant(keys.Projects, keys.Read)})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// Nothing of a pasted value is in any request: of keys there are, of revoked
// ones, and of keys the instance never had.
func TestNothingOfTheValueLeavesTheMachine(t *testing.T) {
	l := listen(t)
	rapid.Check(t, func(rt *rapid.T) {
		value, _ := keys.Generate(rand.Reader)
		want := 0
		if rapid.Bool().Draw(rt, "is of this instance") {
			k := l.create(t, "Somebody's")
			value, want = k.Secret.Reveal(), 1
			if rapid.Bool().Draw(rt, "is revoked") {
				if err := l.client.RevokeKey(context.Background(), k.ID); err != nil {
					rt.Fatal(err)
				}
			}
		}
		l.Take()
		text := rapid.SampledFrom([]string{"", "\n", "\r\n"}).Draw(rt, "line end")
		taken, trouble := identify.Check(value + text)
		if trouble != "" {
			rt.Fatal(trouble)
		}
		a, err := identify.Find(context.Background(), l.client, taken, nil)
		if err != nil || len(a.Matches) != want {
			rt.Fatalf("%d matches, %v", len(a.Matches), err)
		}
		came := l.Take()
		if len(came) == 0 {
			rt.Fatal("nothing was asked: the test sees nothing")
		}
		for _, request := range came {
			if wiretap.Carries(request, value) {
				rt.Fatalf("a request carries a part of the value")
			}
			if !strings.HasPrefix(request, "GET ") {
				rt.Fatalf("%.40s", request)
			}
		}
	})
}

func TestFindingKeys(t *testing.T) {
	l := listen(t)
	live, gone := l.create(t, "Live"), l.create(t, "Gone")
	if err := l.client.RevokeKey(t.Context(), gone.ID); err != nil {
		t.Fatal(err)
	}
	foreign, _ := keys.Generate(rand.Reader)
	exact := func(s api.Secret) (string, bool, bool) { return l.i.Owner(s.Reveal()) }
	for name, c := range map[string]struct {
		value   api.Secret
		id      string
		revoked bool
		words   [2]string // by preview, by digest
	}{
		"live":    {live.Secret, live.ID, false, [2]string{"Probably it is this key: its preview fits.", "It is exactly this key: the instance"}},
		"revoked": {gone.Secret, gone.ID, true, [2]string{"Probably it is this key, which was revoked", "exactly this key, which was revoked"}},
		"foreign": {api.NewSecret(foreign), "", false, [2]string{"None fits", "never made such a key"}},
	} {
		for i, by := range []identify.Exact{nil, exact} {
			a, err := identify.Find(t.Context(), l.client, c.value, by)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(a.Words(), c.words[i]) {
				t.Errorf("%s: %s", name, a.Words())
			}
			if c.id == "" {
				if len(a.Matches) != 0 {
					t.Errorf("%s: %+v", name, a.Matches)
				}
				continue
			}
			if len(a.Matches) != 1 || a.Matches[0].Key.ID != c.id || a.Matches[0].IsRevoked() != c.revoked || a.Matches[0].IsExact != (by != nil) {
				t.Errorf("%s: %+v", name, a.Matches)
			}
		}
	}
}

// lists is an instance of another sort.
type lists struct {
	keys    []api.Key
	revoked []api.RevokedKey
	err     error
	goneErr error
}

func (l *lists) ListKeys(context.Context, int, int) (api.KeyPage, error) {
	return api.KeyPage{Keys: l.keys, Total: len(l.keys)}, l.err
}

func (l *lists) RevokedKeys(context.Context) ([]api.RevokedKey, error) { return l.revoked, l.goneErr }

func TestWhatIsNotFoundIsExplained(t *testing.T) {
	value := api.NewSecret(keys.Prefix + "FakeFakeFakeFakeFakeFakeFake")
	other := api.Key{ID: "1", Preview: "supascale_Othe...r000"}
	for name, c := range map[string]struct {
		on    lists
		words string
		found int
	}{
		"no previews":       {lists{keys: []api.Key{{ID: "1"}, other}}, "the preview of 1 key says too little", 0},
		"remembers none":    {lists{keys: []api.Key{other}}, "was revoked here, which this instance does not tell", 0},
		"forgets":           {lists{keys: []api.Key{other}, revoked: []api.RevokedKey{{Key: other}}}, "", 0},
		"revoked are shut":  {lists{keys: []api.Key{other}, goneErr: errors.New("no")}, "the revoked ones can't be read", 0},
		"several":           {lists{keys: []api.Key{{ID: "1", Preview: "supascale_Fake"}, {ID: "2", Preview: "Fake...Fake"}, other}}, "any of these 2 keys", 2},
		"revoked, probably": {lists{revoked: []api.RevokedKey{{Key: api.Key{ID: "1", Preview: "Fake…Fake"}, Revoked: time0}}}, "which was revoked: its preview fits", 1},
	} {
		a, err := identify.Find(t.Context(), &c.on, value, nil)
		if err != nil || len(a.Matches) != c.found || !strings.Contains(a.Words(), c.words) {
			t.Errorf("%s: %d, %q, %v", name, len(a.Matches), a.Words(), err)
		}
		if strings.Contains(a.Words(), "Fake") {
			t.Errorf("%s: %q", name, a.Words())
		}
	}
	broken := errors.New("no")
	if _, err := identify.Find(t.Context(), &lists{err: broken}, value, nil); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

func TestWhatIsNoKey(t *testing.T) {
	for _, text := range []string{"", "x", "supascale_short", keys.Prefix + strings.Repeat("F", 14) + " " + strings.Repeat("F", 14)} {
		value, trouble := identify.Check(text)
		if trouble == "" || !value.IsZero() {
			t.Errorf("%q is taken", text)
		}
	}
}
