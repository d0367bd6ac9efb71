package credential

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/keys"
)

func write(t *testing.T, path, text string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func TestAFileMadeByHandIsRead(t *testing.T) {
	key := newKey(t)
	for _, text := range []string{key, key + "\n", key + "\r\n", "export SUPASCALE_API_KEY=" + key + "\n", "# of prod\nURL=x\nKEY='" + key + "'\n"} {
		s, p := box(t), prod()
		path := filepath.Join(s.Getenv("XDG_DATA_HOME"), "supascale-tui", "credentials", "prod")
		write(t, path, text, 0o600)
		finds(t, s, p, key, "the file "+path)
		p.KeyFile = filepath.Join(t.TempDir(), "key")
		write(t, p.KeyFile, text, 0o400)
		finds(t, s, p, key, "the file "+p.KeyFile)
	}
	home := t.TempDir()
	write(t, filepath.Join(home, "my key"), key, 0o600)
	p := prod()
	p.KeyFile = "~/my key"
	finds(t, box(t, "HOME", home), p, key, "my key")
}

func TestAFileThatCanNotBeUsedIsNamedWithTheRemedy(t *testing.T) {
	key, dir := newKey(t), t.TempDir()
	for text, want := range map[string]string{
		"":                             "it is empty",
		"\n":                           "it is empty",
		key + "x\n" + key + "x":        "neither what login writes nor one key (the key has a line break",
		key[:20] + "\u200b" + key[20:]: "neither what login writes nor one key (the key has an invisible character in it (U+200B, a zero-width space)",
		key + "\x1b[2J":                "neither what login writes nor one key (the key has a control character",
		`{"key":"` + key + `"}`:        "neither what login writes",
		`{"key":"` + key:               "neither what login writes",
		strings.Repeat(key, 1000):      "neither what login writes",
		`{"version":2,"origin":"x","key":"` + key + `"}`: "a newer supascale-tui wrote it",
	} {
		p := prod()
		p.KeyFile = filepath.Join(dir, "key")
		write(t, p.KeyFile, text, 0o600)
		fails(t, findError(t, box(t), p), key, "no key from the file "+p.KeyFile, want, "supascale-tui login --profile prod")
	}
	p := prod()
	p.KeyFile = filepath.Join(dir, "absent")
	fails(t, findError(t, box(t), p), key, "there is no such file", "login --profile prod")
	p.KeyFile = dir
	fails(t, findError(t, box(t), p), key, "not a regular file")
	p.KeyFile = filepath.Join(dir, "key", "below")
	fails(t, findError(t, box(t), p), key, "it can't be read")
}

func TestAProfilesNameLeadsOutOfNoFolder(t *testing.T) {
	for _, name := range []string{"../prod", ".", "..", ".hidden", "a/b", `a\b`, "@x", "a b", "a\x1b", strings.Repeat("a", 65)} {
		p := Profile{Name: name, URL: url}
		if err := findError(t, box(t), p); err == nil || !strings.Contains(err.Error(), "can't name a file") {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestAStoredKeyIsPrivateAndBound(t *testing.T) {
	key := newKey(t)
	for _, p := range []Profile{prod(), {URL: url}, {Name: "prod", URL: url + ":443/api/v1", KeyFile: filepath.Join(t.TempDir(), "a", "key file")}} {
		s := box(t)
		source, err := s.Store(t.Context(), p, secretOf(key), File)
		if err != nil {
			t.Fatal(err)
		}
		finds(t, s, p, key, source.String())
		info, err := os.Stat(source.Path)
		if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v", info.Mode(), err)
		}
		dir := filepath.Dir(source.Path)
		if info, err = os.Stat(dir); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o700 {
			t.Errorf("%v, %v", info.Mode(), err)
		}
		if left, _ := os.ReadDir(dir); len(left) != 1 {
			t.Errorf("left behind: %v", left)
		}
		// The same origin, written otherwise.
		p.URL = "HTTPS://Supascale.Example.COM:443/prefix/"
		if p.Name != "" {
			finds(t, s, p, key, source.String())
		}
		for _, other := range []string{"http://supascale.example.com", "https://supascale.example.com:8443", "https://supascale.example.com.evil.test"} {
			p.URL = other
			err := findError(t, s, p)
			if p.Name == "" {
				if !errors.Is(err, ErrNone) {
					t.Errorf("%s: %v", other, err)
				}
				continue
			}
			fails(t, err, key, "stored for https://supascale.example.com:443 and is not sent to "+other[:14], "login --profile prod")
			if !errors.Is(err, ErrOtherOrigin) {
				t.Errorf("%v", err)
			}
		}
	}
}

func TestStoringReplacesWhatLoginWroteAndNothingElse(t *testing.T) {
	s, first, second, p := box(t), newKey(t), newKey(t), prod()
	p.KeyFile = filepath.Join(t.TempDir(), "key")
	for _, key := range []string{first, second} {
		if _, err := s.Store(t.Context(), p, secretOf(key), File); err != nil {
			t.Fatal(err)
		}
		finds(t, s, p, key, "the file")
	}
	for _, text := range []string{first, "something else", ""} {
		write(t, p.KeyFile, text, 0o600)
		_, err := s.Store(t.Context(), p, secretOf(second), File)
		fails(t, err, first, "was not written by login", "rm "+p.KeyFile)
		r, err := s.Remove(t.Context(), p)
		if err != nil || len(r.Removed) != 0 || len(r.Kept) != 1 || !strings.Contains(r.Kept[0], "rm "+p.KeyFile) {
			t.Errorf("%+v, %v", r, err)
		}
		if held, _ := os.ReadFile(p.KeyFile); string(held) != text {
			t.Errorf("%q became %q", text, held)
		}
	}
	for _, bad := range []string{"", "two words", first + "\n"} {
		if _, err := s.Store(t.Context(), prod(), secretOf(bad), File); err == nil || strings.Contains(err.Error(), first) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestRemovingTakesTheFileAway(t *testing.T) {
	s, key := box(t), newKey(t)
	source, err := s.Store(t.Context(), prod(), secretOf(key), File)
	if err != nil {
		t.Fatal(err)
	}
	// A profile that has another URL by now is rid of its key all the same.
	p := prod()
	p.URL = "https://elsewhere.example.com"
	r, err := s.Remove(t.Context(), p)
	if err != nil || fmt.Sprint(r.Removed) != "["+source.String()+"]" {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := os.Stat(source.Path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
	if r, err := s.Remove(t.Context(), p); err != nil || len(r.Removed)+len(r.Kept) != 0 {
		t.Errorf("again: %+v, %v", r, err)
	}
}

func FuzzDecode(f *testing.F) {
	text, _ := record{"https://a:443", secretOf("supascale_x")}.encode()
	for _, seed := range []string{text, "", "{", "supascale_x\n", `{"version":1}`, "a\r\n", "\ufeffa"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := decode(text)
		if err != nil {
			if len(text) > 12 && strings.Contains(err.Error(), text) || !r.key.IsZero() {
				t.Fatalf("%v repeats what it refuses", err)
			}
			return
		}
		if err := keys.CheckSendable(r.key.Reveal()); err != nil {
			t.Fatalf("a key that can't be sent: %v", err)
		}
		if r.origin == "" {
			return
		}
		again, err := r.encode()
		if err != nil {
			t.Fatal(err)
		}
		// What is written for a key and an origin is read back as them.
		if back, err := decode(again); len(again) <= keyMax && (err != nil || back.origin != r.origin || !back.key.Equal(r.key.Reveal())) {
			t.Fatalf("%q became %+v, %v", text, back, err)
		}
	})
}
