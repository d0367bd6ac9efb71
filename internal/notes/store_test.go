package notes_test

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/notes"
)

func TestANoteIsKept(t *testing.T) {
	s, dir := open(t)
	put(t, s, "key-2", notes.Text{Owner: "  Anna\u202e ", Purpose: "one\x1b[31m", Ticket: "OPS-12"})
	put(t, s, "key-1", notes.Text{Purpose: "監視 東京"})
	s = notes.Open(dir) // another start
	list, err := s.List(here)
	if err != nil || len(list) != 2 || list[0].KeyID != "key-1" {
		t.Fatalf("there are %+v, %v", list, err)
	}
	n, err := s.Of(here, "key-2")
	if err != nil || n.Text != (notes.Text{Owner: "Anna⟨U+202E⟩", Purpose: "one␛[31m", Ticket: "OPS-12"}) || n.KeyName != "name of key-2" || !n.Changed.Equal(now) {
		t.Errorf("read %+v, %v", n, err)
	}
	other := api.Instance{Name: "staging", URL: "https://staging.example.com", ID: "https://staging.example.com"}
	if list, err := s.List(other); err != nil || len(list) != 0 {
		t.Errorf("another instance has %+v, %v", list, err)
	}
	put(t, s, "key-1", notes.Text{})
	if got := texts(t, s); len(got) != 1 {
		t.Errorf("an empty note stays: %+v", got)
	}
	if err := s.Remove(here, "key-2", "key-7"); err != nil || len(texts(t, s)) != 0 {
		t.Errorf("not removed: %v", err)
	}
	for _, path := range []string{dir, filesIn(t, dir)[0]} {
		if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has the mode %v, %v", path, info.Mode(), err)
		}
	}
}

// filesIn are the files of notes.
func filesIn(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("files %v, %v", files, err)
	}
	return files
}

func TestWhatIsRefused(t *testing.T) {
	s, _ := open(t)
	value := secret(t)
	was := notes.Text{Owner: "Anna"}
	put(t, s, "k", was)
	for name, text := range map[string]notes.Text{
		"owner": {Owner: value}, "purpose": {Purpose: "the key is " + value + "."}, "ticket": {Ticket: value[:30]},
	} {
		_, err := s.Edit(here, "k", "k", now, func(notes.Text) (notes.Text, error) { return text, nil })
		e, ok := errors.AsType[*keys.FieldError](err)
		if !ok || e.Field != name || !strings.Contains(notes.Sentence(err), "looks like an API key") || strings.Contains(err.Error(), value[10:20]) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, text := range []notes.Text{{Owner: strings.Repeat("ä", 101)}, {Purpose: strings.Repeat("x", 301)}, {Ticket: strings.Repeat("x", 101)}} {
		if _, err := s.Edit(here, "k", "k", now, func(notes.Text) (notes.Text, error) { return text, nil }); err == nil || !strings.Contains(err.Error(), "has at most") && !strings.Contains(err.Error(), "at most") {
			t.Errorf("too long: %v", err)
		}
	}
	if _, err := s.Edit(here, value, "k", now, func(t notes.Text) (notes.Text, error) { return t, nil }); err == nil {
		t.Error("an id that is a key is kept")
	}
	if got := texts(t, s)["k"]; got != was {
		t.Errorf("it says %+v", got)
	}
	put(t, s, "k", notes.Text{Owner: strings.Repeat("ä", notes.OwnerMax), Purpose: "supascale_Ab3d...x9Zk on supascale_production"})
}

func TestARefusingEditChangesNothing(t *testing.T) {
	s, _ := open(t)
	put(t, s, "k", notes.Text{Owner: "Anna"})
	bad := errors.New("bad")
	n, err := s.Edit(here, "k", "k", now, func(notes.Text) (notes.Text, error) { return notes.Text{}, bad })
	if !errors.Is(err, bad) || n.Owner != "Anna" || texts(t, s)["k"].Owner != "Anna" {
		t.Errorf("got %+v, %v", n, err)
	}
	// The same text again is no change.
	if n, err := s.Edit(here, "k", "k", now.Add(time.Hour), func(t notes.Text) (notes.Text, error) { return t, nil }); err != nil || !n.Changed.Equal(now) {
		t.Errorf("got %+v, %v", n, err)
	}
}

func TestWhatCantBeReadIsToldAndLeftAlone(t *testing.T) {
	for name, text := range map[string]string{
		"no longer": "{", "newer": `{"version":2,"instance":"https://supascale.example.com","notes":[{"what":"else"}]}`,
		"another's": `{"version":1,"instance":"https://other.example.com","notes":[]}`,
		"too long":  `{"version":1,"instance":"https://supascale.example.com","notes":[{"id":"k","ticket":"` + strings.Repeat("x", 101) + `"}]}`,
	} {
		s, dir := open(t)
		put(t, s, "k", notes.Text{Owner: "Anna"})
		path := filesIn(t, dir)[0]
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, listed := s.List(here)
		_, edited := s.Edit(here, "k", "k", now, func(notes.Text) (notes.Text, error) { return notes.Text{Owner: "Bob"}, nil })
		_, exported := s.Export(here, filepath.Join(t.TempDir(), "notes.toml"), true)
		for _, err := range []error{listed, edited, exported, s.Remove(here, "k")} {
			if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "left as it is") {
				t.Errorf("%s: %v", name, err)
			}
		}
		if name == "newer" && !strings.Contains(listed.Error(), "a newer version") {
			t.Errorf("got %v", listed)
		}
		if now, err := os.ReadFile(path); err != nil || string(now) != text {
			t.Errorf("%s: it is %.40s now", name, now)
		}
	}
}

func TestAFolderThatCantBeMade(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := notes.Open(path)
	_, err := s.Edit(here, "k", "k", now, func(notes.Text) (notes.Text, error) { return notes.Text{Owner: "Anna"}, nil })
	if err == nil || !strings.Contains(err.Error(), "XDG_DATA_HOME") || strings.Contains(err.Error(), "open ") {
		t.Errorf("got %v", err)
	}
}

// Two processes at once lose nothing of each other's.
func TestTwoProcesses(t *testing.T) {
	s, dir := open(t)
	children := []interface{ Wait() error }{startChild(t, dir, "one"), startChild(t, dir, "two")}
	for i := range rounds {
		put(t, s, "three", notes.Text{Owner: "three", Ticket: strings.Repeat("x", i+1)})
	}
	for _, c := range children {
		if err := c.Wait(); err != nil {
			t.Fatal(err)
		}
	}
	got := texts(t, s)
	for _, id := range []string{"one", "two", "three"} {
		if got[id].Owner != id {
			t.Errorf("%s says %+v", id, got[id])
		}
	}
	if got["three"].Ticket != strings.Repeat("x", rounds) {
		t.Errorf("the last note is not there: %+v", got["three"])
	}
}

// Whenever a process is killed, the notes are whole: as before its write or after.
func TestAKilledProcessLeavesWholeNotes(t *testing.T) {
	s, dir := open(t)
	put(t, s, "mine", notes.Text{Owner: "Anna"})
	for range 6 {
		c := startChild(t, dir, "child")
		deadline, began := time.Now().Add(10*time.Second), texts(t, s)["child"]
		for time.Now().Before(deadline) && texts(t, s)["child"] == began {
			runtime.Gosched()
		}
		if err := c.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Fatal(err)
		}
		_ = c.Wait()
		got := texts(t, s)
		if long := got["child"].Purpose; got["mine"].Owner != "Anna" || len(long) != 200 || strings.Trim(long, long[:1]) != "" || long[:100] != got["child"].Ticket {
			t.Fatalf("left is %+v", got)
		}
		put(t, s, "mine", notes.Text{Owner: "Anna", Ticket: got["mine"].Ticket + "x"}) // the lock is free
	}
	// What a kill left half-written is swept away once it is old.
	half := filepath.Join(dir, "x.json.abc"+".new")
	if err := os.WriteFile(half, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	past := time.Now().Add(-2 * time.Minute)
	if err := os.Chtimes(half, past, past); err != nil {
		t.Fatal(err)
	}
	put(t, s, "mine", notes.Text{Owner: "Bob"})
	if _, err := os.Stat(half); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it is still there: %v", err)
	}
}

func TestExport(t *testing.T) {
	s, _ := open(t)
	put(t, s, "k", notes.Text{Owner: "Anna"})
	dir := t.TempDir()
	path := filepath.Join(dir, "notes.toml")
	if n, err := s.Export(here, path, false); err != nil || n != 1 {
		t.Fatalf("wrote %d, %v", n, err)
	}
	first, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link.toml")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Export(here, link, false); err != nil {
		t.Fatal(err)
	}
	if again, err := os.ReadFile(path); err != nil || string(again) != string(first) {
		t.Errorf("written again it is\n%s", again)
	}
	if info, err := os.Lstat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o644 {
		t.Errorf("its mode is %v, %v", info.Mode(), err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Error("the link is none any more")
	}
	if _, err := s.Export(here, dir, true); err == nil {
		t.Error("a folder was written over")
	}
}

// An export is what both sides have in common: what the team changes after it is no
// conflict.
func TestAnExportIsShared(t *testing.T) {
	s, _ := open(t)
	put(t, s, "k", notes.Text{Owner: "Anna"})
	if _, err := s.Export(here, filepath.Join(t.TempDir(), "notes.toml"), false); err != nil {
		t.Fatal(err)
	}
	p, err := s.Plan(here, file(t, map[string]notes.Text{"k": {Owner: "Bob"}}), "")
	if err != nil || p.Count(notes.Changed) != 1 {
		t.Errorf("plans %+v, %v", p, err)
	}
}

func TestWhatAnExportDoesNotWriteOver(t *testing.T) {
	s, _ := open(t)
	put(t, s, "k", notes.Text{Owner: "Anna"})
	dir := t.TempDir()
	for name, c := range map[string]struct{ text, why string }{
		"readme.md":    {"# hello\n", "not a file of notes"},
		"broken.toml":  {"version = 1\n[[note]]\n<<<<<<< HEAD\n", "not a file of notes"},
		"theirs.toml":  {string(notes.Encode(here.URL, []notes.Note{{KeyID: "new", Text: notes.Text{Owner: "Bob"}}})), "not here yet. Import it first"},
		"staging.toml": {string(notes.Encode("https://staging.example.com", nil)), "another instance, https://staging.example.com"},
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := s.Export(here, path, false)
		if _, stopped := errors.AsType[*notes.InTheWay](err); !stopped || !strings.Contains(err.Error(), c.why) {
			t.Errorf("%s: %v", name, err)
		}
		if text, err := os.ReadFile(path); err != nil || string(text) != c.text {
			t.Errorf("%s was changed", name)
		}
		if _, err := s.Export(here, path, true); err != nil {
			t.Errorf("%s, forced: %v", name, err)
		}
		if _, err := notes.ReadFile(t.Context(), path); err != nil {
			t.Errorf("%s, forced: %v", name, err)
		}
	}
	empty := filepath.Join(dir, "empty.toml")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Export(here, empty, false); err != nil {
		t.Errorf("an empty file: %v", err)
	}
	if _, err := s.Export(here, filepath.Join(dir, "none", "notes.toml"), false); err == nil || !strings.Contains(err.Error(), "can't be written: no such file or directory") {
		t.Errorf("no folder: %v", err)
	}
}

func TestTooManyNotes(t *testing.T) {
	s, _ := open(t)
	f := notes.File{Place: here.URL}
	for i := range 20_000 {
		id := strings.Repeat("i", 200) + string(rune('0'+i%10)) + strings.Repeat("x", i/10%50) + string(rune(0x4e00+i))
		f.Notes = append(f.Notes, notes.Note{KeyID: id, Text: notes.Text{Purpose: strings.Repeat("p", notes.PurposeMax)}})
	}
	p, err := s.Plan(here, f, "")
	if err == nil {
		err = s.Import(here, f, p, now)
	}
	if err == nil || !strings.Contains(err.Error(), "too many notes") || len(texts(t, s)) != 0 {
		t.Errorf("got %v", err)
	}
}
