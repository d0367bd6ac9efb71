package notes_test

import (
	"errors"
	"maps"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/notes"
)

// A three-way merge, one key at a time: what both had, what each side made of it.
func TestWhatAnImportDoes(t *testing.T) {
	anna, bob, carl := notes.Text{Owner: "Anna", Purpose: "deploys"}, notes.Text{Owner: "Bob", Purpose: "deploys"}, notes.Text{Owner: "Carl", Purpose: "deploys"}
	ticket := notes.Text{Owner: "Anna", Purpose: "deploys", Ticket: "OPS-12"}
	none := notes.Text{}
	for name, c := range map[string]struct {
		base, mine, theirs notes.Text
		kind               notes.Kind
		after, mineAfter   notes.Text // the second where it is my word that counts
	}{
		"new to us":                 {none, none, anna, notes.Added, anna, anna},
		"only ours":                 {none, anna, none, notes.Kept, anna, anna},
		"they changed":              {anna, anna, bob, notes.Changed, bob, bob},
		"we changed":                {anna, bob, anna, notes.Kept, bob, bob},
		"both to the same":          {anna, bob, bob, notes.Same, bob, bob},
		"nobody did":                {anna, anna, anna, notes.Same, anna, anna},
		"both, differently":         {anna, bob, carl, notes.Conflict, carl, bob},
		"both, other fields":        {anna, bob, ticket, notes.Changed, notes.Text{Owner: "Bob", Purpose: "deploys", Ticket: "OPS-12"}, notes.Text{Owner: "Bob", Purpose: "deploys", Ticket: "OPS-12"}},
		"they removed":              {anna, anna, none, notes.Removed, none, none},
		"we removed":                {anna, none, anna, notes.Kept, none, none},
		"they removed, we changed":  {anna, bob, none, notes.Conflict, none, bob},
		"we removed, they changed":  {anna, none, bob, notes.Conflict, bob, none},
		"nothing shared, they more": {none, anna, ticket, notes.Changed, ticket, ticket},
		"nothing shared, we more":   {none, ticket, anna, notes.Kept, ticket, ticket},
		"nothing shared, differing": {none, anna, bob, notes.Conflict, bob, anna},
	} {
		for choice, want := range map[notes.Choice]notes.Text{notes.Theirs: c.after, notes.Mine: c.mineAfter} {
			s, _ := open(t)
			share(t, s, map[string]notes.Text{"k": c.base})
			put(t, s, "k", c.mine)
			f := file(t, map[string]notes.Text{"k": c.theirs})
			p, err := s.Plan(here, f, choice)
			if err != nil {
				t.Fatal(err)
			}
			if len(p.Changes) > 0 && p.Changes[0].Kind != c.kind || len(p.Changes) == 0 && !want.IsZero() {
				t.Errorf("%s: plans %+v", name, p.Changes)
			}
			if err := s.Import(here, f, p, now); err != nil {
				t.Fatal(err)
			}
			if got := texts(t, s)["k"]; got != want {
				t.Errorf("%s, %s: %+v, want %+v", name, choice, got, want)
			}
		}
	}
}

// share makes texts what both sides have in common, by importing them.
func share(t testing.TB, s *notes.Store, by map[string]notes.Text) {
	t.Helper()
	f := file(t, by)
	p, err := s.Plan(here, f, notes.Theirs)
	if err == nil {
		err = s.Import(here, f, p, now)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestNothingIsImportedUntilConflictsAreDecided(t *testing.T) {
	s, _ := open(t)
	put(t, s, "k", notes.Text{Owner: "Anna"})
	f := file(t, map[string]notes.Text{"k": {Owner: "Bob"}, "new": {Owner: "Carl"}})
	p, err := s.Plan(here, f, notes.Undecided)
	p.Mark(func(id string) bool { return id == "k" })
	if err != nil || !p.Undecided() || p.Count(notes.Conflict) != 1 || p.Count(notes.Added) != 1 || p.Unknown() != 1 || p.Nothing() {
		t.Fatalf("plans %+v, %v", p, err)
	}
	if d := p.Changes[0].Differences(); len(d) != 1 || d[0] != (notes.Difference{Field: "owner", From: "Anna", To: "Bob"}) {
		t.Errorf("differences %+v", d)
	}
	if err := s.Import(here, f, p, now); !errors.Is(err, notes.ErrConflict) {
		t.Errorf("got %v", err)
	}
	if got := texts(t, s); len(got) != 1 || got["k"].Owner != "Anna" {
		t.Errorf("there are %+v", got)
	}
	if p, err = s.Plan(here, f, notes.Theirs); err != nil {
		t.Fatal(err)
	}
	put(t, s, "k", notes.Text{Owner: "Dora"}) // another console, after the plan was seen
	if err := s.Import(here, f, p, now); !errors.Is(err, notes.ErrMoved) || texts(t, s)["k"].Owner != "Dora" {
		t.Errorf("got %v, %+v", err, texts(t, s))
	}
}

func TestAnotherInstancesFileIsKnown(t *testing.T) {
	s, _ := open(t)
	for place, want := range map[string]bool{here.URL: false, "": false, "https://staging.example.com": true} {
		p, err := s.Plan(here, notes.File{Place: place}, "")
		if err != nil || p.Other != want {
			t.Errorf("%q: %v, %v", place, p.Other, err)
		}
	}
	local := api.Instance{Name: "local", URL: "http://127.0.0.1:40123", ID: "local:/somewhere"}
	if got := notes.Place(local); got != "local" {
		t.Errorf("a local instance is called %q", got)
	}
}

// Whatever both sides hold: an import twice does what it does once, and what both
// agree on and what one side alone has changed is never lost.
func TestImportProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		side := rapid.MapOfN(rapid.SampledFrom([]string{"a", "b", "c", "d"}), rapid.SampledFrom([]notes.Text{
			{Owner: "Anna"}, {Owner: "Bob"}, {Owner: "Anna", Ticket: "T-1"}, {Ticket: "T-1"}, {Purpose: "p", Ticket: "T-2"},
		}), 0, 4)
		checkImport(t, side.Draw(t, "base"), side.Draw(t, "mine"), side.Draw(t, "theirs"),
			rapid.SampledFrom([]notes.Choice{notes.Mine, notes.Theirs}).Draw(t, "choice"))
	})
}

func checkImport(t *rapid.T, base, mine, theirs map[string]notes.Text, choice notes.Choice) {
	b := notes.NewBook(base, mine)
	f := notes.File{Place: here.URL}
	for id, text := range theirs {
		f.Notes = append(f.Notes, notes.Note{KeyID: id, Text: text})
	}
	p := b.Plan(here, f, choice)
	b.Apply(&p, now)
	after := b.Texts()
	for _, id := range strings.Split("abcd", "") {
		switch got := after[id]; {
		case mine[id] == theirs[id] && got != mine[id],
			theirs[id] == base[id] && got != mine[id],
			mine[id] == base[id] && got != theirs[id]:
			t.Errorf("%s: %+v of %+v, %+v and %+v", id, got, base[id], mine[id], theirs[id])
		}
	}
	again := b.Plan(here, f, choice)
	b.Apply(&again, now)
	if !again.Nothing() || again.Count(notes.Conflict) != 0 || !maps.Equal(after, b.Texts()) {
		t.Errorf("a second import does %+v", again.Changes)
	}
}
