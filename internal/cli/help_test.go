//go:build unix

package cli

import (
	"bytes"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/cli/command"
)

func TestHelpThatCantBeWrittenFails(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"--help"}, {"keys", "--help"}, {"help", "keys", "create"}} {
		var words bytes.Buffer
		if code := run(t.Context(), args, strings.NewReader(""), refusing{}, &words); code != command.ExitFailed || !strings.Contains(words.String(), "can't write the help") {
			t.Errorf("%v: exit code %d: %s", args, code, words.String())
		}
		var out bytes.Buffer
		if code := run(t.Context(), args, strings.NewReader(""), &out, &words); code != command.ExitOK || !strings.Contains(out.String(), "Usage:") {
			t.Errorf("%v: exit code %d: %s", args, code, out.String())
		}
	}
}
