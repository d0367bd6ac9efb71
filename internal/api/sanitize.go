package api

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// inert makes text from the wire safe to show, and hides a key that somebody
// put into a name, a path or a message.
func inert(s string, most int) string {
	if strings.Contains(s, keys.Prefix) {
		s = hideKeys(s)
	}
	return sanitize.Limit(s, most)
}

// nameOf gives a name of a key as it is shown and compared: one name has one spelling
// (NFC).
func nameOf(s string) string { return inert(norm.NFC.String(s), nameMax) }

// hiddenFrom is how many letters and digits after the prefix are too many to
// show: a preview has four.
const hiddenFrom = 8

// hideKeys cuts every key in s to what may be shown of it. Every preview in a
// list comes through here, so it is a loop and no regular expression.
func hideKeys(s string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(s, keys.Prefix)
		b.WriteString(before)
		if !found {
			return b.String()
		}
		end := 0
		for end < len(rest) && isAlphanumeric(rest[end]) && !strings.HasPrefix(rest[end:], keys.Prefix) {
			end++
		}
		if end < hiddenFrom {
			b.WriteString(keys.Prefix + rest[:end])
		} else {
			b.WriteString(keys.AttemptPreview(keys.Prefix + rest[:end]))
		}
		s = rest[end:]
	}
}

func isAlphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// tidy is inert for what may echo the request: the client's own credential is
// hidden whatever its form.
func (c *Client) tidy(s string, most int) string { return inert(c.credential.hide(s), most) }

// maskPreview keeps a preview from being more than one, should an instance
// send a whole key or a long piece of it.
func maskPreview(s string) string {
	if short := keys.Preview(s); short != "" {
		return short
	}
	if len(s) > 24 && !strings.Contains(s, "...") && !strings.Contains(s, "…") && !strings.Contains(s, "*") {
		s = s[:14] + "..."
	}
	return inert(s, wordMax)
}
