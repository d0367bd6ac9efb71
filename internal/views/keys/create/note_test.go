package create_test

import (
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/views/keys/create"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// like is a form that is filled in like the key with an id.
func like(env screen.Env, id string) *create.Screen {
	s := create.New(env, nil, nil)
	s.From(keys.Template{Name: "Nightly", Why: "Replaces another.", Old: id, Permissions: keys.Grant(keys.Backups, keys.Read), Lifetime: screentest.Keys()[4].Lifetime()})
	s.SetSize(80, 21)
	screentest.Settle(s, s.Init())
	return s
}

func notedAbout(t *testing.T, env screen.Env, id string) notes.Text {
	t.Helper()
	n, err := env.Notes.Of(env.API.Instance(), id)
	if err != nil {
		t.Fatal(err)
	}
	return n.Text
}

func TestNotingWhoseTheNewKeyIs(t *testing.T) {
	env := screentest.Env(t, &screentest.Instance{})
	s := like(env, "")
	screentest.Press(s, "e", "text:Anna", "enter", "text:deploys", "down", "text:OPS-1")
	screentest.Frame(t, "noting", s)
	msgs := screentest.Press(s, "enter", "enter")
	made, found := screentest.Find[screen.KeyCreated](msgs)
	if _, told := screentest.Find[screen.NotesChanged](msgs); !found || !told {
		t.Fatalf("sent %v", msgs)
	}
	if got := notedAbout(t, env, made.Created.ID); got != (notes.Text{Owner: "Anna", Purpose: "deploys", Ticket: "OPS-1"}) {
		t.Errorf("noted %+v", got)
	}
}

// What is noted about the old key goes with the new one.
func TestTheNoteOfTheOldKeyIsTakenOver(t *testing.T) {
	env := screentest.Env(t, &screentest.Instance{})
	if err := env.Notes.Put(env.API.Instance(), &screentest.Keys()[0], notes.Text{Owner: "Ben"}, screentest.Now); err != nil {
		t.Fatal(err)
	}
	s := like(env, screentest.Keys()[0].ID)
	if view := screentest.Plain(screentest.View(s)); !strings.Contains(view, "owner “Ben”") || s.Leave().Question != "" {
		t.Errorf("shows\n%s", view)
	}
	made, found := screentest.Find[screen.KeyCreated](screentest.Press(s, "enter"))
	if !found || notedAbout(t, env, made.Created.ID).Owner != "Ben" {
		t.Errorf("made %+v", made)
	}
}

func TestANoteThatIsRequired(t *testing.T) {
	env := screentest.Env(t, &screentest.Instance{})
	env.Defaults.NoteRequired = []string{"ticket"}
	s := like(env, "")
	if _, found := screentest.Find[screen.KeyCreated](screentest.Press(s, "enter")); found {
		t.Fatal("created without a ticket")
	}
	if view := screentest.Plain(screentest.View(s)); !strings.Contains(view, "Ticket is required here") || !s.Capturing() {
		t.Errorf("shows\n%s", view)
	}
	if _, found := screentest.Find[screen.KeyCreated](screentest.Press(s, "text:OPS-2", "enter", "enter")); !found {
		t.Error("not created with one")
	}
}
