package accessible

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// noted is what the home has noted about a key of that name.
func (h *home) noted(t *testing.T, name string) notes.Text {
	t.Helper()
	list, err := h.noteStore().List(h.client.Instance())
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range list {
		if n.KeyName == name {
			return n.Text
		}
	}
	return notes.Text{}
}

func TestNotesAboutKeys(t *testing.T) {
	h := onInstance(t, plain)
	h.say(t, said(monitoring, toFile, "q")...)
	k := h.say(t, "keys", "Monitoring", "note", "?", "Anna", "", "OPS-12", "list", "filter", "owner:ann", "filter", "-owner:", "-owner:any", "all",
		"Monitoring", "revoke", "Monitoring", "b", "notes", "Monitoring", "edit", "", "watches the disks", "none", "export", "",
		"Monitoring", "remove", "", "remove", "yes", "import", "", "import", "b", "q")
	screentest.Golden(t, "notes", normal(h, k.text()))
	if got := h.noted(t, "Monitoring"); !got.IsZero() { // the file has what was removed here
		t.Errorf("noted is %+v", got)
	}
}

// What stands there is the default, whatever it is.
func TestAnyNoteIsItsOwnDefault(t *testing.T) {
	h := onInstance(t, plain)
	was := notes.Text{Owner: "none", Purpose: "b", Ticket: "?"}
	h.say(t, "keys", "1", "note", `"none"`, `"b"`, `"?"`, "q")
	if got := h.noted(t, "Admin"); got != was {
		t.Errorf("noted is %+v", got)
	}
	h.say(t, "keys", "1", "note", "", "", "", "q").says(t, "Owner: none", `asked for [?]`, "The note is as it was.")
	h.say(t, "keys", "1", "note", "none", "none", "none", "q").says(t, "Nothing is noted about “Admin”.")
	if got := h.noted(t, "Admin"); !got.IsZero() {
		t.Errorf("noted is %+v", got)
	}
}

func TestANoteIsNoPlaceForAKey(t *testing.T) {
	h := onInstance(t, plain)
	k := h.say(t, "keys", "1", "note", screentest.FakeValue, strings.Repeat("long ", 30), "b", "list", "b", "q")
	k.says(t, "Owner holds what looks like an API key.", "Owner must have at most 100 characters", "Main menu", "Goodbye")
	if got := h.noted(t, "Admin"); !got.IsZero() {
		t.Errorf("noted is %+v", got)
	}
}

func TestANoteThatIsChangedElsewhere(t *testing.T) {
	h := onInstance(t, plain)
	page, err := h.client.ListKeys(t.Context(), 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	id := page.Keys[0].ID
	h.change = func(e *Env) {
		e.In.(*talk).meanwhile = func() {
			_, err := h.noteStore().Edit(h.client.Instance(), id, "Admin", h.now(), func(notes.Text) (notes.Text, error) {
				return notes.Text{Owner: "Bob"}, nil
			})
			if err != nil {
				t.Error(err)
			}
		}
	}
	h.say(t, "keys", "1", "note", "Anna", meanwhile, "", "", "no", "q").says(t, "The note was changed meanwhile", "It says now: owner “Bob”.", "Write yours over it?", "Goodbye")
	if got := h.noted(t, "Admin"); got.Owner != "Bob" {
		t.Errorf("noted is %+v", got)
	}
}

func TestNotesThatDisagree(t *testing.T) {
	h := onInstance(t, plain)
	path := filepath.Join(h.dir, "team.toml")
	h.say(t, "keys", "1", "note", "Anna", "", "", "list", "b", "notes", "export", path, "q").says(t, "1 note in "+path)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(text), "Anna", "Carl", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	k := h.say(t, "notes", "1", "edit", "Bob", "", "", "export", path, "no", "b", "import", path+"x", path, "import", "mine", "theirs", "cancel", "b", "q")
	k.says(t, "has notes that are not here yet", "Write over it all the same?", "can't be read", "Admin: conflict.", "yours “Bob”, theirs “Carl”", "say mine or theirs",
		"“import” is none of the answers", "yours stays", "theirs is taken", "Nothing was imported.")
	h.say(t, "notes", "import", path, "theirs", "import", "q").says(t, "Imported: 1 changed on both sides.")
	if got := h.noted(t, "Admin"); got.Owner != "Carl" {
		t.Errorf("noted is %+v", got)
	}
	h.say(t, "notes", "1", "edit", "Dora", "", "", "export", path, "yes", "q").says(t, "1 note in")
}

func TestNotesThatCantBeRead(t *testing.T) {
	h := onInstance(t, plain)
	h.say(t, "keys", "1", "note", "Anna", "", "", "q")
	files, err := filepath.Glob(filepath.Join(h.kept("notes"), "*.json"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	if err := os.WriteFile(files[0], []byte("broken"), 0o600); err != nil {
		t.Fatal(err)
	}
	h.say(t, "keys", "1", "note", "list", "b", "notes", "q").says(t, "1 key:", "Warning: The notes in", "Error: The notes in", "Error: The notes in", "Goodbye")
}
