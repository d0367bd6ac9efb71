package credential

import (
	"strings"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

const redacted = "[redacted]"

// keyLike is what may be a key, of this instance or of whatever a password
// manager talks to: what follows a key's prefix, and every long run of letters
// and digits. Words of a language are shorter.
var keyLike = text.Pattern(`(?i)(` + strings.Join(keys.Prefixes(), "|") + `)\S+|[0-9a-z_+=-]{20,}`)

// Redact makes text that may hold a key safe to show: on one line, inert, with
// everything that looks like a key taken out.
func Redact(text string) string {
	return sanitize.Text(keyLike().ReplaceAllLiteralString(text, redacted))
}

// redactOutput is Redact for what a command said on stderr, at most limit
// characters of it. What it printed on stdout is taken out as well: that was
// meant to be the key, whatever its form.
func redactOutput(said, stdout string, limit int) string {
	for word := range strings.FieldsSeq(stdout) {
		if len(word) >= 4 {
			said = strings.ReplaceAll(said, word, redacted)
		}
	}
	said = keyLike().ReplaceAllLiteralString(said, redacted)
	return sanitize.Limit(strings.Join(strings.Fields(said), " "), limit)
}
