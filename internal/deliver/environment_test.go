//go:build unix

package deliver

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestACommandDoesNotInheritTheProgramsOwnKey(t *testing.T) {
	t.Setenv("SUPASCALE_API_KEY", "own-key-of-the-admin")
	t.Setenv("KEPT", "kept")
	out := filepath.Join(t.TempDir(), "environment")
	if got := ToCommand(t.Context(), []string{"sh", "-c", `cat >/dev/null; env > "$0"`, out}, "new-key"); !got.OK {
		t.Fatal(got.Words)
	}
	text, err := os.ReadFile(out)
	if err != nil || strings.Contains(string(text), "own-key") || !strings.Contains(string(text), "KEPT=kept") {
		t.Errorf("the command's environment, %v:\n%s", err, text)
	}
}
