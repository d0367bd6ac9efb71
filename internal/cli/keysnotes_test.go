//go:build unix

package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

type printedNote struct {
	KeyID, KeyName         string
	Owner, Purpose, Ticket *string
	Listed                 *bool
}

type printedImport struct {
	Applied, OtherInstance bool
	Changes                []struct {
		KeyID, Change string
		Listed        *bool
		After         *struct{ Owner *string }
	}
}

func TestKeysNotes(t *testing.T) {
	on := onSample(t)
	t.Setenv("XDG_DATA_HOME", t.TempDir())
	t.Run("writes a note and prints it", on.notes)
	t.Run("refuses what is no note", on.notesRefused)
	t.Run("keeps the note of a key that is gone", on.notesOfTheGone)
	t.Run("shares them as a file", on.notesShared)
	t.Run("makes a hostile file inert", on.notesHostile)
	t.Run("needs no instance to list", on.notesAlone)
}

func (p program) notes(t *testing.T) {
	if out, words := p.ok(t, "keys", "notes"); out != "" || !strings.Contains(words, "Nothing is noted on this machine") {
		t.Errorf("none: %q %q", out, words)
	}
	out, words := p.ok(t, "keys", "note", "CI/CD Pipeline", "--owner", "Anna", "--ticket", "OPS-12")
	if out != "" || !strings.Contains(words, "Noted about “CI/CD Pipeline”, only on this machine.") {
		t.Errorf("said %q %q", out, words)
	}
	p.ok(t, "keys", "note", "CI/CD Pipeline", "--purpose", "deploys", "--ticket", "")
	var n printedNote
	out, _ = p.ok(t, "keys", "note", "CI/CD Pipeline", "-o", "json")
	valid(t, "note.json", out, &n)
	if n.Owner == nil || *n.Owner != "Anna" || n.Ticket != nil || *n.Purpose != "deploys" || n.Listed == nil || !*n.Listed {
		t.Errorf("printed %s", out)
	}
	if out, _ = p.ok(t, "keys", "note", "CI/CD Pipeline"); !strings.Contains(out, "Notes      only on this machine") || !strings.Contains(out, "Owner    Anna") {
		t.Errorf("printed\n%s", out)
	}
	for format, want := range map[string]string{"table": "Anna", "csv": "Anna,deploys,", "json": `"localNote":{"owner":"Anna"`, "jsonl": `"owner":"Anna"`} {
		if out, _ := p.ok(t, "keys", "list", "owner:anna", "-o", format); !strings.Contains(out, want) {
			t.Errorf("keys list -o %s: no %q in\n%s", format, want, out)
		}
	}
	var keysListed []any
	out, _ = p.ok(t, "keys", "list", "-o", "json")
	valid(t, "keys.json", out, &keysListed)
	for format, want := range map[string]string{"csv": "deploys", "name": "CI/CD Pipeline\n", "jsonl": `"owner":"Anna"`} {
		if out, _ := p.ok(t, "keys", "note", "CI/CD Pipeline", "-o", format); !strings.Contains(out, want) {
			t.Errorf("-o %s: %s", format, out)
		}
	}
	var shown struct {
		LocalNote *struct{ Owner, Ticket *string }
	}
	out, _ = p.ok(t, "keys", "show", "CI/CD Pipeline", "-o", "json")
	valid(t, "key.json", out, &shown)
	if shown.LocalNote == nil || *shown.LocalNote.Owner != "Anna" {
		t.Errorf("shows %s", out)
	}
	out, _ = p.ok(t, "keys", "show", "Monitoring", "-o", "json")
	valid(t, "key.json", out, &shown)
	if !strings.Contains(out, `"localNote": null`) {
		t.Errorf("shows %s", out)
	}
	if out, _ = p.ok(t, "keys", "show", "CI/CD Pipeline"); !strings.Contains(out, "only on this machine") || !strings.Contains(out, "Anna") {
		t.Errorf("shows\n%s", out)
	}
	if out, _ = p.ok(t, "keys", "list", "owner:anna", "-o", "name"); out != "CI/CD Pipeline\n" {
		t.Errorf("lists %q", out)
	}
	var list []printedNote
	out, _ = p.ok(t, "keys", "notes", "-o", "json")
	valid(t, "notes.json", out, &list)
	if len(list) != 1 || list[0].KeyName != "CI/CD Pipeline" {
		t.Errorf("lists %s", out)
	}
	if _, words = p.ok(t, "keys", "note", "CI/CD Pipeline", "--clear"); !strings.Contains(words, "Nothing is noted about") {
		t.Errorf("said %q", words)
	}
	if out, _ = p.ok(t, "keys", "note", "CI/CD Pipeline"); !strings.Contains(out, "none (they would be only on this machine)") {
		t.Errorf("printed\n%s", out)
	}
}

func (p program) notesRefused(t *testing.T) {
	secret := keys.Prefix + strings.Repeat("Ab3d", 7)
	for _, c := range []struct {
		code int
		says string
		args []string
	}{
		{command.ExitUsage, "doesn't belong on a command line", []string{"note", "Monitoring", "--purpose", "its value is " + secret}},
		{command.ExitUsage, "--owner must have at most 100 characters, has 101", []string{"note", "Monitoring", "--owner", strings.Repeat("x", 101)}},
		{command.ExitUsage, "--clear removes the whole note", []string{"note", "Monitoring", "--clear", "--owner", "Anna"}},
		{command.ExitUsage, "name the key", []string{"note"}},
		{command.ExitUsage, "doesn't belong on a command line", []string{"note", secret}},
		{command.ExitNotFound, "no key has the name", []string{"note", "nobody's"}},
		{command.ExitUsage, "name the file", []string{"notes", "import"}},
		{command.ExitUsage, "contradict", []string{"notes", "import", "x", "--mine", "--theirs"}},
		{command.ExitFailed, "none.toml can't be read: no such file or directory", []string{"notes", "import", filepath.Join(t.TempDir(), "none.toml")}},
		{command.ExitUsage, "too many", []string{"notes", "export", "a", "b"}},
	} {
		code, out, words := p(append([]string{"keys"}, c.args...)...)
		if code != c.code || out != "" || !strings.Contains(words, c.says) || strings.Contains(words, secret[10:30]) {
			t.Errorf("%v: exit code %d, %q", c.args[:1], code, words)
		}
	}
}

func (p program) notesOfTheGone(t *testing.T) {
	p.ok(t, "keys", "create", "--name", "short-lived", "--permission", "projects=read", "--expires", "1d", "-o", "value")
	p.ok(t, "keys", "note", "short-lived", "--owner", "Bob")
	p.ok(t, "keys", "revoke", "short-lived", "--yes")
	var n printedNote
	out, _ := p.ok(t, "keys", "note", "short-lived", "-o", "json")
	valid(t, "note.json", out, &n)
	if *n.Owner != "Bob" || n.Listed == nil || *n.Listed {
		t.Errorf("printed %s", out)
	}
	if out, _ = p.ok(t, "keys", "notes"); !strings.Contains(out, "short-lived") || !strings.Contains(out, "gone") {
		t.Errorf("lists\n%s", out)
	}
	p.ok(t, "keys", "note", n.KeyID, "--clear")
	if code, _, _ := p("keys", "note", "short-lived"); code != command.ExitNotFound {
		t.Errorf("exit code %d", code)
	}
}

// A team of two machines and one file.
func (p program) notesShared(t *testing.T) {
	mine, theirs := os.Getenv("XDG_DATA_HOME"), t.TempDir()
	file := filepath.Join(t.TempDir(), "notes.toml")
	at := func(machine string) { t.Setenv("XDG_DATA_HOME", machine) }
	owner := func(want string) {
		t.Helper()
		if out, _ := p.ok(t, "keys", "note", "Monitoring"); !strings.Contains(out, want) {
			t.Errorf("%s is not in\n%s", want, out)
		}
	}
	at(mine)
	p.ok(t, "keys", "note", "Monitoring", "--owner", "Anna")
	if out, _ := p.ok(t, "keys", "notes", "export"); !strings.Contains(out, "[[note]]\n") || !strings.Contains(out, "owner = \"Anna\"") || !strings.Contains(out, os.Getenv("SUPASCALE_URL")) {
		t.Errorf("exports\n%s", out)
	}
	if _, words := p.ok(t, "keys", "notes", "export", file); !strings.Contains(words, "1 notes in ") && !strings.Contains(words, "1 note in ") {
		t.Errorf("said %q", words)
	}
	at(theirs)
	p.ok(t, "keys", "notes", "import", file, "--dry-run")
	owner("none")
	p.ok(t, "keys", "notes", "import", file)
	p.ok(t, "keys", "note", "Monitoring", "--owner", "Bob")
	p.ok(t, "keys", "note", "CI/CD Pipeline", "--ticket", "OPS-1")
	p.ok(t, "keys", "notes", "export", file)
	at(mine)
	if code, _, words := p("keys", "notes", "export", file); code != command.ExitFailed || !strings.Contains(words, "not here yet. Import it first") || !strings.Contains(words, "--force") {
		t.Errorf("wrote over their changes: %d %q", code, words)
	}
	p.ok(t, "keys", "note", "Monitoring", "--owner", "Carl")
	for _, args := range [][]string{{}, {"--dry-run"}} {
		code, out, words := p(append([]string{"keys", "notes", "import", file}, args...)...)
		if code != command.ExitFailed || !strings.Contains(words, "--mine or --theirs") || !strings.Contains(out, "conflict") || !strings.Contains(out, "Carl") || !strings.Contains(out, "Bob") {
			t.Errorf("%v: %d %q\n%s", args, code, words, out)
		}
	}
	owner("Carl")
	var did printedImport
	out, _ := p.ok(t, "keys", "notes", "import", file, "--mine", "--dry-run", "-o", "json")
	valid(t, "notes-import.json", out, &did)
	if did.Applied || did.OtherInstance || len(did.Changes) != 2 {
		t.Errorf("would do %s", out)
	}
	out, _ = p.ok(t, "keys", "notes", "import", file, "--theirs", "-o", "json")
	valid(t, "notes-import.json", out, &did)
	if !did.Applied || did.Changes[0].Change != "added" || did.Changes[1].Change != "conflict" || *did.Changes[1].After.Owner != "Bob" || !*did.Changes[1].Listed {
		t.Errorf("did %s", out)
	}
	owner("Bob")
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	p.ok(t, "keys", "notes", "export", file)
	if after, err := os.ReadFile(file); err != nil || string(after) != string(before) {
		t.Errorf("both have the same, and the file is\n%s", after)
	}
}

func (p program) notesHostile(t *testing.T) {
	t.Setenv("XDG_DATA_HOME", t.TempDir())
	file := filepath.Join(t.TempDir(), "notes.toml")
	text := "version = 1\ninstance = \"https://other.example.com\\u001b[2J\"\n[[note]]\nid = \"key-\\u001b]0;x\\u0007\"\nname = \"\\u202egnp.exe\"\nowner = \"\\u001b[31mred\\u009b1m\"\npurpose = '=HYPERLINK(1)'\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"import", file, "--dry-run"}, {"import", file, "--dry-run", "-o", "json"}, {"import", file}, {}, {"export"},
		{"-o", "json"}, {"-o", "csv"}, {"-o", "name"}, {"-o", "jsonl"},
	} {
		out, words := p.ok(t, append([]string{"keys", "notes"}, args...)...)
		said := strings.NewReplacer("\n", "", "\r", "").Replace(out + words)
		if sanitize.Text(said) != said {
			t.Errorf("%v prints %q", args, said)
		}
		if len(args) > 1 && args[0] == "import" && (!strings.Contains(words, "made on another instance: https://other.example.com") || !strings.Contains(words, "1 note is about a key that this instance does not list")) {
			t.Errorf("%v says %q", args, words)
		}
	}
	if out, _ := p.ok(t, "keys", "notes", "-o", "csv"); strings.Contains(out, ",=HYPERLINK") {
		t.Errorf("a spreadsheet finds a formula in %s", out)
	}
	if err := os.WriteFile(file, []byte(text+"\x1b[31m"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, _, words := p("keys", "notes", "import", file)
	if code != command.ExitFailed || strings.Contains(words, "\x1b") || !strings.Contains(words, "line 8, column ") {
		t.Errorf("broken: %d %q", code, words)
	}
}

// Notes are of use while the instance is down.
func (p program) notesAlone(t *testing.T) {
	t.Setenv("XDG_DATA_HOME", t.TempDir())
	p.ok(t, "keys", "note", "Monitoring", "--owner", "Anna")
	file := filepath.Join(t.TempDir(), "notes.toml")
	p.ok(t, "keys", "notes", "export", file)
	t.Setenv("SUPASCALE_URL", "http://127.0.0.1:1")
	var did printedImport
	out, words := p.ok(t, "keys", "notes", "import", file, "-o", "json")
	valid(t, "notes-import.json", out, &did)
	if !did.OtherInstance || did.Changes[0].Listed != nil || !strings.Contains(words, "can't be told") {
		t.Errorf("did %s %s", out, words)
	}
	var list []printedNote
	out, _ = p.ok(t, "keys", "notes", "-o", "json")
	valid(t, "notes.json", out, &list)
	if len(list) != 1 || list[0].Listed != nil {
		t.Errorf("lists %s", out)
	}
}

// What is noted about a key goes with it when it is rotated and when it is created again.
func TestNotesGoWithTheirKeys(t *testing.T) {
	p := onSample(t)
	t.Setenv("XDG_DATA_HOME", t.TempDir())
	create := []string{"keys", "create", "--name", "Grafana", "--permission", "system=read", "--expires", "30d", "-o", "value"}
	p.ok(t, append(create, "--owner", "Ben", "--ticket", "OPS-7")...)
	p.ok(t, "keys", "rotate", "Grafana", "-o", "value")
	if out, _ := p.ok(t, "keys", "list", "owner:ben", "-o", "name"); strings.Count(out, "\n") != 2 {
		t.Errorf("after the rotation Ben has %q", out)
	}
	p.ok(t, "keys", "rotate", "Grafana", "--keep-both")
	p.ok(t, "keys", "revoke", "--filter", "owner:ben", "--yes")
	p.ok(t, "keys", "create", "--again", "Grafana", "-o", "value")
	out, _ := p.ok(t, "keys", "list", "owner:ben", "ticket:ops-7", "-o", "name")
	if out != "Grafana\n" {
		t.Errorf("Ben has %q", out)
	}

	config := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(config, []byte("note_required = [\"owner\"]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SUPASCALE_TUI_CONFIG", config)
	if code, _, words := p(create...); code != command.ExitUsage || !strings.Contains(words, "--owner is required here (note_required in the configuration)") {
		t.Errorf("%d, %q", code, words)
	}
	p.ok(t, append(create, "--owner", "Ben")...)
}
