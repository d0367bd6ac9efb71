package api

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestProbe(t *testing.T) {
	answer := func(status int, kind, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			for _, header := range []string{"Authorization", "X-API-Key", "Cookie"} {
				if r.Header.Get(header) != "" {
					t.Errorf("%s was sent", header)
				}
			}
			if r.URL.Path != "/scale/api/auth/csrf" {
				t.Errorf("asked %s", r.URL.Path)
			}
			w.Header().Set("Content-Type", kind)
			if status == http.StatusFound {
				w.Header().Set("Location", "https://elsewhere.example.com/login")
			}
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}
	}
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		signIn  bool
		fails   string
	}{
		"sign-in":     {answer(200, "application/json", `{"csrfToken":"abc"}`), true, ""},
		"keys alone":  {answer(404, "application/json", `{"success":false}`), false, ""},
		"web page":    {answer(404, "text/html", "<html>"), false, "web page"},
		"broken":      {answer(502, "text/html", "<html>"), false, "502"},
		"redirecting": {answer(302, "text/html", ""), false, "elsewhere.example.com"},
	} {
		server := httptest.NewServer(c.handler)
		found, err := Probe(t.Context(), Options{URL: server.URL + "/scale/", UserAgent: "test"})
		server.Close()
		if found.SignIn != c.signIn {
			t.Errorf("%s: %+v", name, found)
		}
		if (err != nil) != (c.fails != "") || err != nil && !strings.Contains(err.Error(), c.fails) {
			t.Errorf("%s: %v", name, err)
		}
		if c.fails == "" {
			continue
		}
		if _, ok := errors.AsType[*Error](err); !ok {
			t.Errorf("%s: %T", name, err)
		}
	}
	if _, err := Probe(t.Context(), Options{URL: "supascale.example.com"}); err == nil || !strings.Contains(err.Error(), "https://") {
		t.Errorf("an address without a scheme: %v", err)
	}
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	if _, err := Probe(t.Context(), Options{URL: gone.URL}); KindOf(err) != Unreachable {
		t.Errorf("nobody listens: %v", err)
	}
}
