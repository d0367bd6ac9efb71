//go:build unix

package notes_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/notes"
)

// A link that came with a repository may lead anywhere: into a shell's start-up file,
// too, as long as that is empty.
func TestAnExportFollowsALinkToNotesAlone(t *testing.T) {
	store, _ := open(t)
	put(t, store, "key-1", notes.Text{Owner: "anna"})
	dir := t.TempDir()
	for name, make := range map[string]func(string) error{
		"empty":  func(path string) error { return os.WriteFile(path, nil, 0o600) },
		"absent": func(string) error { return nil },
	} {
		target, link := filepath.Join(dir, name), filepath.Join(dir, name+".toml")
		if err := errors.Join(make(target), os.Symlink(target, link)); err != nil {
			t.Fatal(err)
		}
		_, err := store.Export(here, link, false)
		if err == nil || !strings.Contains(err.Error(), "is a link to "+target+", which holds no notes") {
			t.Errorf("%s: %v", name, err)
		}
		if held, _ := os.ReadFile(target); len(held) > 0 {
			t.Errorf("%s: written all the same", name)
		}
		for _, force := range []bool{true, false} { // then it holds notes
			if n, err := store.Export(here, link, force); n != 1 || err != nil {
				t.Errorf("%s: %d, %v", name, n, err)
			}
		}
		if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
			t.Errorf("%s: the link is %v, %v", name, info, err)
		}
	}
}
