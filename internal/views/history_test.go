package views_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
	"github.com/supascale/supascale-tui/internal/views"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// forgetful is an instance that tells nothing of revoked keys, as a real one may.
type forgetful struct{ http.Handler }

func (f forgetful) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Query().Has("revoked") {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"apiKeys":[]}`))
		return
	}
	f.Handler.ServeHTTP(w, r)
}

// visitor is an admin who comes back after days, and a colleague who works on the
// same instance from another machine.
type visitor struct {
	*console
	dir       string
	records   *history.Store
	client    *api.Client
	colleague *api.Client
	notes     *undelivered.Store
}

func visited(t *testing.T, behind func(http.Handler) http.Handler, story func(a *visitor)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		i, err := instance.Open(t.Context(), instance.Options{DataDir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		defer i.Close(context.Background()) //nolint:errcheck // the test is over
		a := &visitor{console: &console{t: t}, dir: t.TempDir()}
		a.records = history.Open(filepath.Join(a.dir, "visits"))
		connect := func(name string, did func(api.Deed)) *api.Client {
			value, err := i.CreateLocalKey(t.Context(), name)
			if err != nil {
				t.Fatal(err)
			}
			client, err := api.New(api.Options{URL: "http://127.0.0.1:1", Key: api.NewSecret(value), Transport: direct{behind(i.Handler())}, Did: did})
			if err != nil {
				t.Fatal(err)
			}
			return client
		}
		a.client = connect("admin", func(d api.Deed) { a.records.Did(d, time.Now()) })
		a.colleague = connect("colleague", nil)
		defer a.client.Close()
		defer a.colleague.Close()
		story(a)
		a.notes.Close(context.Background())
	})
}

// start opens a console.
func (a *visitor) start() {
	a.t.Helper()
	if a.notes != nil {
		a.notes.Close(a.t.Context())
	}
	a.notes = undelivered.Open(filepath.Join(a.dir, "undelivered"))
	env := screentest.Env(a.t, a.client)
	env.Undelivered, env.Now, env.Zone, env.History = a.notes, time.Now, time.UTC, a.records
	a.root = views.New(env, views.Options{})
	a.send(tea.WindowSizeMsg{Width: 100, Height: 30})
	a.run(a.root.Init())
}

func (a *visitor) create(by *api.Client, name string, lifetime time.Duration) api.CreatedKey {
	a.t.Helper()
	k, err := by.CreateKey(a.t.Context(), api.NewKey{Name: name, Permissions: keys.Grant(keys.Backups, keys.Write), Expires: keys.ExpiresAt(time.Now().Add(lifetime))})
	if err != nil {
		a.t.Fatal(err)
	}
	return k
}

func (a *visitor) revoke(by *api.Client, id string) {
	a.t.Helper()
	if err := by.RevokeKey(a.t.Context(), id); err != nil {
		a.t.Fatal(err)
	}
}

func itself(h http.Handler) http.Handler { return h }

func TestAnAdminComesBackAfterDays(t *testing.T) {
	visited(t, func(h http.Handler) http.Handler { return forgetful{h} }, func(a *visitor) {
		old := a.create(a.colleague, "Nightly backup", 30*24*time.Hour)
		a.start()
		a.hides("Since").hides("CHANGE").press("H").shows("What happened since", "Nightly backup")

		// What is done here is no news: with the console, and by a command meanwhile.
		days(1)
		a.press("esc", "r").hides("CHANGE")
		mine := a.create(a.client, "My own", 24*time.Hour)
		a.start()
		a.shows("My own").hides("CHANGE")
		a.revoke(a.client, mine.ID)
		a.press("r").hides("My own").hides("gone")

		days(2)
		a.revoke(a.colleague, old.ID)
		a.create(a.colleague, "Somebody's", 5*24*time.Hour)
		a.start()
		a.shows("Since Sun 00:00: 1 new, 1 gone", "+ new", "CHANGE", "H history", "D mark as seen")
		days(3)
		a.start() // nobody said that it was seen
		a.shows("1 new, 1 gone").press("H")
		a.shows("What happened since Sun 00:00, your last visit", "− gone", "Nightly backup", "Tue 00:00", "“colleague”", "+ new", "Somebody's", "My own", "this machine")
		a.press("/", "text:night", "enter", "tab", "tab", "enter").shows("Revoked key: Nightly backup", "Revoked")

		// It is made anew: name, permissions and lifetime as they were.
		a.press("n").shows("Replaces the revoked key “Nightly backup”", "in 30 days").press("enter")
		fresh := ""
		for l := range strings.Lines(a.frame()) {
			if l = strings.TrimSpace(l); keys.CheckFormat(l) == nil {
				fresh = l
			}
		}
		if fresh == "" || fresh == old.Secret.Reveal() {
			t.Fatalf("no new value is shown:\n%s", a.frame())
		}
		page, err := a.client.ListKeys(a.t.Context(), 0, 100)
		at := slices.IndexFunc(page.Keys, func(k api.Key) bool { return k.Name == "Nightly backup" })
		if err != nil || at < 0 {
			t.Fatalf("%v, %+v", err, page.Keys)
		}
		k := page.Keys[at]
		got, _ := k.Lifetime().Span()
		want, _ := old.Lifetime().Span()
		if k.Permissions != old.Permissions || (got-want).Abs() > time.Second || k.ID == old.ID {
			t.Errorf("created %+v again from %+v", k, old.Key)
		}
		a.press("esc", "down", "enter", "esc").shows("Since Sun 00:00: 1 new, 1 gone").press("D").shows("Noted").hides("CHANGE").hides("Since")
		a.start()
		a.hides("CHANGE").press(":", "text:history gone", "enter")
		a.shows("as far back as is known", "gone 2", "Nightly backup", "Tue 00:00", "My own")
		a.press("/", "text:night", "enter").hides("My own").press("n").shows("key of that name already: this makes another.")
	})
}

// An instance that remembers tells the exact time, and both know the key once.
func TestGoneKeysOfAnInstanceThatRemembers(t *testing.T) {
	visited(t, itself, func(a *visitor) {
		old := a.create(a.colleague, "Nightly backup", 30*24*time.Hour)
		a.start()
		days(1)
		a.revoke(a.colleague, old.ID)
		days(1)
		a.start()
		a.shows("1 gone").press(":", "text:history gone", "enter")
		a.shows("gone 1", "Nightly backup").press("enter")
		a.shows("Revoked key: Nightly backup", "this is what the instance keeps of it").press("esc").shows("gone 1").press("esc")
		a.press("H").shows("gone 1").press("D").shows("Noted").press("esc").hides("gone")
	})
}

// A load that fails or is not whole says nothing about what is gone.
func TestAPartialListIsNoNews(t *testing.T) {
	failing := false
	cut := func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if failing && r.URL.Query().Get("offset") != "0" {
				w.WriteHeader(http.StatusInternalServerError)
				return
			}
			h.ServeHTTP(w, r)
		})
	}
	visited(t, cut, func(a *visitor) {
		for range 210 { // more than the first page
			a.create(a.client, "One of many", time.Hour)
		}
		a.start()
		failing = true
		days(1)
		a.start()
		a.hides("gone").hides("Since")
		if gone, err := a.records.GoneKeys(a.t.Context(), a.client.Instance().ID); err != nil || len(gone) != 0 {
			t.Errorf("%d are gone, %v", len(gone), err)
		}
		failing = false
		a.start()
		a.hides("gone").hides("Since")
	})
}

// A file that can't be read is told once, and the console works on.
func TestAVisitThatCantBeRead(t *testing.T) {
	visited(t, itself, func(a *visitor) {
		a.start()
		found, _ := filepath.Glob(filepath.Join(a.dir, "visits", "*.gz"))
		if len(found) != 1 {
			t.Fatal(found)
		}
		spoil(a.t, found[0])
		days(1)
		a.start()
		a.shows("What changed since the last visit can't be told").press("down").hides("can't be told").press("r").hides("can't be told")
		a.press("H").shows("left as it is")
	})
}

func TestFramesOfWhatChanged(t *testing.T) {
	in := &screentest.Instance{Keys: screentest.Keys()}
	store := history.Open(t.TempDir())
	before := screentest.Keys()
	before[1].Permissions = keys.Grant(keys.Backups, keys.Read)
	before[2].ID = "key-000"
	before[2].Name = "Deploy⟨U+202E⟩"
	if _, err := store.Look(t.Context(), in.Instance().ID, history.ListOf(before[1:]), screentest.Now.Add(-46*time.Hour), screentest.Now.Add(-46*time.Hour)); err != nil {
		t.Fatal(err)
	}
	env := screentest.Env(t, in)
	env.History = store
	c := &console{t: t, instance: in}
	c.root = views.New(env, views.Options{})
	c.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	c.run(c.root.Init())
	frame := func(name string) { screentest.Golden(t, name, c.root.View().Content) }
	frame("news")
	c.press("H")
	frame("history")
	c.press("tab", "tab", "enter")
	frame("gone")
}

func spoil(t *testing.T, path string) {
	t.Helper()
	if err := os.WriteFile(path, []byte("spoiled"), 0o600); err != nil {
		t.Fatal(err)
	}
}
