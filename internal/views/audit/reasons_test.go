package audit

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// direct hands requests to an instance without a network between.
type direct struct{ http.Handler }

func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	r.RemoteAddr = "192.0.2.10:1"
	d.ServeHTTP(w, r)
	answer := w.Result()
	answer.Request = r
	return answer, nil
}

// realInstance is an instance whose clock is the test's, whose ids and keys are
// the same at every run, and which has seen every reason of the contract.
type realInstance struct {
	*instance.Instance
	t     *testing.T
	clock *screentest.Clock
	admin string
	api   *api.Client
}

func startReal(t *testing.T) *realInstance {
	t.Helper()
	r := &realInstance{t: t, clock: &screentest.Clock{At: screentest.Now.Add(-10 * 24 * time.Hour)}}
	var err error
	r.Instance, err = instance.Open(t.Context(), instance.Options{
		DataDir: t.TempDir(), Now: r.clock.Now, Random: rand.NewChaCha8([32]byte{7}),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	if r.admin, err = r.CreateLocalKey(t.Context(), "Admin"); err != nil {
		t.Fatal(err)
	}
	r.api, err = api.New(api.Options{URL: "http://127.0.0.1:1", Name: "local", Key: api.NewSecret(r.admin), Transport: direct{r.Handler()}})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *realInstance) create(name string, p keys.Permissions, life time.Duration) api.CreatedKey {
	r.t.Helper()
	k, err := r.api.CreateKey(r.t.Context(), api.NewKey{Name: name, Permissions: p, Expires: keys.ExpiresAt(r.clock.At.Add(life))})
	if err != nil {
		r.t.Fatal(err)
	}
	return k
}

// ask sends a request with an Authorization header of this value, "" for none.
func (r *realInstance) ask(method, path, authorization, from string) {
	r.t.Helper()
	q := httptest.NewRequestWithContext(r.t.Context(), method, path, strings.NewReader("{}"))
	q.RemoteAddr = from + ":1"
	q.Header.Set("User-Agent", "curl/8.5")
	if authorization != "" {
		q.Header.Set("Authorization", authorization)
	}
	w := httptest.NewRecorder()
	r.Handler().ServeHTTP(w, q)
	if w.Code < 400 {
		r.t.Errorf("%s %s was answered with %d", method, path, w.Code)
	}
}

// fail makes an attempt fail for the reason, by a real request.
func (r *realInstance) fail(reason keys.Reason) {
	r.t.Helper()
	read := keys.Grant(keys.Projects, keys.Read)
	switch reason {
	case keys.MissingKey:
		r.ask("GET", "/api/v1/projects", "", "192.0.2.1")
	case keys.MalformedKey:
		value := r.create("Backup Script", read, 90*24*time.Hour).Secret.Reveal()
		r.ask("GET", "/api/v1/projects", "Bearer "+value[:len(value)-1], "192.0.2.2")
	case keys.UnknownKey:
		value := []byte(r.create("Monitoring", read, 90*24*time.Hour).Secret.Reveal())
		last := &value[len(value)-1]
		*last = map[bool]byte{true: 'b', false: 'a'}[*last == 'a']
		r.ask("GET", "/api/v1/projects", "Bearer "+string(value), "192.0.2.3")
	case keys.RevokedKey:
		k := r.create("Jenkins", read, 90*24*time.Hour)
		if err := r.api.RevokeKey(r.t.Context(), k.ID); err != nil {
			r.t.Fatal(err)
		}
		r.ask("GET", "/api/v1/projects", "Bearer "+k.Secret.Reveal(), "192.0.2.4")
	case keys.ExpiredKey:
		k := r.create("Laptop", read, 7*24*time.Hour)
		r.clock.At = screentest.Now.Add(-time.Hour)
		r.ask("GET", "/api/v1/projects", "Bearer "+k.Secret.Reveal(), "192.0.2.5")
	case keys.PermissionDenied:
		k := r.create("CI/CD Pipeline", read, 90*24*time.Hour)
		r.ask("POST", "/api/v1/backups", "Bearer "+k.Secret.Reveal(), "192.0.2.6")
	case keys.RateLimited:
		for n := range 70 {
			r.ask("GET", "/api/v1/projects", fmt.Sprintf("Bearer supascale_%028d", n), "192.0.2.7")
		}
	case keys.BadCredentials:
		r.ask("POST", "/api/auth/signin", "", "192.0.2.8")
	default:
		r.t.Fatalf("no request for %s", reason)
	}
}

// TestEveryReasonHasItsRemedy makes each reason happen and opens its cause.
func TestEveryReasonHasItsRemedy(t *testing.T) {
	for _, reason := range keys.Reasons() {
		t.Run(string(reason), func(t *testing.T) {
			r := startReal(t)
			if reason != keys.ExpiredKey {
				r.clock.At = screentest.Now.Add(-time.Hour)
			}
			r.fail(reason)
			r.clock.At = screentest.Now
			env := screentest.Env(t, r.api)
			s := New(env)
			s.SetSize(80, 21)
			screentest.Settle(s, s.Init())
			screentest.Press(s, "/", "text:reason:"+string(reason), "enter", "enter")
			if s.opened == nil || s.opened.cluster.Reason != reason {
				t.Fatalf("nothing of that reason is opened:\n%s", screentest.Plain(screentest.View(s)))
			}
			screentest.Frame(t, "reason-"+string(reason), s)
		})
	}
}
