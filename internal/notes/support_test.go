package notes_test

import (
	"crypto/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

var (
	here = api.Instance{Name: "production", URL: "https://supascale.example.com", ID: "https://supascale.example.com"}
	now  = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
)

// childEnv makes the test binary write notes until it is killed, or so many times.
const childEnv, childID = "NOTES_TEST_DIR", "NOTES_TEST_ID"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childEnv); dir != "" {
		child(notes.Open(dir), os.Getenv(childID))
		return
	}
	os.Exit(m.Run())
}

// rounds is how often a child writes.
const rounds = 40

func child(s *notes.Store, id string) {
	for i := range rounds {
		long := strings.Repeat(string(rune('a'+i%26)), 200)
		put := func(notes.Text) (notes.Text, error) {
			return notes.Text{Owner: id, Purpose: long, Ticket: long[:100]}, nil
		}
		if _, err := s.Edit(here, id, id, now, put); err != nil {
			_, _ = os.Stderr.WriteString(err.Error())
			os.Exit(1)
		}
	}
}

func startChild(t *testing.T, dir, id string) *exec.Cmd {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program)
	cmd.Env = append(os.Environ(), childEnv+"="+dir, childID+"="+id)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd
}

func open(t testing.TB) (*notes.Store, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "notes")
	return notes.Open(dir), dir
}

// put notes something about a key.
func put(t testing.TB, s *notes.Store, id string, text notes.Text) {
	t.Helper()
	if _, err := s.Edit(here, id, "name of "+id, now, func(notes.Text) (notes.Text, error) { return text, nil }); err != nil {
		t.Fatal(err)
	}
}

// texts are what is noted, by key.
func texts(t testing.TB, s *notes.Store) map[string]notes.Text {
	t.Helper()
	list, err := s.List(here)
	if err != nil {
		t.Fatal(err)
	}
	by := make(map[string]notes.Text)
	for _, n := range list {
		by[n.KeyID] = n.Text
	}
	return by
}

// file is a team's file with these notes.
func file(t testing.TB, by map[string]notes.Text) notes.File {
	t.Helper()
	var list []notes.Note
	for id, text := range by {
		if !text.IsZero() {
			list = append(list, notes.Note{KeyID: id, KeyName: "name of " + id, Text: text})
		}
	}
	f, err := notes.Decode(notes.Encode(here.URL, list))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// a key's value, made now.
func secret(t testing.TB) string {
	t.Helper()
	value, err := keys.Generate(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// anyText draws what a note may say: any text that has been made inert.
func anyText(most int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		text := sanitize.Text(strings.TrimSpace(rapid.StringN(0, 12, -1).Draw(t, "text")))
		if r := []rune(text); len(r) > most {
			text = strings.TrimSpace(string(r[:most]))
		}
		return text
	})
}

var anyNote = rapid.Custom(func(t *rapid.T) notes.Text {
	return notes.Text{
		Owner: anyText(notes.OwnerMax).Draw(t, "owner"), Purpose: anyText(notes.PurposeMax).Draw(t, "purpose"),
		Ticket: anyText(notes.TicketMax).Draw(t, "ticket"),
	}
})
