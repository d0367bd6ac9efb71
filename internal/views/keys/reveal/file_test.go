package reveal_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/views/keys/reveal"
)

// openHome is a screen whose admin's home is an empty folder.
func openHome(t *testing.T) (s *reveal.Screen, home string) {
	t.Helper()
	home = t.TempDir()
	s = open(t, created(), "HOME="+home)
	s.SetSize(200, 21)
	return s, home
}

// holds wants a file with this text, for its owner alone.
func holds(t *testing.T, path, text string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil || string(got) != text {
		t.Errorf("%s holds %q, %v", path, got, err)
	}
	if info, err := os.Lstat(path); err != nil || info.Mode() != 0o600 {
		t.Errorf("%s: %v, %v", path, info.Mode(), err)
	}
}

func TestSavingTheKey(t *testing.T) {
	s, home := openHome(t)
	take(s, "f")
	says(t, s, "Path ~/ci-cd-pipeline.key", "● the key alone", "One that exists is not overwritten")
	msgs, _ := take(s, "enter")
	path := filepath.Join(home, "ci-cd-pipeline.key")
	holds(t, path, value)
	says(t, s, "✓ Written to "+path+", 0600.")
	taken(t, s, msgs)
	if s.Capturing() {
		t.Error("the prompt is still open")
	}
}

func TestSavingALineForADotenvFile(t *testing.T) {
	s, home := openHome(t)
	msgs, _ := take(s, "f", "tab", "right", "enter")
	holds(t, filepath.Join(home, "ci-cd-pipeline.env"), "SUPASCALE_API_KEY="+value+"\n")
	taken(t, s, msgs)
}

func TestATypedPathStaysWhenTheFormChanges(t *testing.T) {
	s, home := openHome(t)
	path := filepath.Join(home, "of my own")
	msgs, _ := take(s, "f", "ctrl+u", "paste:"+path+"\n", "tab", "space", "enter")
	holds(t, path, "SUPASCALE_API_KEY="+value+"\n")
	taken(t, s, msgs)
}

func TestNothingIsOverwritten(t *testing.T) {
	s, home := openHome(t)
	existing := filepath.Join(home, "existing")
	if err := os.WriteFile(existing, []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	target := filepath.Join(home, "target")
	for _, link := range []struct{ to, name string }{{target, "dangling"}, {existing, "linked"}} {
		if err := os.Symlink(link.to, filepath.Join(home, link.name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(home, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	take(s, "f")
	for _, name := range []string{"existing", "dangling", "linked", "folder"} {
		msgs, _ := take(s, "ctrl+u", "text:~/"+name, "enter")
		says(t, s, "✗ "+filepath.Join(home, name)+" exists, and nothing is overwritten. Choose another name.")
		undelivered(t, s, msgs)
	}
	if got, err := os.ReadFile(existing); err != nil || string(got) != "mine" {
		t.Errorf("the file holds %q, %v", got, err)
	}
	if _, err := os.Lstat(target); err == nil {
		t.Error("wrote through the link")
	}
}

func TestWhyAFileCantBeWritten(t *testing.T) {
	s, home := openHome(t)
	take(s, "f")
	for typed, want := range map[string]string{
		"":                 "✗ Type the path of a new file.",
		"~/none/x":         "✗ There is no folder " + filepath.Join(home, "none") + ". Create it, or choose another.",
		"~root/x":          "✗ Only ~ and ~/ stand for a home folder here",
		"/dev/null":        "✗ /dev/null exists",
		"/dev/null/x":      "✗ /dev/null/x was not written (not a directory).",
		home + "/" + value: "✗ The key doesn't belong into a file's name.",
	} {
		msgs, _ := take(s, "ctrl+u")
		if typed != "" {
			msgs, _ = take(s, "text:"+typed)
		}
		more, _ := take(s, "enter")
		says(t, s, want)
		undelivered(t, s, append(msgs, more...))
		if list, err := os.ReadDir(home); err != nil || len(list) != 0 {
			t.Errorf("%q left %v, %v", typed, list, err)
		}
	}
	if strings.Count(words(s), value) > 1 {
		t.Error("the key stands in the path")
	}
	take(s, "esc")
	if s.Capturing() {
		t.Error("esc does not leave the prompt")
	}
}
