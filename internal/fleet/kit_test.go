package fleet_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/testkit/wiretap"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// host is a real instance; what reaches it is kept.
type host struct {
	wiretap.Tap
	*httptest.Server
	i      *instance.Instance
	admin  string
	client *api.Client
}

// newHost serves an instance, behind what front makes of it; nil changes nothing.
func newHost(t testing.TB, o instance.Options, front func(http.Handler) http.Handler) *host {
	t.Helper()
	o.DataDir = t.TempDir()
	i, err := instance.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = i.Close(context.Background()) })
	h := &host{i: i}
	if h.admin, err = i.CreateFirstKey(t.Context(), "Admin"); err != nil {
		t.Fatal(err)
	}
	h.To = i.Handler()
	var handler http.Handler = h
	if front != nil {
		handler = front(h)
	}
	h.Server = httptest.NewServer(handler)
	t.Cleanup(h.Close)
	if h.client, err = api.New(api.Options{URL: h.URL, Key: api.NewSecret(h.admin), Transport: &http.Transport{}}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.client.Close)
	return h
}

func (h *host) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.Tap.ServeHTTP(w, r) }

func (h *host) create(t testing.TB, name string, ends keys.Expiry) api.CreatedKey {
	t.Helper()
	k, err := h.client.CreateKey(context.Background(), api.NewKey{Name: name, Permissions: keys.Grant(keys.Projects, keys.Read), Expires: ends})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// admins is a configuration with profiles.
type admins struct {
	t       testing.TB
	dir     string
	text    string
	env     map[string]string
	session *app.Session
}

func newAdmins(t testing.TB) *admins {
	a := &admins{t: t, dir: t.TempDir()}
	a.env = map[string]string{
		"SUPASCALE_TUI_CONFIG": filepath.Join(a.dir, "config.toml"),
		"XDG_STATE_HOME":       filepath.Join(a.dir, "state"), "XDG_DATA_HOME": filepath.Join(a.dir, "data"),
	}
	a.session = &app.Session{Getenv: func(name string) string { return a.env[name] }, Version: "test"}
	return a
}

// add adds a profile whose key is in a file; with "" it has none.
func (a *admins) add(name, url, key string, more ...string) {
	a.t.Helper()
	a.text += fmt.Sprintf("[profiles.%s]\nurl = %q\n", name, url)
	if key != "" {
		path := filepath.Join(a.dir, name+".key")
		if err := os.WriteFile(path, []byte(key+"\n"), 0o600); err != nil {
			a.t.Fatal(err)
		}
		a.text += fmt.Sprintf("key_file = %q\n", path)
	}
	for _, line := range more {
		a.text += line + "\n"
	}
}

func (a *admins) members() []fleet.Member {
	a.t.Helper()
	if err := os.WriteFile(a.env["SUPASCALE_TUI_CONFIG"], []byte(a.text), 0o600); err != nil {
		a.t.Fatal(err)
	}
	list, err := fleet.Members(a.session, false)
	if err != nil {
		a.t.Fatal(err)
	}
	return list
}

// survey gives the rows by name.
func (a *admins) survey(now func() time.Time) map[string]fleet.Row {
	a.t.Helper()
	s := fleet.Survey{Session: a.session, Rules: health.Rules(), Thresholds: health.Defaults(), Now: now}
	rows := map[string]fleet.Row{}
	for row := range s.Rows(a.t.Context(), a.members()) {
		rows[row.Name] = row
	}
	return rows
}
