package fleet_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/testkit/sampletest"
	"github.com/supascale/supascale-tui/internal/testkit/wiretap"
)

func containsAll(text string, parts ...string) bool {
	for _, p := range parts {
		if !strings.Contains(text, p) {
			return false
		}
	}
	return true
}

// answers is an instance that gives the same answer to everything.
func answers(t *testing.T, answer http.HandlerFunc) *host {
	t.Helper()
	return newHost(t, instance.Options{}, func(http.Handler) http.Handler { return answer })
}

// What befalls one instance is in its own row, and the others are as ever.
func TestARowForEveryState(t *testing.T) {
	t.Parallel()
	now := time.Now()
	good := newHost(t, instance.Options{}, nil)
	good.create(t, "soon", keys.ExpiresAt(now.Add(48*time.Hour)))
	for range 3 {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, good.URL+"/api/v1/projects", nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
	}
	ahead := newHost(t, instance.Options{Now: func() time.Time { return time.Now().Add(5 * time.Hour) }}, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Date", time.Now().Add(5*time.Hour).UTC().Format(http.TimeFormat))
			next.ServeHTTP(w, r)
		})
	})
	capped := newHost(t, instance.Options{}, pages(100, 1<<30))
	short := newHost(t, instance.Options{}, pages(100, 100))
	for _, h := range []*host{capped, short} {
		sampletest.FillKeys(t, h.i, 250, time.Now())
	}
	hangs := answers(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	half := answers(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"apiKeys":[`))
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	broken := answers(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	refuses := answers(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) })

	a := newAdmins(t)
	a.env["SUPASCALE_API_KEY"] = good.admin // it is for one instance, whose it would be
	a.add("good", good.URL, good.admin, `environment = "production"`)
	a.add("ahead", ahead.URL, ahead.admin)
	a.add("capped", capped.URL, capped.admin)
	a.add("short", short.URL, short.admin)
	a.add("hangs", hangs.URL, hangs.admin, `timeout = "1s"`)
	a.add("half", half.URL, half.admin, `timeout = "1s"`)
	a.add("broken", broken.URL, broken.admin)
	a.add("refused", good.URL, ahead.admin)
	a.add("forbidden", refuses.URL, refuses.admin)
	a.add("keyless", good.URL, "")
	a.add("command", good.URL, "", `token_command = ["sh", "-c", "exit 3"]`)
	rows := a.survey(time.Now)
	for name, want := range map[string]struct {
		state fleet.State
		keys  int // -1: not known
		why   string
	}{
		"good": {fleet.OK, 2, ""}, "ahead": {fleet.OK, 1, ""}, "capped": {fleet.OK, 251, ""},
		"short": {fleet.Partial, 100, "100 of 251: this instance gives no more"},
		"hangs": {fleet.Unreachable, -1, "timed out"}, "half": {fleet.Unreachable, -1, "timed out"}, "broken": {fleet.Unreachable, -1, "broken off"},
		"refused": {fleet.NotAuthorised, -1, "Check the key"}, "forbidden": {fleet.NotAuthorised, -1, "This key needs system: read"},
		"keyless": {fleet.NoCredential, -1, "there is no key"}, "command": {fleet.NoCredential, -1, "no key from"},
	} {
		row, told := rows[name]
		if !told || row.State != want.state || row.Keys.Known != (want.keys >= 0) || row.Keys.Known && row.Keys.N != want.keys || !strings.Contains(row.Why(), want.why) || (want.why == "") != (row.Why() == "") {
			t.Errorf("%s: %+v, %s", name, row, row.Why())
		}
	}
	row := rows["good"]
	if row.Expiring.N != 1 || row.Expired.N != 0 || row.Findings.N == 0 || row.Failures.N < 3 || len(row.PerHour) != fleet.Hours || row.Environment != "production" || row.RoundTrip <= 0 {
		t.Errorf("got %+v", row)
	}
	list := make([]fleet.Row, 0, len(rows))
	for _, row := range rows {
		list = append(list, row)
	}
	if got := fleet.Words(list); got != "3 of 11 answered, 3 unreachable, 2 not authorised, 2 no credential, 1 partial" {
		t.Error(got)
	}
}

// pages cuts the list of keys into pages of most, and gives none beyond an entry.
func pages(most, beyond int) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			q := r.URL.Query()
			limit, _ := strconv.Atoi(q.Get("limit"))
			offset, _ := strconv.Atoi(q.Get("offset"))
			if q.Has("limit") {
				q.Set("limit", strconv.Itoa(min(limit, most)))
			}
			if offset >= beyond {
				q.Set("offset", "1000000")
			} else if q.Has("limit") {
				q.Set("limit", strconv.Itoa(min(limit, most, beyond-offset)))
			}
			r.URL.RawQuery = q.Encode()
			next.ServeHTTP(w, r)
		})
	}
}

func TestALateAnswerIsSlow(t *testing.T) {
	t.Parallel()
	var late atomic.Int64
	now := func() time.Time { return time.Now().Add(time.Duration(late.Load())) }
	h := newHost(t, instance.Options{}, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			late.Add(int64(3 * time.Second))
			next.ServeHTTP(w, r)
		})
	})
	a := newAdmins(t)
	a.add("late", h.URL, h.admin)
	if row := a.survey(now)["late"]; row.State != fleet.Slow || row.RoundTrip < 3*time.Second || !row.Keys.Known || !row.State.Answered() {
		t.Errorf("got %+v", row)
	}
}

// A credential reaches its own profile's origin alone: not where an instance redirects
// to, and not another profile's instance.
func TestAKeyReachesItsOwnOriginAlone(t *testing.T) {
	t.Parallel()
	elsewhere := newHost(t, instance.Options{}, nil)
	redirects := 0
	leads := newHost(t, instance.Options{}, func(http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.Contains(r.Header.Get("Authorization"), keys.Prefix) {
				redirects++
			}
			http.Redirect(w, r, elsewhere.URL+r.URL.Path, http.StatusTemporaryRedirect)
		})
	})
	outside := &wiretap.Tap{To: http.NotFoundHandler()}
	other := httptest.NewServer(outside)
	t.Cleanup(other.Close)
	a := newAdmins(t)
	a.env["SUPASCALE_API_KEY"], a.env["SUPASCALE_URL"] = elsewhere.admin, other.URL
	a.add("leads", leads.URL, leads.admin)
	a.add("elsewhere", elsewhere.URL, elsewhere.admin)
	a.add("keyless", other.URL, "")
	rows := a.survey(time.Now)
	if rows["leads"].State != fleet.Failed || !strings.Contains(rows["leads"].Why(), elsewhere.URL) || redirects == 0 {
		t.Errorf("%d redirects: %s", redirects, rows["leads"].Why())
	}
	if rows["elsewhere"].State != fleet.OK || rows["keyless"].State != fleet.NoCredential {
		t.Errorf("%s, %s", rows["elsewhere"].Why(), rows["keyless"].Why())
	}
	own := 0
	for _, request := range elsewhere.Take() {
		if wiretap.Carries(request, leads.admin) {
			t.Errorf("the key of another instance came with\n%s", request)
		}
		if wiretap.Carries(request, elsewhere.admin) {
			own++
		}
	}
	if came := outside.Take(); len(came) > 0 || own == 0 {
		t.Errorf("%d requests with the own key; elsewhere %q", own, came)
	}
}
