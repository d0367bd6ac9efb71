package api

import (
	"encoding/json"
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

// An expiry that can't be read is not the same as none.
func TestATimeThatCantBeRead(t *testing.T) {
	for raw, unread := range map[string]bool{
		`null`: false, `""`: false, `0`: false, `"2026-01-19T12:00:00Z"`: false, `1768824000`: false,
		`"next week"`: true, `{"$date":1}`: true, `[]`: true, `-5`: true,
	} {
		var m moment
		if err := json.Unmarshal([]byte(raw), &m); err != nil || (m.unread != "") != unread {
			t.Errorf("%s: unread is %q (%v)", raw, m.unread, err)
		}
	}
}
