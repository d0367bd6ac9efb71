package baseurl_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/supascale/supascale-tui/internal/baseurl"
)

func TestSame(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"https://Example.com", " https://example.com:443/api/v1/ ", true}, {"http://[::1]:8787", "http://::1:8787/", true},
		{"https://example.com/a", "https://example.com/a/", true}, {"https://example.com/a", "https://example.com/A", false},
		{"https://example.com", "http://example.com", false}, {"https://example.com", "https://example.com:8443", false},
		{"", "", false}, {"example.com", "example.com", false},
	} {
		if baseurl.Same(c.a, c.b) != c.want || baseurl.Same(c.b, c.a) != c.want {
			t.Errorf("%q and %q: want %t", c.a, c.b, c.want)
		}
	}
}

// What Parse reads it reads again from what it made of it, as the same instance; what is typed
// is completed once.
func TestWhatWasReadIsReadAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		typed := rapid.OneOf(rapid.StringMatching(`[a-zA-Z0-9.-]{1,20}(:[0-9]{1,5})?(/[a-z0-9%/]{0,20})?`), rapid.StringMatching(`\[?[0-9a-f:]{2,30}\]?(:[0-9]{1,5})?`), rapid.String()).Draw(t, "typed")
		full := baseurl.Complete(typed)
		if again := baseurl.Complete(full); again != full {
			t.Fatalf("%q is completed to %q, and that to %q", typed, full, again)
		}
		u, err := baseurl.Parse(full)
		if err == nil && !baseurl.Same(full, u.String()) {
			t.Fatalf("%q is read as %q, which is another instance", full, u)
		}
	})
}
