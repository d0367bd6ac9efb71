package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// A tag of an action can be moved to other code by whoever owns it; a commit can't.
func TestEveryActionIsNamedByItsCommit(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../.github/workflows/*.yml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no workflows found (%v)", err)
	}
	uses := regexp.MustCompile(`(?m)^\s*-?\s*uses:.*$`)
	pinned := regexp.MustCompile(`uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$`)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range uses.FindAllString(string(text), -1) {
			if !pinned.MatchString(line) {
				t.Errorf("%s: %q names no commit with its version beside it", filepath.Base(file), line)
			}
		}
	}
}
