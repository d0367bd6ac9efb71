package views_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// From a key to its note, to the list, to a file and back.
func TestNotesInTheConsole(t *testing.T) {
	c := open(t, 80, 24)
	c.press("enter", "e", "text:Anna", "esc").shows("is not saved", "throw it away")
	c.press("esc", "tab", "text:deploys", "enter").shows("Key: Laptop (old)", "Owner          Anna", "Noted about “Laptop (old)”")
	c.press("x").shows("Owner (your note): Anna").press("esc")
	c.press("esc", "/", "text:owner:anna", "enter").shows("1 of 6", "Laptop (old)").press("esc")
	c.press(":", "text:notes", "enter").shows("1 note · only on this machine", "Laptop (old)", "listed")
	path := filepath.Join(t.TempDir(), "notes.toml")
	c.press(":", "text:notes export "+path, "enter").shows("✓ 1 note in").press("enter")
	text, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(text), "owner = \"Anna\"\npurpose = \"deploys\"\n") {
		t.Fatalf("wrote %s, %v", text, err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(text), "Anna", "Bob", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	c.press(":", "text:notes import "+path, "enter").shows("Import notes.toml", "1 changed", "Anna → Bob")
	c.press("enter").shows("Imported: 1 changed").press("enter").shows("Bob").hides("Anna")
	c.press("enter").shows("Key: Laptop (old)", "Owner          Bob").press("esc")
	c.press(":", "text:notes away", "enter").shows("“away” is neither export nor import")
}
