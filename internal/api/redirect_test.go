package api

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// The receiving side of a redirect tells whether the key came along.
func TestTheKeyNeverFollowsToAnotherOrigin(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("the other origin got %s %s with %d headers", r.Method, r.URL.Path, len(r.Header))
		if strings.Contains(fmt.Sprint(r.Header), "FakeFake") {
			t.Error("and the key")
		}
	}))
	defer other.Close()
	for _, style := range []string{HeaderBearer, HeaderXAPIKey} {
		for _, status := range []int{301, 302, 303, 307, 308} {
			c := connect(t, func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, other.URL+"/prefix"+r.URL.Path+"?token=hunter2", status)
			}, func(o *Options) { o.AuthHeader = style })
			for name, err := range map[string]error{
				"list": list(c, t.Context()), "create": create(c, t.Context()), "revoke": c.RevokeKey(t.Context(), "key-1"),
			} {
				e := failure(t, err, Unexpected)
				if e.Status != status || e.MaybeDone || !strings.Contains(e.Message, other.URL+"/prefix") || strings.Contains(e.Message, "hunter2") {
					t.Errorf("%s, %d: %+v", name, status, e)
				}
				if want := "set the URL to " + other.URL + "/prefix."; !strings.Contains(e.Next(), want) {
					t.Errorf("%s, %d: next is %q, want %q", name, status, e.Next(), want)
				}
			}
		}
	}
}

// The scheme is part of the origin, even when host and port stay.
func TestTheKeyNeverFollowsToPlainHTTP(t *testing.T) {
	var server *httptest.Server
	server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, strings.Replace(server.URL, "https://", "http://", 1)+r.URL.Path, http.StatusFound)
	}))
	defer server.Close()
	c := connect(t, nil, func(o *Options) { o.URL, o.Transport = server.URL, server.Client().Transport })
	if e := failure(t, list(c, t.Context()), Unexpected); !strings.Contains(e.Message, "redirects to http://") {
		t.Errorf("got %+v", e)
	}
}

func TestAGETFollowsWithinItsOrigin(t *testing.T) {
	var asked []string
	c := connect(t, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Method+" "+r.URL.Path)
		if r.Header.Get("Authorization") != "Bearer "+fakeKey {
			t.Error("the key did not come along within the origin")
		}
		if strings.HasPrefix(r.URL.Path, "/moved") {
			says(200, `[{"id":"a"}]`)(w, r)
			return
		}
		http.Redirect(w, r, "/moved"+r.URL.Path, http.StatusMovedPermanently)
	})
	page, err := c.ListKeys(t.Context(), 0, 0)
	if err != nil || len(page.Keys) != 1 {
		t.Errorf("got %v, %v", page.Keys, err)
	}
	asked = nil
	e := failure(t, create(c, t.Context()), Unexpected)
	if len(asked) != 1 || !strings.Contains(e.Message, "a change is not sent") {
		t.Errorf("asked %q: %+v", asked, e)
	}
}

func TestRedirectsEnd(t *testing.T) {
	hops := 0
	c := connect(t, func(w http.ResponseWriter, r *http.Request) {
		hops++
		http.Redirect(w, r, r.URL.Path, http.StatusFound)
	})
	if e := failure(t, list(c, t.Context()), Unexpected); hops != redirectsMax+1 || !strings.Contains(e.Message, "without end") {
		t.Errorf("after %d hops: %+v", hops, e)
	}
	c = connect(t, says(302, ``))
	if e := failure(t, list(c, t.Context()), Unexpected); !strings.Contains(e.Message, "nowhere") {
		t.Errorf("got %+v", e)
	}
}

func TestARedirectDoesNotEchoSecrets(t *testing.T) {
	c := connect(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "https://user:hunter2@other.example.com/"+fakeKey+"/%1b%5b2J?x=hunter2#hunter2")
		w.WriteHeader(302)
	})
	e := failure(t, list(c, t.Context()), Unexpected)
	for _, text := range []string{e.Message, e.Next(), fmt.Sprintf("%+v", e)} {
		if strings.Contains(text, "hunter2") || strings.Contains(text, "FakeFake") || strings.Contains(text, "\x1b") {
			t.Errorf("it shows %q", text)
		}
	}
}

// Should a request to another origin ever get that far, the key is still not
// put on it.
func TestTheKeyIsPutOnItsOwnOriginOnly(t *testing.T) {
	for target, want := range map[string]bool{
		"https://example.com/a": true, "https://EXAMPLE.com:443/b": true,
		"https://example.com:8443/": false, "http://example.com/": false, "http://example.com:443/": false,
		"https://example.com.evil.example/": false, "https://sub.example.com/": false,
	} {
		var got http.Header
		a := &authorizer{origin: "https://example.com:443", credential: &keyCredential{key: NewSecret(fakeKey)}, next: roundTripper(func(r *http.Request) (*http.Response, error) {
			got = r.Header
			return &http.Response{StatusCode: 200, Body: http.NoBody}, nil
		})}
		r, err := http.NewRequestWithContext(t.Context(), "GET", target, nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := a.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if sent := got.Get("Authorization") != ""; sent != want {
			t.Errorf("%s: the key was sent: %v", target, sent)
		}
		cookies := newCookieCredential(&url.URL{Scheme: "https", Host: "example.com"})
		cookies.jar.SetCookies(cookies.base, []*http.Cookie{{Name: "authjs.session-token", Value: "Fake", Path: "/", Domain: "example.com"}})
		a.credential = cookies
		if answer, err = a.RoundTrip(r); err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if sent := got.Get("Cookie") != ""; sent != want {
			t.Errorf("%s: the session was sent: %v", target, sent)
		}
	}
}
