package views_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/assets"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/views"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// direct hands requests to an instance without a network between, which virtual
// time could not wait for.
type direct struct{ http.Handler }

func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	answer := w.Result()
	answer.Request = r
	return answer, nil
}

// rotator is an admin who rotates keys with the console, over days in virtual time
// and on the real instance.
type rotator struct {
	*console
	t        *testing.T
	instance *instance.Instance
	client   *api.Client
	dir      string
	notes    *undelivered.Store
	timers   *screentest.Timers
}

func rotate(t *testing.T, story func(a *rotator)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		i, err := instance.Open(t.Context(), instance.Options{DataDir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		defer i.Close(context.Background()) //nolint:errcheck // the test is over
		admin, err := i.CreateLocalKey(t.Context(), "admin")
		if err != nil {
			t.Fatal(err)
		}
		client, err := api.New(api.Options{URL: "http://127.0.0.1:1", Key: api.NewSecret(admin), Transport: direct{i.Handler()}})
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		a := &rotator{t: t, instance: i, client: client, dir: t.TempDir()}
		story(a)
		a.notes.Close(context.Background())
	})
}

// key makes the key that is to be rotated, and selects it.
func (a *rotator) key(name string) (value string) {
	a.t.Helper()
	made, err := a.client.CreateKey(a.t.Context(), api.NewKey{Name: name, Permissions: keys.Grant(keys.Projects, keys.Read), Expires: keys.ExpiresAt(time.Now().Add(90 * 24 * time.Hour))})
	if err != nil {
		a.t.Fatal(err)
	}
	<-time.After(time.Minute)
	return made.Secret.Reveal()
}

// start opens a console; the one before died as by a kill.
func (a *rotator) start() {
	a.t.Helper()
	if a.notes != nil {
		a.notes.Close(a.t.Context())
	}
	a.notes = undelivered.Open(filepath.Join(a.dir, "undelivered"))
	env := screentest.Env(a.t, a.client)
	env.Undelivered, env.Now, env.Zone = a.notes, time.Now, time.UTC
	a.timers = new(screentest.Timers)
	env.After = a.timers.After
	env.Rotations = rotation.Open(filepath.Join(a.dir, "rotations"))
	a.console = &console{t: a.t}
	env.Notes = notes.Open(filepath.Join(a.dir, "notes"))
	presets, err := keys.ParsePresets(assets.Presets)
	if err != nil {
		a.t.Fatal(err)
	}
	a.root = views.New(env, views.Options{Presets: presets})
	a.send(tea.WindowSizeMsg{Width: 100, Height: 30})
	a.run(a.root.Init())
}

func (a *rotator) tick() {
	for _, msg := range a.timers.Fire(time.Now()) {
		a.send(msg)
	}
}

// choose opens the page about the rotation of a key.
func (a *rotator) choose(name string) {
	a.t.Helper()
	a.press("/", "text:"+name, "enter", "R")
}

// revealed is the value on the reveal screen.
func (a *rotator) revealed() string {
	a.t.Helper()
	for l := range strings.Lines(a.frame()) {
		if l = strings.TrimSpace(l); keys.CheckFormat(l) == nil {
			return l
		}
	}
	a.t.Fatalf("no key is shown:\n%s", a.frame())
	return ""
}

// use makes a request with a key.
func (a *rotator) use(value, ip string) int {
	r := httptest.NewRequest(http.MethodGet, "http://127.0.0.1:1/api/v1/projects", nil)
	r.Header.Set("Authorization", "Bearer "+value)
	r.Header.Set("User-Agent", "deploy/2")
	r.RemoteAddr = ip + ":999"
	w := httptest.NewRecorder()
	a.instance.Handler().ServeHTTP(w, r)
	return w.Code
}

func days(n float64) { <-time.After(time.Duration(n * 24 * float64(time.Hour))) }

func TestARotationOverDays(t *testing.T) {
	rotate(t, func(a *rotator) {
		old := a.key("Deploy")
		a.use(old, "203.0.113.7")
		a.start()
		a.choose("Deploy")
		a.shows("Rotate “Deploy”", "Deploy (rotated 2000-01-01)", "in 90 days").press("enter")
		fresh := a.revealed()
		a.press("esc", "down", "enter").shows("waiting for the new key", "203.0.113.7 (deploy/2)").hides(fresh)
		a.press("esc", "esc").shows("● rotating", "1 rotation unfinished: “Deploy”")

		days(2)
		a.use(old, "203.0.113.7")
		a.use(fresh, "203.0.113.8")
		a.start()
		a.shows("1 rotation unfinished").press(":", "text:pending", "enter").shows("both in use").press("enter")
		a.shows("both in use", "last just now by 203.0.113.7 (deploy/2)", "203.0.113.8 (deploy/2)").press("x")
		a.shows("Still used just now by 203.0.113.7 (deploy/2).", "Type  Deploy  to confirm").press("esc")
		if got := a.use(old, "203.0.113.7"); got != http.StatusOK {
			t.Fatalf("the old key is answered with %d", got)
		}

		days(1.1)
		a.use(fresh, "203.0.113.8")
		a.press("r").shows("ready to revoke", "The old one was last used 26 h ago")
		a.press("enter").shows("Type  yes  to confirm").press("text:yes", "enter").shows("The rotation is finished.", "“Deploy (rotated 2000-01-01)” is in its place")
		if o, n := a.use(old, "203.0.113.7"), a.use(fresh, "203.0.113.8"); o != http.StatusUnauthorized || n != http.StatusOK {
			t.Errorf("the old key is answered with %d, the new one with %d", o, n)
		}
		a.start()
		a.hides("unfinished").press(":", "text:pending", "enter").shows("Nothing is pending.")
	})
}

func TestARotationWhoseKeyNobodyTook(t *testing.T) {
	rotate(t, func(a *rotator) {
		old := a.key("Deploy")
		a.start()
		a.choose("Deploy")
		a.press("enter")
		lost := a.revealed()
		a.start() // killed while the key was shown
		a.shows("never taken")
		a.tick()
		a.press("esc")
		a.choose("Deploy (rotated")
		a.shows("new key not taken", "nobody has its value").press("x", "text:Deploy (rotated 2000-01-01)", "enter")
		a.shows("new key gone", "Make another").press("enter")
		fresh := a.revealed()
		a.press("esc", "down", "enter").shows("waiting for the new key")
		if l, f, o := a.use(lost, "203.0.113.8"), a.use(fresh, "203.0.113.8"), a.use(old, "203.0.113.7"); l != http.StatusUnauthorized || f != http.StatusOK || o != http.StatusOK {
			t.Errorf("answered: the lost key %d, the new one %d, the old one %d", l, f, o)
		}
		a.start()
		a.hides("never taken")
	})
}

func TestALeakedKeyIsReplacedAtOnce(t *testing.T) {
	rotate(t, func(a *rotator) {
		old := a.key("Deploy")
		a.start()
		a.choose("Deploy")
		a.press("up", "right", "down", "enter").shows("it must go at once").press("down", "enter")
		fresh := a.revealed()
		a.press("esc", "down", "enter").shows("Revoke a key", "Type  Deploy  to confirm").press("text:Deploy", "enter").shows("The rotation is finished.")
		if o, n := a.use(old, "198.51.100.4"), a.use(fresh, "203.0.113.8"); o != http.StatusUnauthorized || n != http.StatusOK {
			t.Errorf("the old key is answered with %d, the new one with %d", o, n)
		}

		old = a.key("Backup")
		a.press("esc", "esc", "r")
		a.choose("Backup")
		a.press("up", "right", "down", "enter", "up", "enter").shows("Revoke a key", "There is no new key yet")
		a.start() // killed before it was revoked
		a.choose("Backup")
		a.shows("new key not made").press("enter").shows("Revoke a key").press("text:Backup", "enter")
		fresh = a.revealed()
		a.press("esc", "down", "enter").shows("The rotation is finished.").hides(fresh)
		if o, n := a.use(old, "198.51.100.4"), a.use(fresh, "203.0.113.8"); o != http.StatusUnauthorized || n != http.StatusOK {
			t.Errorf("the old key is answered with %d, the new one with %d", o, n)
		}
	})
}
