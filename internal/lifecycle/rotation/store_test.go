package rotation_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
)

func noted(t *testing.T, s *rotation.Store) []rotation.Rotation {
	t.Helper()
	list, err := s.List(here)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestARotationIsNoted(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state", "rotations")
	s := rotation.Open(dir)
	if list := noted(t, s); len(list) != 0 {
		t.Fatalf("%+v before anything", list)
	}
	r := begun(rotation.End{Now: true})
	r.New, r.RevokeFirst, r.Lifetime, r.Note = rotation.Ref{}, true, keys.LastingFor(90*day), "abc-1"
	r.Asked.Expires = keys.ExpiresAt(now.Add(90 * day))
	r.Lack = rotation.Lack{Resource: keys.Backups, Level: keys.Write, Method: "POST", Route: "/api/v1/backups"}
	if err := s.Begin(r, nil); err != nil {
		t.Fatal(err)
	}
	if list := noted(t, rotation.Open(dir)); len(list) != 1 || list[0] != r {
		t.Fatalf("noted %+v, want %+v", list, r)
	}
	if err := s.Begin(r, nil); !errors.Is(err, rotation.ErrUnderWay) {
		t.Errorf("begun twice: %v", err)
	}
	r.New = rotation.Ref{ID: "new", Name: "CI\x1b[2J", Preview: keys.Prefix + "Ab3d...x9Zk"}
	if err := s.Save(r); err != nil {
		t.Fatal(err)
	}
	if list := noted(t, s); len(list) != 1 || list[0].New.ID != "new" || strings.Contains(list[0].New.Name, "\x1b") {
		t.Errorf("saved %+v", list)
	}
	again := r.Again(nil, now.Add(time.Hour), time.UTC)
	stale := r
	stale.New.ID = "another"
	if err := s.Begin(again, &stale); !errors.Is(err, rotation.ErrUnderWay) {
		t.Errorf("begun again behind another's back: %v", err)
	}
	if err := s.Begin(again, &r); err != nil {
		t.Error(err)
	}
	if err := errors.Join(s.Save(r), s.Remove(r)); !errors.Is(err, rotation.ErrUnderWay) || len(noted(t, s)) != 1 {
		t.Errorf("changed one that was begun anew: %v", err)
	}
	if list, err := s.List("https://other.example.com"); err != nil || len(list) != 0 {
		t.Errorf("another instance has %+v, %v", list, err)
	}
	if err := s.Remove(again); err != nil || len(noted(t, s)) != 0 {
		t.Errorf("removed: %v", err)
	}
}

func TestANoteThatCantBeReadStays(t *testing.T) {
	dir := t.TempDir()
	s := rotation.Open(dir)
	r := begun(rotation.End{})
	if err := s.Begin(r, nil); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	const theirs = `{"version": 99}`
	if err := os.WriteFile(files[0], []byte(theirs), 0o600); err != nil {
		t.Fatal(err)
	}
	if list, err := s.List(here); err == nil || len(list) != 0 || !strings.Contains(err.Error(), files[0]) {
		t.Errorf("%+v, %v", list, err)
	}
	for what, err := range map[string]error{"begin": s.Begin(r, nil), "save": s.Save(r), "remove": s.Remove(r)} {
		if err == nil || !strings.Contains(err.Error(), "look into it") {
			t.Errorf("%s: %v", what, err)
		}
	}
	if text, err := os.ReadFile(files[0]); err != nil || string(text) != theirs {
		t.Errorf("it is %q now, %v", text, err)
	}
}

func TestWithoutANoteNothingIsDone(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := rotation.Open(file).Begin(begun(rotation.End{}), nil); err == nil || !strings.Contains(err.Error(), "nothing was done") {
		t.Errorf("got %v", err)
	}
}
