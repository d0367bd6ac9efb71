package cli

import (
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/testkit/contracttest"
)

// The use of a key has the words of the console's page, in every format.
func TestTheUseOfAKey(t *testing.T) {
	on := onSample(t)
	code, out, words := on("keys", "usage", "CI/CD Pipeline")
	if code != command.ExitOK || strings.Count(out, "\n") != 6 || !strings.HasPrefix(out, "RESOURCE") || !strings.Contains(out, "not granted, not tried") {
		t.Errorf("%d:\n%s%s", code, out, words)
	}
	if !strings.Contains(words, "Tests of the key are not counted.") || !strings.Contains(words, "refused for another reason") && !strings.Contains(words, "may still be needed") {
		t.Errorf("says %q", words)
	}
	_, out, _ = on("keys", "usage", "CI/CD Pipeline", "-o", "json")
	if err := contracttest.CheckOutput("usage.json", []byte(out)); err != nil {
		t.Error(err)
	}
	if _, out, _ = on("keys", "usage", "CI/CD Pipeline", "-o", "csv"); !strings.HasPrefix(out, "resource,granted,used,") || strings.Count(out, "\n") != 6 {
		t.Errorf("csv:\n%s", out)
	}
	for _, args := range [][]string{{"keys", "usage"}, {"keys", "usage", "CI/CD Pipeline", "--since", "soon"}} {
		if code, _, words := on(args...); code != command.ExitUsage {
			t.Errorf("%q: %d, %s", args, code, words)
		}
	}
	if code, _, _ := on("keys", "usage", "nowhere"); code != command.ExitNotFound {
		t.Errorf("an unknown key ends with %d", code)
	}
}
