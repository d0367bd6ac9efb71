//go:build unix

package cli

import (
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/cli/command"
)

// A line that this program wrote, or that was copied with what stands around the key,
// is understood by every command that reads a key; what would break it is named.
func TestAPastedKeyIsUnderstoodByEveryCommand(t *testing.T) {
	t.Parallel()
	b := newBareBox(t)
	commands := map[string]struct {
		args []string
		says string
	}{
		"login":         {[]string{"login", "--key-file", "-"}, "Stored in"},
		"keys identify": {[]string{"keys", "identify", "--key-file", "-"}, "it is this key"},
		"keys test":     {[]string{"keys", "test", "--key-file", "-"}, ""},
	}
	for name, c := range commands {
		b.env = append(b.env, "SUPASCALE_API_KEY="+b.key) // whose and test need one to ask with
		for _, text := range []string{
			b.key, b.key + "\r\n", ` "` + b.key + `" `, "Authorization: Bearer " + b.key, "SUPASCALE_API_KEY=" + b.key,
			"export SUPASCALE_API_KEY='" + b.key + "'\n", "# deploy\nSUPASCALE_URL=https://a.example\nSUPASCALE_API_KEY=" + b.key + "\n",
		} {
			if _, words := b.runs(command.ExitOK, text, nil, c.args...); !strings.Contains(words, c.says) {
				t.Errorf("%s: %q, want %q", name, words, c.says)
			}
		}
	}
	b.says(command.ExitUsage, b.key[:20]+"\u200b"+b.key[20:], commands["login"].args, "nothing was stored", "invisible character in it (U+200B, a zero-width space)")
	for _, form := range []string{"export SUPASCALE_API_KEY='" + b.key + "'", "Bearer " + b.key, b.key + "\n"} {
		b.runs(command.ExitOK, "", []string{"SUPASCALE_API_KEY=" + form}, "keys", "list")
	}
}
