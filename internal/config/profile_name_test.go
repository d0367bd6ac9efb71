package config_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/supascale/supascale-tui/internal/baseurl"
	"github.com/supascale/supascale-tui/internal/config"
)

func TestAnAddressIsCompletedAndNamed(t *testing.T) {
	for typed, want := range map[string][2]string{
		" supascale.example.com/app ":   {"https://supascale.example.com/app", "supascale-example-com"},
		"https://WWW.Example.com":       {"https://WWW.Example.com", "example-com"},
		"http://10.0.0.7:3000":          {"http://10.0.0.7:3000", "10-0-0-7-3000"},
		"localhost:3000":                {"http://localhost:3000", "localhost-3000"},
		"LOCALHOST/x":                   {"http://LOCALHOST/x", "localhost"},
		"app.localhost":                 {"http://app.localhost", "app-localhost"},
		"localhost-lab.example.com":     {"https://localhost-lab.example.com", "localhost-lab-example-com"},
		"localhost.example.com:8443":    {"https://localhost.example.com:8443", "localhost-example-com-8443"},
		"127.0.0.1":                     {"http://127.0.0.1", "127-0-0-1"},
		"127.0.0.1:18401":               {"http://127.0.0.1:18401", "127-0-0-1-18401"},
		"127.0.0.1.example.com":         {"https://127.0.0.1.example.com", "127-0-0-1-example-com"},
		"127.example.com":               {"https://127.example.com", "127-example-com"},
		"[::1]:3000/x":                  {"http://[::1]:3000/x", "1-3000"},
		"::1":                           {"http://[::1]", "1"},
		"::1:3000/x":                    {"http://[::1]:3000/x", "1-3000"},
		"http://::1:8787":               {"http://[::1]:8787", "1-8787"},
		"2001:db8::1":                   {"https://[2001:db8::1]", "2001-db8-1"},
		"2001:db8:1:2:3:4:5:6:8443":     {"https://[2001:db8:1:2:3:4:5:6]:8443", "2001-db8-1-2-3-4-5-6-8443"},
		"":                              {"", ""},
		"https://":                      {"https://", ""},
		"https://taken.example.com":     {"https://taken.example.com", "taken-example-com-3"},
		"https://a.example.com/%zz\x7f": {"https://a.example.com/%zz\x7f", ""},
		"https://\u4f8b":                {"https://\u4f8b", "instance"},
		"https://" + strings.Repeat("a", 39) + ".example.com": {"https://" + strings.Repeat("a", 39) + ".example.com", strings.Repeat("a", 39)},
	} {
		full := baseurl.Complete(typed)
		name := baseurl.NameFor(full, []string{"taken-example-com", "taken-example-com-2"})
		if got := [2]string{full, name}; got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
}

// The configuration file takes every name that is proposed.
func TestAProposedNameIsOneOfAProfile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		host := rapid.OneOf(rapid.StringMatching(`[a-zA-Z0-9._-]{1,80}(:[0-9]{1,5})?`), rapid.StringMatching(`\[[0-9a-f:]{2,30}\](:[0-9]{1,5})?`), rapid.String()).Draw(t, "host")
		at := baseurl.Complete(host)
		name := baseurl.NameFor(at, nil)
		if name == "" {
			return // it has no host
		}
		again := baseurl.NameFor(at, []string{name})
		if !config.ProfileName(name) || !config.ProfileName(again) || again == name {
			t.Errorf("%q is called %q, and %q", at, name, again)
		}
	})
}
