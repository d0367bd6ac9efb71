package deliver

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Every user of a machine can list the arguments of all its processes.
func TestNoArgumentListHoldsTheKey(t *testing.T) {
	const key = "new-key-of-the-test"
	out := filepath.Join(t.TempDir(), "arguments")
	if got := ToCommand(t.Context(), []string{"sh", "-c", `cat >/dev/null; cat /proc/[0-9]*/cmdline >"$0" 2>/dev/null; true`, out}, key); !got.OK {
		t.Fatal(got.Words)
	}
	text, err := os.ReadFile(out)
	if err != nil || !strings.Contains(string(text), out) {
		t.Fatalf("%v: not even the command is among %q", err, text)
	}
	if strings.Contains(string(text), key) {
		t.Error("the key is among the arguments of a process")
	}
}
