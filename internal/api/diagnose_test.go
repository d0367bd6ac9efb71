package api

import (
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestLookSendsNoKeyAndFollowsNothing(t *testing.T) {
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		if r.Header.Get("Authorization")+r.Header.Get("X-API-Key")+r.Header.Get("Cookie") != "" || r.URL.Path != "/scale/api/auth/csrf" {
			t.Errorf("asked %s with %v", r.URL, r.Header)
		}
		w.Header().Set("Date", "Mon, 19 Jan 2026 12:00:00 GMT")
		w.Header().Set("Age", "60")
		w.Header().Set("Location", "https://user:hunter2@elsewhere.example.com/in?token="+fakeKey)
		w.WriteHeader(http.StatusFound)
	}))
	defer server.Close()
	seen, err := Look(t.Context(), Options{URL: server.URL + "/scale", Key: NewSecret(fakeKey)})
	if err != nil {
		t.Fatal(err)
	}
	if asked != 1 || seen.Status != 302 || !seen.Away || seen.Redirect != "https://elsewhere.example.com/in" {
		t.Errorf("asked %d times: %+v", asked, seen)
	}
	if !seen.Date.Equal(date("2026-01-19T12:01:00Z")) || !seen.Connected || seen.Looked || seen.TLS != nil || seen.Took <= 0 {
		t.Errorf("got %+v", seen)
	}
}

func TestLookTellsWhatIsThere(t *testing.T) {
	for _, c := range []struct {
		kind, body   string
		page, signIn bool
	}{{"application/json", `{"csrfToken":"abc"}`, false, true}, {"text/html", "<html>", true, false}, {"application/json", `{}`, false, false}} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", c.kind)
			_, _ = w.Write([]byte(c.body))
		}))
		seen, err := Look(t.Context(), Options{URL: server.URL})
		server.Close()
		if err != nil || seen.WebPage != c.page || seen.SignIn != c.signIn {
			t.Errorf("%s: %+v, %v", c.body, seen, err)
		}
	}
}

func TestLookSeesCertificatesItDoesNotTrust(t *testing.T) {
	ours := newAuthority(t)
	ours.issue(t, "server", nil)
	ours.issue(t, "expired", func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Minute) })
	trusting, err := TLSConfig(ours.file("ca.pem"), "", "")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		o    Options
		want string
	}{
		"server":  {Options{}, "unknown authority"},
		"expired": {Options{TLS: trusting}, "has expired"},
	} {
		c.o.URL = ours.serve(t, name, nil)
		seen, err := Look(t.Context(), c.o)
		if e := failure(t, err, Unreachable); !strings.Contains(e.Message, c.want) {
			t.Errorf("%s: %v", name, e)
		}
		if !seen.Connected || seen.TLS != nil || len(seen.Chain) == 0 || seen.Chain[0].Subject.CommonName != name {
			t.Errorf("%s: %+v", name, seen)
		}
	}
	seen, err := Look(t.Context(), Options{URL: ours.serve(t, "server", nil), TLS: trusting, Proxy: tunnel(t, "hunter2")})
	if err != nil || seen.TLS == nil || len(seen.Chain) == 0 || !strings.HasPrefix(seen.Proxy, "http://127.0.0.1:") {
		t.Errorf("through a proxy: %+v, %v", seen, err)
	}
	proxy := &url.URL{Scheme: "http", Host: "127.0.0.1:1", User: url.UserPassword("user", "hunter2")}
	seen, err = Look(t.Context(), Options{URL: "https://supascale.invalid", Proxy: proxy})
	if _ = failure(t, err, Unreachable); seen.Connected || strings.Contains(err.Error()+seen.Proxy, "hunter2") || seen.Proxy != "http://127.0.0.1:1" {
		t.Errorf("a proxy that isn't there: %+v, %v", seen, err)
	}
}

func TestLookEndsInTime(t *testing.T) {
	blocked := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-blocked }))
	defer server.Close()
	defer close(blocked)
	seen, err := Look(t.Context(), Options{URL: server.URL, Timeout: 50 * time.Millisecond})
	if _ = failure(t, err, Timeout); !seen.Connected || seen.Status != 0 {
		t.Errorf("got %+v", seen)
	}
	if _, err := Look(t.Context(), Options{URL: "supascale.example.com"}); err == nil || !strings.Contains(err.Error(), "https://") {
		t.Errorf("an address without a scheme: %v", err)
	}
}
