package keylist

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// noteDown notes something about a key, as another console or a form does.
func noteDown(t *testing.T, s *Screen, id string, text notes.Text) {
	t.Helper()
	_, err := s.env.Notes.Edit(s.env.API.Instance(), id, "", screentest.Now, func(notes.Text) (notes.Text, error) { return text, nil })
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheFilterLooksInNotes(t *testing.T) {
	s, instance := small(t)
	noteDown(t, s, "key-003", notes.Text{Owner: "Anna", Ticket: "OPS-12"})
	noteDown(t, s, "key-gone", notes.Text{Owner: "Anna"})
	screentest.Settle(s, s.Update(screen.NotesChanged{}))
	for filter, want := range map[string][]string{
		"owner:anna": {"Monitoring"}, "ops-12": {"Monitoring"}, "ticket:OPS": {"Monitoring"}, "owner:bob": nil, "owner:any monit": {"Monitoring"},
	} {
		s.Filter(filter)
		if got := s.names(); !slices.Equal(got, want) {
			t.Errorf("%q shows %q", filter, got)
		}
	}
	// Notes that change while a filter holds, keys that come and keys that go.
	s.Filter("owner:anna")
	noteDown(t, s, "key-004", notes.Text{Owner: "Anna"})
	screentest.Settle(s, s.Update(screen.NotesChanged{}))
	if got := s.names(); len(got) != 2 {
		t.Errorf("shows %q", got)
	}
	added := instance.Keys[2]
	added.ID, added.Name = "key-gone", "back again"
	instance.Keys = append(instance.Keys[:1:1], append(instance.Keys[3:], added)...) // key-005 and key-004 are gone
	screentest.Press(s, "r")
	if got := s.names(); len(got) != 2 || !slices.Contains(got, "back again") || !slices.Contains(got, "Monitoring") {
		t.Errorf("shows %q", got)
	}
	noteDown(t, s, "key-003", notes.Text{})
	screentest.Settle(s, s.Update(screen.NotesChanged{}))
	if got := s.names(); !slices.Equal(got, []string{"back again"}) {
		t.Errorf("shows %q", got)
	}
	// A key whose text changed keeps its note.
	instance.Keys[len(instance.Keys)-1].Name = "renamed"
	screentest.Press(s, "r")
	if got := s.names(); !slices.Equal(got, []string{"renamed"}) {
		t.Errorf("shows %q", got)
	}
}

func TestAListWithoutNotes(t *testing.T) {
	s, _ := small(t)
	s.env.Notes = nil
	if cmd := s.readNotes(); cmd != nil {
		t.Error("something is read")
	}
	s.Filter("owner:any")
	if view := screentest.View(s); !strings.Contains(view, "No key fits") {
		t.Errorf("shows\n%s", view)
	}
}

// At 140 cells and more the list shows what is noted, where something is.
func TestNotesAreColumnsWhereThereIsRoom(t *testing.T) {
	env := screentest.Env(t, &screentest.Instance{Keys: screentest.Keys()})
	for i, k := range screentest.Keys()[:2] {
		if err := env.Notes.Put(env.API.Instance(), &k, notes.Text{Owner: []string{"Anna", "Ben"}[i], Purpose: "deploys to staging", Ticket: "OPS-12"}, screentest.Now); err != nil {
			t.Fatal(err)
		}
	}
	s := New(env)
	for _, size := range [][2]int{{140, 12}, {200, 12}} {
		s.SetSize(size[0], size[1])
		screentest.Settle(s, s.Init())
		screentest.Golden(t, fmt.Sprintf("noted-%d", size[0]), screentest.View(s))
	}
}
