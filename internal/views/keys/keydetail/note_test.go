package keydetail

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestWhatIsNotedIsShownAsOnlyHere(t *testing.T) {
	s := open(t, &screentest.Instance{Entries: entries3()}, pipeline())
	mustContain(t, page(s), "Notes          none; e notes its owner, purpose and ticket")
	_, err := s.env.Notes.Edit(s.env.API.Instance(), "key-004", "CI/CD Pipeline", screentest.Now, func(notes.Text) (notes.Text, error) {
		return notes.Text{Owner: "Anna Müller", Purpose: "deploys from GitHub"}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	screentest.Settle(s, s.Update(screen.NotesChanged{}))
	view := page(s)
	mustContain(t, view, "Notes (only on this machine)", "Owner          Anna Müller", "Purpose        deploys from GitHub")
	if strings.Contains(view, "Ticket") {
		t.Error("an empty ticket is shown")
	}
	asked, found := screentest.Find[screen.ShowNote](screentest.Press(s, "e"))
	if !found || asked != (screen.ShowNote{KeyID: "key-004", KeyName: "CI/CD Pipeline"}) {
		t.Errorf("e asks for %+v", asked)
	}
	// What is left of a revoked key has its note still.
	gone := NewRevoked(s.env, api.RevokedKey{Key: pipeline(), Revoked: screentest.Now})
	screentest.Settle(gone, gone.Init())
	mustContain(t, page(gone), "Anna Müller")
	s.SetSize(80, 21)
	screentest.Press(s, "end")
	screentest.Frame(t, "noted", s)
}

func TestNotesThatCantBeRead(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "notes")
	if err := os.Symlink(dir, dir); err != nil { // it leads nowhere
		t.Fatal(err)
	}
	env := screentest.Env(t, &screentest.Instance{})
	env.Notes = notes.Open(dir)
	s := New(env, pipeline())
	screentest.Settle(s, s.Init())
	mustContain(t, page(s), "Notes (only on this machine)", "✗ The notes in "+dir)
}

func TestAConsoleWithoutNotes(t *testing.T) {
	env := screentest.Env(t, &screentest.Instance{})
	env.Notes = nil
	s := New(env, pipeline())
	screentest.Settle(s, s.Init())
	if view := page(s); strings.Contains(view, "Notes") {
		t.Errorf("shows\n%s", view)
	}
}
