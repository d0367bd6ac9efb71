package note

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestMain(m *testing.M) { screentest.Main(m) }

var pipeline = screen.ShowNote{KeyID: "key-004", KeyName: "CI/CD Pipeline"}

func env(t testing.TB) screen.Env {
	t.Helper()
	return screentest.Env(t, &screentest.Instance{Keys: screentest.Keys()})
}

// listed knows the keys of screentest.
func listed(id string) (bool, bool) {
	for _, k := range screentest.Keys() {
		if k.ID == id {
			return true, true
		}
	}
	return false, true
}

func write(t testing.TB, env screen.Env, id, name string, text notes.Text) {
	t.Helper()
	_, err := env.Notes.Edit(env.API.Instance(), id, name, screentest.Now, func(notes.Text) (notes.Text, error) { return text, nil })
	if err != nil {
		t.Fatal(err)
	}
}

func noted(t testing.TB, env screen.Env, id string) notes.Text {
	t.Helper()
	n, err := env.Notes.Of(env.API.Instance(), id)
	if err != nil {
		t.Fatal(err)
	}
	return n.Text
}

func form(t testing.TB, env screen.Env) *Form {
	t.Helper()
	f := NewForm(env, pipeline)
	f.SetSize(80, 21)
	screentest.Settle(f, f.Init())
	return f
}

// unreadable makes a file of the folder of notes.
func unreadable(t testing.TB, env screen.Env) screen.Env {
	t.Helper()
	path := filepath.Join(t.TempDir(), "notes")
	if err := os.Symlink(path, path); err != nil { // it leads nowhere
		t.Fatal(err)
	}
	env.Notes = notes.Open(path)
	return env
}

func shows(t *testing.T, view string, parts ...string) {
	t.Helper()
	plain := strings.Join(strings.Fields(strings.ReplaceAll(screentest.Plain(view), "│", "")), " ")
	for _, p := range parts {
		if !strings.Contains(plain, p) {
			t.Errorf("%q is not in\n%s", p, screentest.Plain(view))
		}
	}
}

func TestANoteIsWritten(t *testing.T) {
	env := env(t)
	f := form(t, env)
	screentest.Frame(t, "form-empty", f)
	if f.Leave().Question != "" {
		t.Error("an untouched form asks")
	}
	screentest.Press(f, "text:Anna Müller", "tab", "text:deploys", "tab", "paste:OPS-12\n", "shift+tab", "text: from GitHub")
	if q := f.Leave().Question; !strings.Contains(q, "is not saved") {
		t.Errorf("leaving asks %q", q)
	}
	screentest.Frame(t, "form", f)
	said := screentest.Press(f, "enter")
	if _, back := screentest.Find[screen.Back](said); !back || f.Leave().Question != "" {
		t.Errorf("sent %+v", said)
	}
	if _, told := screentest.Find[screen.NotesChanged](said); !told {
		t.Error("nobody is told")
	}
	if got, want := noted(t, env, "key-004"), (notes.Text{Owner: "Anna Müller", Purpose: "deploys from GitHub", Ticket: "OPS-12"}); got != want {
		t.Errorf("noted %+v", got)
	}
	// Opened again it has what was written; emptied, it is no note.
	f = form(t, env)
	shows(t, screentest.View(f), "Owner Anna Müller", "Last changed on this machine Mon 19 Jan 2026, 13:00 CET")
	said = screentest.Press(f, "ctrl+u", "tab", "ctrl+u", "tab", "ctrl+u", "enter")
	if n, _ := screentest.Find[screen.Notice](said); !strings.Contains(n.Text, "Nothing is noted") || !noted(t, env, "key-004").IsZero() {
		t.Errorf("said %+v, and it says %+v", n, noted(t, env, "key-004"))
	}
}

func TestAKeysValueIsRefusedInTheForm(t *testing.T) {
	env := env(t)
	f := form(t, env)
	value := keys.Prefix + strings.Repeat("Fake", 7)
	said := screentest.Press(f, "text:Anna", "tab", "tab", "paste:"+value, "up", "enter")
	if len(said) != 0 || f.focus != 2 || !noted(t, env, "key-004").IsZero() {
		t.Errorf("sent %+v, the focus is on %d", said, f.focus)
	}
	shows(t, screentest.View(f), "✗ Ticket holds what looks like an API key")
	if strings.Contains(f.wrong, "Fake") {
		t.Error("it is repeated")
	}
	screentest.Press(f, "ctrl+u", "enter")
	if noted(t, env, "key-004").Owner != "Anna" {
		t.Error("not saved")
	}
}

func TestAnotherConsoleWasFaster(t *testing.T) {
	env := env(t)
	f := form(t, env)
	screentest.Press(f, "text:Anna")
	write(t, env, "key-004", "", notes.Text{Owner: "Bob"})
	if said := screentest.Press(f, "enter"); len(said) != 0 {
		t.Errorf("sent %+v", said)
	}
	shows(t, screentest.View(f), "changed meanwhile, from another console. It says now: owner “Bob”. Enter writes yours over it.")
	if screentest.Press(f, "enter"); noted(t, env, "key-004").Owner != "Anna" {
		t.Error("not written over")
	}
}

func TestTheFormWhereNothingCanBeRead(t *testing.T) {
	f := form(t, unreadable(t, env(t)))
	shows(t, screentest.View(f), "✗ The notes can't be read", "left as it is")
	if f.Capturing() {
		t.Error("it takes letters")
	}
	screentest.Sizes(t, f)
}

func TestEverySize(t *testing.T) {
	env := env(t)
	long := strings.Repeat("監視⟨U+202E⟩", 10)
	write(t, env, "key-004", long, notes.Text{Owner: long, Purpose: strings.Repeat(long, 3), Ticket: long})
	write(t, env, "key-gone", long, notes.Text{Owner: long})
	f := NewForm(env, screen.ShowNote{KeyID: strings.Repeat("i", 300), KeyName: long})
	screentest.Settle(f, f.Init())
	screentest.Press(f, "paste:"+strings.Repeat(long, 4), "enter")
	screentest.Sizes(t, f)
	l := NewList(env, listed)
	screentest.Sizes(t, l)
	screentest.Settle(l, l.Init())
	screentest.Sizes(t, l)
	screentest.Press(l, "delete")
	screentest.Sizes(t, l)
	for _, ask := range []screen.AskNotesFile{{}, {Export: true}, {Path: "/nowhere/" + strings.Repeat("x", 300)}} {
		d := NewFileDialog(env, ask)
		screentest.Settle(d, d.Init())
		screentest.Sizes(t, d)
	}
	m := importing(t, env, map[string]notes.Text{"key-004": {Owner: "Bob"}, long: {Purpose: long}})
	screentest.Sizes(t, m)
}

func TestTheList(t *testing.T) {
	env := env(t)
	l := NewList(env, listed)
	l.SetSize(80, 21)
	screentest.Settle(l, l.Init())
	shows(t, screentest.View(l), "Nothing is noted about the keys of this instance.")
	write(t, env, "key-004", "CI/CD Pipeline", notes.Text{Owner: "Anna", Purpose: "deploys from GitHub", Ticket: "OPS-12"})
	write(t, env, "key-old", "Backup (old)", notes.Text{Owner: "Bob"})
	screentest.Settle(l, l.Update(screen.NotesChanged{}))
	screentest.Frame(t, "list", l)
	// The first is of a key that is gone: there is its note alone to see.
	if n, found := screentest.Find[screen.ShowNote](screentest.Press(l, "enter")); !found || n.KeyID != "key-old" {
		t.Errorf("enter opens %+v", n)
	}
	if k, found := screentest.Find[screen.FindKey](screentest.Press(l, "down", "enter")); !found || k.ID != "key-004" {
		t.Errorf("enter opens %+v", k)
	}
	if n, found := screentest.Find[screen.ShowNote](screentest.Press(l, "e")); !found || n.KeyID != "key-004" {
		t.Errorf("e opens %+v", n)
	}
	for key, export := range map[string]bool{"E": true, "m": false} {
		if ask, found := screentest.Find[screen.AskNotesFile](screentest.Press(l, key)); !found || ask.Export != export {
			t.Errorf("%s asks for %+v", key, ask)
		}
	}
	screentest.Press(l, "up", "delete", "y")
	if noted(t, env, "key-old").IsZero() {
		t.Error("removed without a question")
	}
	if said := screentest.Agree(t, l, "delete"); len(said) != 2 || !noted(t, env, "key-old").IsZero() {
		t.Errorf("sent %+v", said)
	}
	bad := NewList(unreadable(t, env), listed)
	screentest.Settle(bad, bad.Init())
	bad.SetSize(80, 21)
	shows(t, screentest.View(bad), "✗ The notes can't be read")
}

func TestExportingFromTheConsole(t *testing.T) {
	env := env(t)
	write(t, env, "key-004", "CI/CD Pipeline", notes.Text{Owner: "Anna"})
	path := filepath.Join(t.TempDir(), "notes.toml")
	d := NewFileDialog(env, screen.AskNotesFile{Export: true})
	screentest.Frame(t, "export", d)
	screentest.Press(d, "ctrl+u", "enter")
	shows(t, screentest.ViewAt(d, 80, 21), "✗ Name a file.")
	screentest.Press(d, "paste:"+path, "enter")
	shows(t, screentest.ViewAt(d, 120, 37), "✓ 1 note in ")
	if f, err := notes.ReadFile(t.Context(), path); err != nil || len(f.Notes) != 1 {
		t.Errorf("wrote %+v, %v", f, err)
	}
	if _, closed := screentest.Find[screen.CloseDialog](screentest.Press(d, "enter")); !closed {
		t.Error("it stays")
	}
	if err := os.WriteFile(path, []byte("# something else\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	d = NewFileDialog(env, screen.AskNotesFile{Export: true, Path: path})
	screentest.Settle(d, d.Init())
	shows(t, screentest.ViewAt(d, 120, 37), "is not a file of notes", "--force")
	if text, err := os.ReadFile(path); err != nil || string(text) != "# something else\n" {
		t.Errorf("it was written over: %s", text)
	}
}

// importing is the page about a file with these notes.
func importing(t testing.TB, env screen.Env, by map[string]notes.Text) *Import {
	t.Helper()
	var list []notes.Note
	for id, text := range by {
		name := "name of " + id
		for _, k := range screentest.Keys() {
			if k.ID == id {
				name = k.Name
			}
		}
		list = append(list, notes.Note{KeyID: id, KeyName: name, Text: text})
	}
	path := filepath.Join(t.TempDir(), "notes.toml")
	if err := os.WriteFile(path, notes.Encode(env.API.Instance().URL, list), 0o600); err != nil {
		t.Fatal(err)
	}
	d := NewFileDialog(env, screen.AskNotesFile{Path: path})
	asked, found := screentest.Find[screen.ShowNotesImport](screentest.Settle(d, d.Init()))
	if !found {
		t.Fatalf("the file is not read: %s", d.wrong)
	}
	asked.Path = "/home/ada/notes.toml" // for the frames
	m := NewImport(env, asked, listed)
	m.SetSize(80, 21)
	screentest.Settle(m, m.Init())
	return m
}

func TestAnImportIsShownBeforeItIsDone(t *testing.T) {
	env := env(t)
	write(t, env, "key-004", "CI/CD Pipeline", notes.Text{Owner: "Anna", Purpose: "deploys"})
	m := importing(t, env, map[string]notes.Text{
		"key-004": {Owner: "Bob", Purpose: "deploys", Ticket: "OPS-12"}, "key-003": {Purpose: "watches the disks"}, "key-old": {Owner: "Carl"},
	})
	screentest.Frame(t, "import", m)
	if said := screentest.Press(m, "enter"); len(said) != 1 || said[0].(screen.Notice).Tone != ui.Warn {
		t.Errorf("undecided, enter sends %+v", said)
	}
	screentest.Press(m, "left")
	shows(t, screentest.View(m), "yours stays")
	screentest.Press(m, "right")
	screentest.Frame(t, "import-theirs", m)
	if !noted(t, env, "key-003").IsZero() {
		t.Error("done before it was said")
	}
	screentest.Press(m, "enter")
	shows(t, screentest.View(m), "✓ Imported: 2 added, 1 changed on both sides")
	if said := screentest.Press(m, "r", "enter"); len(said) != 1 || said[0] != (screen.Back{}) {
		t.Errorf("a second enter sends %+v", said)
	}
	if got := noted(t, env, "key-004"); got != (notes.Text{Owner: "Bob", Purpose: "deploys", Ticket: "OPS-12"}) || noted(t, env, "key-old").Owner != "Carl" {
		t.Errorf("noted %+v", got)
	}
}

func TestNotesThatMoveUnderAnImport(t *testing.T) {
	env := env(t)
	m := importing(t, env, map[string]notes.Text{"key-004": {Owner: "Bob"}})
	write(t, env, "key-004", "CI/CD Pipeline", notes.Text{Owner: "Anna"})
	screentest.Press(m, "enter")
	shows(t, screentest.View(m), "changed meanwhile, from another console", "yours “Anna”, theirs “Bob”")
	if noted(t, env, "key-004").Owner != "Anna" {
		t.Error("written over")
	}
	bad := NewImport(unreadable(t, env), screen.ShowNotesImport{Path: "x"}, listed)
	screentest.Settle(bad, bad.Init())
	bad.SetSize(80, 21)
	shows(t, screentest.View(bad), "✗ The notes can't be read")
}

// What a hostile file says reaches the terminal as text alone.
func TestAHostileFileIsInert(t *testing.T) {
	env := env(t)
	path := filepath.Join(t.TempDir(), "notes.toml")
	text := "version = 1\ninstance = \"\\u001b]0;x\\u0007\"\n[[note]]\nid = \"\\u001b[2J\"\nname = \"\\u202ename\"\nowner = \"\\u001b[31mred\\u009b1m\"\n"
	for _, c := range []struct{ text, says string }{{text, "␛[31mred⟨U+009B⟩1m"}, {text + "\x1b[2J", "line 7, column"}, {"\x1b[2J", "not a file of notes"}} {
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		d := NewFileDialog(env, screen.AskNotesFile{Path: path})
		asked, _ := screentest.Find[screen.ShowNotesImport](screentest.Settle(d, d.Init()))
		view := screentest.ViewAt(d, 120, 37)
		if asked.Path != "" {
			m := NewImport(env, asked, listed)
			m.SetSize(120, 37)
			screentest.Settle(m, m.Init())
			view = screentest.View(m)
		}
		shows(t, view, c.says)
		for _, raw := range []string{"\x1b[2J", "\x1b[31m", "\x1b]0", "\u202e", "\u009b"} {
			if strings.Contains(view, raw) {
				t.Errorf("%q is on the screen", raw)
			}
		}
	}
}
