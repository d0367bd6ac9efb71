package keytest_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/keytest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fault is what a broken instance does with a read of one resource.
type fault string

const (
	none   fault = ""
	leak   fault = "leak"   // lets everybody in
	deny   fault = "deny"   // lets nobody in
	refuse fault = "refuse" // takes every key for invalid
	crash  fault = "crash"
	gone   fault = "gone"
)

// broken is a real instance behind something that breaks its enforcement for
// every key but the admin's.
type broken struct {
	t      testing.TB
	i      *instance.Instance
	client *api.Client
	admin  string
	faults map[keys.Resource]fault
	asked  []keys.Resource // by the key under test
}

var spaces = map[string]keys.Resource{
	"/api/v1/projects": keys.Projects, "/api/v1/backups": keys.Backups, "/api/v1/tasks": keys.Tasks,
	"/api/v1/cloud-storage": keys.CloudStorage, "/api/v1/system/resources": keys.System, "/api/v1/settings/api-keys": keys.System,
}

func breakInstance(t testing.TB, now func() time.Time) *broken {
	t.Helper()
	i, err := instance.Open(t.Context(), instance.Options{DataDir: t.TempDir(), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = i.Close(context.Background()) })
	b := &broken{t: t, i: i, faults: map[keys.Resource]fault{}}
	if b.admin, err = i.CreateFirstKey(t.Context(), "Admin"); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(b)
	t.Cleanup(server.Close)
	b.client, err = api.New(api.Options{URL: server.URL, Key: api.NewSecret(b.admin), UserAgent: "supascale-tui/test", Transport: &http.Transport{}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.client.Close)
	return b
}

func (b *broken) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	answer := func(status int) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(`{"success":false,"error":{"message":"no"}}`))
	}
	if resource, found := spaces[r.URL.Path]; found && r.Header.Get("Authorization") != "Bearer "+b.admin {
		b.asked = append(b.asked, resource)
		switch b.faults[resource] {
		case leak:
			r.Header.Set("Authorization", "Bearer "+b.admin)
		case deny:
			answer(http.StatusForbidden)
			return
		case refuse:
			answer(http.StatusUnauthorized)
			return
		case crash:
			answer(http.StatusInternalServerError)
			return
		case gone:
			answer(http.StatusNotFound)
			return
		}
	}
	b.i.Handler().ServeHTTP(w, r)
}

func (b *broken) create(p keys.Permissions, expires time.Time) api.CreatedKey {
	b.t.Helper()
	k, err := b.client.CreateKey(context.Background(), api.NewKey{Name: "Under test", Permissions: p, Expires: keys.ExpiresAt(expires)})
	if err != nil {
		b.t.Fatal(err)
	}
	return k
}

// run tests a value against what is expected, and looks into the log.
func (b *broken) run(value api.Secret, e keytest.Expectation) (*keytest.Test, keytest.Logged) {
	b.t.Helper()
	ctx := context.Background()
	b.asked = nil
	marker := keytest.Marker()
	tester, err := b.client.TestWith(value, marker)
	if err != nil {
		b.t.Fatal(err)
	}
	t := keytest.New(e)
	a := keytest.Attempt{Marker: marker, Value: value}
	for r, more := t.Next(); more; r, more = t.Next() {
		tried, err := tester.Try(ctx, r)
		a.At, a.Path = time.Now(), tried.Path
		t.Take(tried, err)
	}
	if !t.IsRefused() {
		return t, keytest.Logged{}
	}
	return t, keytest.LookUp(ctx, b.client, a, func(context.Context, time.Duration) error { return nil })
}

func moment(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func contains(t testing.TB, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("%q is not in %q", p, text)
		}
	}
}
