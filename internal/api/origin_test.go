package api_test

import (
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/api"
)

func TestOrigin(t *testing.T) {
	for given, want := range map[string]string{
		"https://supascale.example.com":               "https://supascale.example.com:443",
		" HTTPS://Supascale.Example.com:443/a/api/v1": "https://supascale.example.com:443",
		"http://10.0.0.1":                             "http://10.0.0.1:80",
		"http://[::1]:8787/":                          "http://[::1]:8787",
		"http://[::1]:8787/x":                         "http://[::1]:8787",
		"http://::1:8787":                             "http://[::1]:8787",
	} {
		if got, err := api.Origin(given); err != nil || got != want {
			t.Errorf("%s: %q, %v", given, got, err)
		}
	}
	for _, bad := range []string{"", "ftp://x-secret", "https://admin:x-secret@host", "x-secret"} {
		if got, err := api.Origin(bad); err == nil || got != "" || strings.Contains(err.Error(), "x-secret") {
			t.Errorf("%s: %q, %v", bad, got, err)
		}
	}
}
