package local

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestNotesThatCantBeReadStandBesideTheOthers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{"a.json": "one", "b.json": "foreign", "c.json": "three", "d.lock": "", "gone.json": ""} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	read := func(path string) (string, error) {
		if filepath.Base(path) == "gone.json" {
			path += ".not"
		}
		text, err := ReadFile(path, 100)
		if string(text) == "foreign" {
			err = ErrForeign
		}
		return string(text), err
	}
	mine := func(name string) bool { return strings.HasSuffix(name, ".json") }
	list, listed, err := ReadNotes(dir, "things", mine, read)
	want := "the note " + filepath.Join(dir, "b.json") + " about things can't be read (it is not a note of this program): look into it, then remove it"
	if !slices.Equal(list, []string{"one", "three"}) || len(listed) != 5 || err == nil || err.Error() != want {
		t.Errorf("got %q, %d listed, %v", list, len(listed), err)
	}
	if list, listed, err := ReadNotes(filepath.Join(dir, "none"), "things", mine, read); list != nil || listed != nil || err != nil {
		t.Errorf("of no folder: got %q, %v, %v", list, listed, err)
	}
	if err := Unreadable("x", "things", os.ErrPermission); err.Error() != "the note x about things can't be read (permission denied)" {
		t.Errorf("got %v", err)
	}
}
