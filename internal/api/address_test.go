package api

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestNewReadsTheURL(t *testing.T) {
	for given, want := range map[string]string{
		"https://supascale.example.com":                "https://supascale.example.com",
		" https://Supascale.Example.com/ ":             "https://supascale.example.com",
		"https://example.com:8443/tools/supascale/":    "https://example.com:8443/tools/supascale",
		"https://example.com/api/v1":                   "https://example.com",
		"https://example.com/tools/api/v1/":            "https://example.com/tools",
		"http://127.0.0.1:8787":                        "http://127.0.0.1:8787",
		"http://[::1]:8787":                            "http://[::1]:8787",
		"http://::1:8787/":                             "http://[::1]:8787",
		"http://localhost:8787":                        "http://localhost:8787",
		"http://[::ffff:127.0.0.1]:8787":               "http://[::ffff:127.0.0.1]:8787",
		"https://example.com/with%20space/and/further": "https://example.com/with%20space/and/further",
	} {
		c, err := New(Options{URL: given, Key: NewSecret(fakeKey)})
		if err != nil {
			t.Errorf("%s: %v", given, err)
			continue
		}
		if got := c.Instance().URL; got != want {
			t.Errorf("%s: the URL is %s, want %s", given, got, want)
		}
		if name := c.Instance().Name; name == "" || strings.Contains(name, "/") {
			t.Errorf("%s: the name is %q", given, name)
		}
	}
}

func TestNewRefusesAnotherURL(t *testing.T) {
	for given, want := range map[string]string{
		"":                                       "missing",
		"supascale.example.com":                  "https://",
		"ftp://example.com":                      "https://",
		"https://":                               "no host",
		"https://user:hunter2secret@example.com": "user name or password",
		"https://user:hunter2 secret@example.com": "can't be read",
		"https://example.com:hunter2secret/":      "can't be read",
		"https://example.com/?key=hunter2secret":  "?",
		"https://example.com/#hunter2secret":      "#",
		"http://supascale.example.com":            "plain http",
		"http://127.0.0.1.example.com":            "plain http",
		"http://10.0.0.7:8787":                    "plain http",
		"http://localhost.example.com":            "plain http",
		"https://2001:db8::1:8443":                "in brackets",
	} {
		_, err := New(Options{URL: given, Key: NewSecret(fakeKey)})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want words on %q", given, err, want)
			continue
		}
		for ; err != nil; err = errors.Unwrap(err) {
			if strings.Contains(err.Error(), "hunter2") {
				t.Errorf("%s: the error repeats a secret: %v", given, err)
			}
		}
	}
	if _, err := New(Options{URL: "http://10.0.0.7:8787", Key: NewSecret(fakeKey), InsecureHTTP: true}); err != nil {
		t.Errorf("plain http is refused though it is allowed: %v", err)
	}
}

func TestNewRefusesAKeyThatNoHeaderCanHold(t *testing.T) {
	for key, want := range map[string]string{
		"":                        "missing",
		" " + fakeKey:             "space",
		fakeKey + "\n":            "line break",
		"supascale_\x1b[31m":      "control character",
		"supascale_Fak\u00e9":     "that no key has",
		"supascale_Fake\tFake":    "space",
		fakeKey + "\r\nX-Evil: y": "line break",
	} {
		_, err := New(Options{URL: "https://example.com", Key: NewSecret(key)})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "Fake") {
			t.Errorf("%q: got %v, want words on %q", key, err, want)
		}
	}
	for _, o := range []Options{{AuthHeader: "cookie"}, {RevokeStyle: "post"}} {
		o.URL, o.Key = "https://example.com", NewSecret(fakeKey)
		if _, err := New(o); err == nil {
			t.Errorf("%+v is accepted", o)
		}
	}
}

func TestKeyIsSentInTheChosenHeader(t *testing.T) {
	for style, want := range map[string]string{"": "Authorization", "bearer": "Authorization", "x-api-key": "X-Api-Key"} {
		var got http.Header
		c := connect(t, func(w http.ResponseWriter, r *http.Request) {
			got = r.Header
			says(200, `{"apiKeys":[]}`)(w, r)
		}, func(o *Options) { o.AuthHeader = style })
		if _, err := c.ListKeys(t.Context(), 0, 0); err != nil {
			t.Fatal(err)
		}
		value := strings.TrimPrefix(got.Get(want), "Bearer ")
		if value != fakeKey || got.Get("Authorization") != "" && got.Get("X-Api-Key") != "" {
			t.Errorf("%q: the key did not come in %s alone", style, want)
		}
		if got.Get("User-Agent") != "supascale-tui/test" {
			t.Errorf("the agent is %q", got.Get("User-Agent"))
		}
	}
}

func TestOwnPreview(t *testing.T) {
	for key, want := range map[string]string{fakeKey: "supascale_Fake...Fake", "sk_live_FakeFake": ""} {
		c, err := New(Options{URL: "https://example.com", Key: NewSecret(key)})
		if err != nil {
			t.Fatal(err)
		}
		if got := c.OwnPreview(); got != want {
			t.Errorf("the preview of %s is %q, want %q", fmt.Sprint(len(key)), got, want)
		}
	}
}
