package api

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/supascale/supascale-tui/internal/keys"
)

// anotherKey is of the documented form too, and plainly not a real one.
const anotherKey = "supascale_OtherOtherOtherOtherOther000"

func testWith(t *testing.T, c *Client) Tester {
	t.Helper()
	tester, err := c.TestWith(NewSecret(anotherKey), "key test 0123")
	if err != nil {
		t.Fatal(err)
	}
	return tester
}

func TestTryAsksWithTheOtherKeyAlone(t *testing.T) {
	var paths []string
	for name, change := range map[string]func(*Options){
		"bearer": func(*Options) {}, "plain": func(o *Options) { o.AuthHeader = HeaderXAPIKey },
	} {
		paths = nil
		c := connect(t, func(w http.ResponseWriter, r *http.Request) {
			paths = append(paths, r.Method+" "+r.URL.String())
			want := http.Header{"Authorization": {"Bearer " + anotherKey}}
			if name == "plain" {
				want = http.Header{"X-Api-Key": {anotherKey}}
			}
			for _, h := range []string{"Authorization", "X-Api-Key"} {
				if r.Header.Get(h) != want.Get(h) {
					t.Errorf("%s: %s is %q", name, h, r.Header.Get(h))
				}
			}
			if agent := r.UserAgent(); agent != "supascale-tui/test (key test 0123)" {
				t.Errorf("user agent %q", agent)
			}
			says(200, `{"success":true}`)(w, r)
		}, change)
		tester := testWith(t, c)
		for _, r := range keys.Resources() {
			tried, err := tester.Try(t.Context(), r)
			if err != nil || tried.Status != 200 || !strings.HasPrefix(tried.Path, "/api/v1/") {
				t.Errorf("%s: %+v, %v", r, tried, err)
			}
		}
		want := "GET /api/v1/projects?limit=1 GET /api/v1/backups?limit=1 GET /api/v1/tasks?limit=1 GET /api/v1/cloud-storage?limit=1 GET /api/v1/system/resources"
		if got := strings.Join(paths, " "); got != want {
			t.Errorf("asked %s", got)
		}
	}
}

func TestTryTellsAnswersApart(t *testing.T) {
	page := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(status)
			_, _ = w.Write([]byte("<html>sign in"))
		}
	}
	for name, c := range map[string]struct {
		answers http.HandlerFunc
		want    Kind
	}{
		"401":          {says(401, `{"error":"no"}`), Unauthorized},
		"403":          {says(403, `{"error":{"code":"permission_denied","message":"no","details":{"required":"read","granted":"none"}}}`), Forbidden},
		"404":          {says(404, `{}`), NotFound},
		"500":          {says(500, ``), Internal},
		"429":          {says(429, `{}`), RateLimited},
		"page":         {page(200), Unexpected},
		"refusal page": {page(403), Unexpected},
		"no JSON":      {says(200, `ok`), Unexpected},
		"empty":        {says(200, ``), Unexpected},
		"failed in 2xx": {says(200, `{"success":false,"error":"no"}`),
			Unexpected},
	} {
		t.Run(name, func(t *testing.T) {
			tried, err := testWith(t, connect(t, c.answers)).Try(t.Context(), keys.Projects)
			if e := failure(t, err, c.want); strings.Contains(e.Message, "Other") {
				t.Error(e)
			}
			if tried.Status == 0 {
				t.Error("the status is not told")
			}
			if strings.Contains(err.Error(), "Other") {
				t.Errorf("%v", err)
			}
		})
	}
	for _, good := range []string{`[]`, " {\n", `{"projects":[` + strings.Repeat(`{"id":"x"},`, 20_000)} {
		if _, err := testWith(t, connect(t, says(200, good))).Try(t.Context(), keys.Projects); err != nil {
			t.Errorf("%.20s: %v", good, err)
		}
	}
}

func TestTryGoesAnotherWayWhereTheFirstIsNotThere(t *testing.T) {
	c := connect(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/api/v1/system/resources":
			says(404, `{}`)(w, r)
		case strings.HasSuffix(r.URL.Path, "/tasks") && r.URL.RawQuery != "":
			says(400, `{"error":"unknown parameter"}`)(w, r)
		default:
			says(200, `{}`)(w, r)
		}
	})
	for r, path := range map[keys.Resource]string{keys.System: "/api/v1/settings/api-keys", keys.Tasks: "/api/v1/tasks"} {
		if tried, err := testWith(t, c).Try(t.Context(), r); err != nil || tried.Path != path {
			t.Errorf("%s: %+v, %v", r, tried, err)
		}
	}
	_, err := testWith(t, c).Try(t.Context(), "secrets")
	if e := failure(t, err, NotFound); !strings.Contains(e.Message, "secrets") {
		t.Error(e)
	}
}

func TestTryFollowsNoRedirectToAnotherPlace(t *testing.T) {
	var reached atomic.Bool
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Store(true) }))
	t.Cleanup(elsewhere.Close)
	c := connect(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere.URL+r.URL.Path, http.StatusFound)
	})
	_, err := testWith(t, c).Try(t.Context(), keys.Projects)
	if e := failure(t, err, Unexpected); !strings.Contains(e.Message, "redirects to") {
		t.Error(e)
	}
	if reached.Load() {
		t.Error("the key went elsewhere")
	}
}

func TestTestWithTakesNoBrokenKey(t *testing.T) {
	c := connect(t, says(200, `{}`))
	for _, bad := range []string{"", "supascale_ a", "a\nb"} {
		if _, err := c.TestWith(NewSecret(bad), ""); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}
