package instance_test

import (
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/keys"
)

var spaces = map[keys.Resource][]string{
	keys.Projects:     {"/api/v1/projects", "/api/v1/projects/p1", "/api/v1/projects/p1/logs"},
	keys.Backups:      {"/api/v1/backups", "/api/v1/backups/b1"},
	keys.Tasks:        {"/api/v1/tasks", "/api/v1/tasks/t1"},
	keys.CloudStorage: {"/api/v1/cloud-storage", "/api/v1/cloud-storage/c1"},
	keys.System: {
		"/api/v1/system/activity", "/api/v1/system/resources", "/api/v1/system/nothing-here",
		"/api/v1/settings/api-keys", "/api/v1/settings/api-keys/k1", "/api/v1/settings/general",
	},
}

// Every resource, every level, every method, known path or not.
func TestPermissionMatrix(t *testing.T) {
	t.Parallel()
	b := open(t)
	methods := []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"}
	for _, resource := range keys.Resources() {
		for _, level := range keys.Levels() {
			// The other resources are at the opposite, so that a mix-up shows.
			p := keys.Permissions{}
			for _, other := range keys.Resources() {
				p = p.With(other, keys.Write-level)
			}
			p = p.With(resource, level)
			key := b.create(fmt.Sprintf("%s %s", resource, level), p, "").Key
			for _, path := range spaces[resource] {
				for _, method := range methods {
					need := keys.Write
					if method == "GET" || method == "HEAD" {
						need = keys.Read
					}
					r := b.as(key, method, path, "")
					if denied := r.StatusCode == http.StatusForbidden; denied == level.Includes(need) {
						t.Errorf("%s %s with %s: got %d", method, path, level, r.StatusCode)
					}
					if r.StatusCode == http.StatusUnauthorized || r.StatusCode >= 500 {
						t.Errorf("%s %s with %s: got %d", method, path, level, r.StatusCode)
					}
				}
			}
		}
	}
}

func TestForbiddenSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	b := open(t)
	key := b.create("CI/CD", keys.Grant(keys.Backups, keys.Read), "").Key
	e := b.want(403, key, "POST", "/api/v1/backups", "{}").refusal(t)
	want := map[string]string{"resource": "backups", "required": "write", "granted": "read"}
	if e.Code != "permission_denied" || fmt.Sprint(e.Details) != fmt.Sprint(want) {
		t.Errorf("got %+v", e)
	}
}

// Nothing is to be learnt without a key: every path and every reason answers
// the same.
func TestUnauthorizedAnswersAreAllTheSame(t *testing.T) {
	t.Parallel()
	b := open(t)
	expired := b.create("expired", keys.AllWrite(), "2027-03-01T12:00:01Z").Key
	revoked := b.create("revoked", keys.AllWrite(), "")
	b.want(200, b.admin, "DELETE", keysPath+"/"+revoked.ID, "")
	b.clock.add(time.Second)
	var first reply
	for _, header := range []string{
		"X-Nothing: here", "Authorization: Bearer nonsense", "Authorization: Basic YTpi", "Authorization: Bearer",
		"Authorization: Bearer " + fakeKey(1), "Authorization: Bearer " + expired, "Authorization: Bearer " + revoked.Key,
		"X-API-Key: " + fakeKey(1), "Authorization: " + b.admin, "Authorization: Token " + b.admin,
	} {
		for _, path := range []string{"/api/v1/projects", keysPath, "/nothing", "/", "/api/auth/session"} {
			for _, method := range []string{"GET", "POST", "OPTIONS"} {
				r := b.send(method, path, "", header, fmt.Sprintf("From-Address: 192.0.2.%d:1", len(header)))
				if r.StatusCode == http.StatusTooManyRequests {
					t.Fatal("the test ran into the limit")
				}
				if first.Response == nil {
					first = r
				}
				if r.StatusCode != 401 || string(r.body) != string(first.body) || r.Header.Get("WWW-Authenticate") != "Bearer" {
					t.Errorf("%s %s with %.20s: got %d %s", method, path, header, r.StatusCode, r.body)
				}
			}
		}
	}
}

func TestBothHeadersAreTaken(t *testing.T) {
	t.Parallel()
	b := open(t)
	other := b.create("other", keys.AllWrite(), "").Key
	for _, c := range []struct {
		header []string
		status int
	}{
		{[]string{"Authorization: bearer " + b.admin}, 200},
		{[]string{"Authorization: BEARER   " + b.admin}, 200},
		{[]string{"X-API-Key: " + b.admin}, 200},
		{[]string{"X-API-Key: " + b.admin, "Authorization: Bearer " + b.admin}, 200},
		{[]string{"X-API-Key: " + other, "Authorization: Bearer " + b.admin}, 400},
		{[]string{"X-API-Key: " + b.admin, "X-API-Key: " + other}, 400},
		{[]string{"Authorization: Bearer " + b.admin, "Authorization: Bearer " + other}, 400},
		{[]string{"Authorization: Basic YTpi", "X-API-Key: " + b.admin}, 400},
	} {
		if r := b.send("GET", "/api/v1/projects", "", c.header...); r.StatusCode != c.status {
			t.Errorf("%d headers: got %d, want %d", len(c.header), r.StatusCode, c.status)
		}
	}
}

func TestExpiryIsExactToTheSecond(t *testing.T) {
	t.Parallel()
	b := open(t)
	end := b.clock.now().Add(90 * 24 * time.Hour)
	key := b.create("90 days", keys.AllWrite(), end.Format(time.RFC3339)).Key
	b.clock.set(end.Add(-time.Nanosecond))
	b.want(200, key, "GET", "/api/v1/projects", "")
	b.clock.set(end)
	b.want(401, key, "GET", "/api/v1/projects", "")
}

func TestRevocationHoldsForTheNextRequest(t *testing.T) {
	t.Parallel()
	b := open(t)
	key := b.create("busy", keys.AllWrite(), "")
	var wg sync.WaitGroup
	revoked := make(chan struct{})
	for range 4 {
		wg.Go(func() {
			for {
				done := false
				select {
				case <-revoked:
					done = true
				default:
				}
				r := b.as(key.Key, "GET", "/api/v1/projects", "", "From-Address: 198.51.100.1:1")
				if done {
					if r.StatusCode != 401 {
						t.Errorf("after the revocation was answered: got %d", r.StatusCode)
					}
					return
				}
				if r.StatusCode != 200 {
					<-revoked // more of them would reach the limit of refused requests
				}
			}
		})
	}
	b.want(200, b.admin, "DELETE", keysPath+"/"+key.ID, "")
	close(revoked)
	wg.Wait()
	b.want(404, b.admin, "DELETE", keysPath+"/"+key.ID, "")
}

func TestRateLimitTouchesRefusedRequestsOnly(t *testing.T) {
	t.Parallel()
	var paused []time.Duration
	b := open(t, func(o *instance.Options) {
		o.TellPauses(func(d time.Duration) { paused = append(paused, d) })
	})
	guess := func(n int, from string) reply {
		return b.as(fakeKey(n), "GET", "/api/v1/projects", "", "From-Address: "+from)
	}
	for n := range 60 {
		if r := guess(n, "[2001:db8::1]:1"); r.StatusCode != 401 {
			t.Fatalf("guess %d: got %d", n, r.StatusCode)
		}
	}
	b.clock.add(20 * time.Second)
	for n := range 500 { // all from the same /64
		r := guess(n, fmt.Sprintf("[2001:db8::%x]:1", n+1))
		if r.StatusCode != 429 || r.Header.Get("Retry-After") != "40" {
			t.Fatalf("got %d, Retry-After %q", r.StatusCode, r.Header.Get("Retry-After"))
		}
	}
	b.want(200, b.admin, "GET", "/api/v1/projects", "", "From-Address: [2001:db8::1]:1")
	if len(paused) != 500 || paused[0] != 250*time.Millisecond {
		t.Errorf("%d answers are held back", len(paused))
	}
	if r := guess(1, "[2001:db8:0:1::1]:1"); r.StatusCode != 401 {
		t.Errorf("another network: got %d", r.StatusCode)
	}
	page := b.activity("reason=rate_limited")
	if len(page.Activities) != 1 || page.Activities[0].Count != 500 || page.Activities[0].Status != 429 {
		t.Errorf("got %+v", page.Activities)
	}
	b.clock.add(40 * time.Second)
	if r := guess(1, "[2001:db8::1]:1"); r.StatusCode != 401 {
		t.Errorf("a minute later: got %d", r.StatusCode)
	}
}

func TestForwardedAddressesAreBelievedFromProxiesAlone(t *testing.T) {
	t.Parallel()
	b := open(t, func(o *instance.Options) {
		o.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("2001:db8:1::/48")}
	})
	for _, c := range []struct{ peer, forwarded, want string }{
		{"192.0.2.1:1", "203.0.113.9", "192.0.2.1"},
		{"10.0.0.1:1", "203.0.113.9", "203.0.113.9"},
		{"10.0.0.1:1", "198.51.100.1, 203.0.113.9", "203.0.113.9"},
		{"10.0.0.1:1", "203.0.113.9, 10.2.3.4", "203.0.113.9"},
		{"10.0.0.1:1", "203.0.113.9, nonsense", "10.0.0.1"},
		{"10.0.0.1:1", "", "10.0.0.1"},
		{"10.0.0.1:1", "10.1.1.1", "10.1.1.1"},
		{"10.0.0.1:1", "203.0.113.9:5555", "203.0.113.9"},
		{"[::ffff:10.0.0.1]:1", "2001:db8:2::1", "2001:db8:2::1"},
		{"[2001:db8:1::1]:1", "203.0.113.9", "203.0.113.9"},
	} {
		header := []string{"From-Address: " + c.peer}
		if c.forwarded != "" {
			header = append(header, "X-Forwarded-For: "+c.forwarded)
		}
		b.send("GET", "/api/v1/projects", "", header...)
		if got := b.lastFailure().IP; got != c.want {
			t.Errorf("%s forwarding %q: got %s, want %s", c.peer, c.forwarded, got, c.want)
		}
		b.clock.add(time.Minute)
	}
}

func TestAnswersCarryTheirHeaders(t *testing.T) {
	t.Parallel()
	b := open(t)
	seen := map[string]bool{}
	for _, r := range []reply{
		b.send("GET", "/", ""), b.as(b.admin, "GET", "/api/v1/projects", ""), b.as(b.admin, "GET", "/nope", ""),
		b.as(b.admin, "HEAD", "/api/v1/projects", ""), b.as(b.admin, "PATCH", keysPath, ""),
	} {
		id := r.Header.Get("X-Request-Id")
		if id == "" || seen[id] || r.Header.Get("Cache-Control") != "no-store" || r.Header.Get("X-Content-Type-Options") != "nosniff" ||
			!strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
			t.Errorf("got %v", r.Header)
		}
		seen[id] = true
	}
	if r := b.want(405, b.admin, "PATCH", keysPath, ""); r.Header.Get("Allow") != "DELETE, GET, HEAD, POST" {
		t.Errorf("got Allow %q", r.Header.Get("Allow"))
	}
	for _, path := range []string{"/", "/api/v1", "/api/v1/projects/", "/api/v1//projects", "/api/v1/projects/../tasks", "/api/v1/projectsx"} {
		b.want(404, b.admin, "GET", path, "")
	}
}
