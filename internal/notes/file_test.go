package notes_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

func TestWhatTheFileLooksLike(t *testing.T) {
	text := string(notes.Encode(here.URL, []notes.Note{
		{KeyID: "key-2", KeyName: "zebra", Text: notes.Text{Owner: "Bob"}},
		{KeyID: "key-9", KeyName: "CI/CD", Text: notes.Text{Owner: "Anna", Purpose: `says "deploy" \o/`, Ticket: "OPS-12"}},
		{KeyID: "key-1", KeyName: "CI/CD", Text: notes.Text{Ticket: "OPS-1"}},
	}))
	_, body, _ := strings.Cut(text, "\n\n")
	const want = `version = 1
instance = "https://supascale.example.com"

[[note]]
id = "key-1"
name = "CI/CD"
ticket = "OPS-1"

[[note]]
id = "key-9"
name = "CI/CD"
owner = "Anna"
purpose = "says \"deploy\" \\o/"
ticket = "OPS-12"

[[note]]
id = "key-2"
name = "zebra"
owner = "Bob"
`
	if body != want || !strings.HasPrefix(text, "# Notes about the API keys") {
		t.Errorf("wrote\n%s", text)
	}
}

func TestARoundTripLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var list []notes.Note
		for _, id := range rapid.SliceOfNDistinct(rapid.StringMatching(`[a-zäß\\"=#\[\]-]{1,8}`), 0, 8, rapid.ID[string]).Draw(t, "ids") {
			if text := anyNote.Draw(t, "note"); !text.IsZero() {
				list = append(list, notes.Note{KeyID: id, KeyName: anyText(40).Draw(t, "name"), Text: text})
			}
		}
		text := notes.Encode(here.URL, list)
		f, err := notes.Decode(text)
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		if f.Place != here.URL || len(f.Notes) != len(list) {
			t.Fatalf("read %+v", f)
		}
		for _, n := range list {
			if !slices.Contains(f.Notes, n) {
				t.Errorf("%+v is not in %+v", n, f.Notes)
			}
		}
		slices.Reverse(list)
		if again := notes.Encode(f.Place, f.Notes); string(again) != string(text) || string(notes.Encode(here.URL, list)) != string(text) {
			t.Errorf("written again:\n%s\nafter\n%s", again, text)
		}
	})
}

// One field that changes is one line that changes.
func TestAChangeIsALine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := []notes.Note{}
		for _, id := range []string{"a", "b", "c"} {
			list = append(list, notes.Note{KeyID: id, KeyName: "key " + id, Text: notes.Text{Owner: "Anna", Purpose: "deploys"}})
		}
		before := strings.Split(string(notes.Encode(here.URL, list)), "\n")
		list[rapid.IntRange(0, 2).Draw(t, "which")].Owner = "Bob"
		after := strings.Split(string(notes.Encode(here.URL, list)), "\n")
		if len(before) != len(after) {
			t.Fatal("lines came or went")
		}
		differ := 0
		for i := range before {
			if before[i] != after[i] {
				differ++
			}
		}
		if differ != 1 {
			t.Errorf("%d lines differ", differ)
		}
	})
}

const head = "version = 1\ninstance = \"https://supascale.example.com\"\n"

func TestMistakesAreToldWithTheirPlace(t *testing.T) {
	value := secret(t)
	for text, want := range map[string]string{
		head + "\n[[note]]\nid = \"k\"\nowner = 3":                                  "line 6, column 9: owner must be text in quotes",
		head + "\n[[note]]\nid = \"k\"\nownr = \"x\"":                               "line 6, column 1: nothing of that name is in a note",
		head + "\n[[note]]\nowner = \"x\"":                                          "line 4, column 3: the note has no id",
		head + "[[note]]\nid=\"k\"\nowner=\"x\"\n[[note]]\nid=\"k\"\nowner=\"y\"":   "line 6, column 3: the key of this note has one in line 3 already",
		head + "[[note]]\nid = \"k\"\nowner = \"" + strings.Repeat("x", 101) + "\"": "line 5, column 9: owner must have at most 100 characters, has 101",
		head + "[[note]]\nid = \"k\"\npurpose = \"of " + value + "\"":               "line 5, column 11: purpose holds what looks like an API key",
		head + "[[note]]\nid = \"" + value + "\"":                                   "line 4, column 6: id holds what looks like an API key",
		head + "[[note]]\nid = \"k\"\nowner = \"a\"\nowner = \"b\"":                 "line 6, column 1",
		head + "[[note]]\n<<<<<<< ours\nid = \"k\"":                                 "line 4, column 1",
		head + "[[note]]\nid = \"k\"\n[notes]\nx = 1":                               "line 5, column 2: there is no such table",
		head + "[[note]]\nid = \"k\"\n[note.sub]\nx = \"1\"":                        "line 5, column 2: there is no such table",
		head + "secrets = true\n":                                                   "line 3, column 1: nothing of that name stands before the first",
		"version = 2\n":                                                             "line 1, column 11: the file has version 2",
		"version = \"1\"\n":                                                         "line 1, column 11: version must be the number 1",
		"version = 1\ninstance = 4\n":                                               "line 2, column 12: instance must be",
		head + "[[note]]\nid = \"k\"\nowner = \"" + value + "\nticket = 1":          "line 5, column",
	} {
		_, err := notes.Decode([]byte(text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		} else if strings.Contains(err.Error(), value[12:24]) {
			t.Error("the key is repeated")
		}
	}
}

func TestWhatIsNoFileOfNotes(t *testing.T) {
	for _, text := range []string{"", "hello", "{}", "[package]\nname = \"x\"\n", "\xff\xfe", "# notes\n", strings.Repeat("[", 5000)} {
		if _, err := notes.Decode([]byte(text)); !errors.Is(err, notes.ErrNotNotes) {
			t.Errorf("%.20q: %v", text, err)
		}
	}
	if _, err := notes.Decode([]byte(head + strings.Repeat("# long\n", notes.FileMax/6))); err == nil || !strings.Contains(err.Error(), "8 MiB") {
		t.Errorf("a large one: %v", err)
	}
}

func TestAFileByHandIsRead(t *testing.T) {
	f, err := notes.Decode([]byte("\uFEFF# ours\r\nversion = 1\r\n\r\n[[note]] # of the pipeline\r\nticket = 'OPS-12'\r\nid = 'key-1'\r\npurpose = \"\"\"two\nlines\u202e\"\"\"\r\n[[note]]\r\nid = 'empty'\r\n"))
	if err != nil || len(f.Notes) != 1 || f.Place != "" {
		t.Fatalf("read %+v, %v", f, err)
	}
	if n := f.Notes[0]; n.KeyID != "key-1" || n.Ticket != "OPS-12" || n.Purpose != "two␊lines⟨U+202E⟩" {
		t.Errorf("read %+v", n)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(head + "[[note]]\nid = \"k\"\nname = \"n\"\nowner = \"\\u001b[31m\"\n"))
	f.Add([]byte("version = 1\n[[note]]\nid='a'\n[[note]]\nid='b'\nticket=\"\"\"\nx\"\"\"\n"))
	f.Add([]byte("version = 9\n[[note]]\nid.x = 1\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := notes.Decode(text)
		if err != nil {
			if sanitize.Text(err.Error()) != err.Error() {
				t.Errorf("the error is not inert: %q", err)
			}
			return
		}
		again := notes.Encode(got.Place, got.Notes)
		if sanitize.Text(strings.ReplaceAll(string(again), "\n", "")) != strings.ReplaceAll(string(again), "\n", "") {
			t.Errorf("not inert: %q", again)
		}
		back, err := notes.Decode(again)
		if err != nil || back.Place != got.Place || !slices.Equal(back.Notes, got.Notes) {
			t.Errorf("%+v came back as %+v, %v", got, back, err)
		}
	})
}

func TestReadFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "notes.toml")
	if err := os.WriteFile(path, []byte(head+"[[note]]\nid = 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := notes.ReadFile(t.Context(), path); err == nil || !strings.HasPrefix(err.Error(), path+", line 4, column 6: ") {
		t.Errorf("got %v", err)
	}
	if _, err := notes.ReadFile(t.Context(), dir); err == nil || !strings.Contains(err.Error(), "is not a file") {
		t.Errorf("a folder: %v", err)
	}
	if _, err := notes.ReadFile(t.Context(), path+"x"); err == nil || !strings.Contains(err.Error(), "no such file") {
		t.Errorf("none: %v", err)
	}
}
