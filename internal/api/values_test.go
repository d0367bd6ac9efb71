package api

import (
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/keys"
)

// No more of a key than its first four characters gets through, however it is
// glued to another; what is already a preview stays.
func TestKeysInTextAreHidden(t *testing.T) {
	body := strings.Repeat("Fake", keys.BodyLen/4)
	whole, cut := keys.Prefix+body, keys.Prefix+"Fake..."
	for text, want := range map[string]string{
		"":                              "",
		"no key":                        "no key",
		keys.Prefix:                     keys.Prefix,
		keys.Prefix + "Fake...Fake":     keys.Prefix + "Fake...Fake",
		keys.Prefix + "team":            keys.Prefix + "team",
		keys.Prefix + body[:8]:          cut,
		"a " + whole + " b":             "a " + cut + " b",
		whole + whole:                   cut + cut,
		keys.Prefix + whole:             keys.Prefix + cut,
		keys.Prefix + "x" + whole + "!": keys.Prefix + "x" + cut + "!",
	} {
		if got := inert(text, 500); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
}
