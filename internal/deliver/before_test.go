package deliver

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWhatIsSeenBeforeThereIsAKey(t *testing.T) {
	dir := t.TempDir()
	if err := os.Symlink("nowhere", filepath.Join(dir, "dangling")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "there"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"new": "", "there": "exists", "dangling": "exists", ".": "exists", "none/x": "There is no folder", "there/x": "is no folder",
	} {
		got := CheckFile(dir + "/" + name)
		if got != "" && want == "" || !strings.Contains(got, want) {
			t.Errorf("%s: %q", name, got)
		}
	}
	for name, want := range map[string]string{"sh": "", "no-such-command-here": "There is no command", dir: "can't be started"} {
		got := CheckCommand(name)
		if got != "" && want == "" || !strings.Contains(got, want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}
