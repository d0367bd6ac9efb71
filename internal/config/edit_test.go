package config_test

import (
	"bytes"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/supascale/supascale-tui/internal/config"
)

// aFile draws a valid file: settings, tables and comments, spaced as people do.
func aFile() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		filler := rapid.SampledFrom([]string{"", "", "\n", "\n\n", "# url = \"x\" [profiles.x]\n", "\n# ä note\n\n", "   \n"})
		var b strings.Builder
		if rapid.Bool().Draw(t, "mark") {
			b.WriteString("\uFEFF")
		}
		b.WriteString(filler.Draw(t, "first"))
		names := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b-2", "production", "_x"[1:]}), 0, 3, rapid.ID).Draw(t, "names")
		if len(names) > 0 && rapid.Bool().Draw(t, "current") {
			b.WriteString("profile = '" + names[0] + "' # now\n" + filler.Draw(t, "f"))
		}
		for _, line := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"theme = \"dark\"\n", "mouse = true\n", "clipboard_command = [\n  \"a\", # [profiles.q]\n]\n"}), 0, 3, rapid.ID).Draw(t, "settings") {
			b.WriteString(line + filler.Draw(t, "f"))
		}
		tables := []string{"[queries]\nnight = \"since:1d\"\n", "[presets.\"a b\"]\nprojects = \"read\"\n"}
		for _, name := range names {
			tables = append(tables, "[profiles."+name+"] # mine\n# above\nurl = \"https://"+name+".example\"\n"+filler.Draw(t, "f")+"token_command = [\"x\",\n\"y\"]\n")
		}
		for _, table := range rapid.Permutation(tables).Draw(t, "tables") {
			b.WriteString(filler.Draw(t, "f") + table + filler.Draw(t, "f"))
		}
		text := b.String()
		if rapid.Bool().Draw(t, "crlf") {
			text = strings.ReplaceAll(text, "\n", "\r\n")
		}
		if rapid.Bool().Draw(t, "open end") {
			text = strings.TrimSuffix(strings.TrimSuffix(text, "\n"), "\r")
		}
		return text
	})
}

func TestAddingAndRemovingAProfileLeavesTheFileAsItWas(t *testing.T) {
	fields := []config.Field{{"url", "https://new.example/é"}, {"environment", "production"}, {"keyring", true}, {"token_command", []string{"pass", `a"\b`}}}
	rapid.Check(t, func(t *rapid.T) {
		text := []byte(aFile().Draw(t, "file"))
		before, err := config.Parse("f", text)
		if err != nil {
			t.Fatalf("not a valid file: %v", err)
		}
		added, err := config.AddProfile("f", text, "new", fields)
		if err != nil {
			t.Fatal(err)
		}
		with, err := config.Parse("f", added)
		want := config.Profile{Name: "new", URL: "https://new.example/é", Environment: "production", Keyring: true, TokenCommand: []string{"pass", `a"\b`}}
		if err != nil || !bytes.HasPrefix(added, text) || !reflect.DeepEqual(with.Profiles, append(slices.Clone(before.Profiles), want)) {
			t.Fatalf("added: %v\n%s", err, added)
		}
		removed, err := config.RemoveProfile("f", added, "new")
		if err != nil {
			t.Fatal(err)
		}
		after, err := config.Parse("f", removed)
		if err != nil || !reflect.DeepEqual(after, before) {
			t.Fatalf("removed: %v\n%s", err, removed)
		}
		if !bytes.Equal(removed, text) && !bytes.Equal(removed, append(slices.Clone(text), lineEndOf(text)...)) {
			t.Fatalf("got\n%q, want\n%q", removed, text)
		}
	})
}

func lineEndOf(text []byte) string {
	if bytes.Contains(text, []byte("\r\n")) {
		return "\r\n"
	}
	return "\n"
}

func TestUsingAndRemovingChangeNothingElse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := []byte(aFile().Draw(t, "file"))
		before, err := config.Parse("f", text)
		if err != nil || len(before.Profiles) == 0 {
			return
		}
		name := rapid.SampledFrom(before.ProfileNames()).Draw(t, "name")
		used, err := config.UseProfile("f", text, name)
		if err != nil {
			t.Fatal(err)
		}
		after, err := config.Parse("f", used)
		if err != nil || after.Profile != name {
			t.Fatalf("used: %v\n%s", err, used)
		}
		if again, err := config.UseProfile("f", used, name); err != nil || !bytes.Equal(again, used) {
			t.Fatalf("using twice: %v\n%s", err, again)
		}
		after.Profile = before.Profile
		if !sameSettings(after, before) || !linesWithin(text, used) {
			t.Fatalf("used:\n%s\nof\n%s", used, text)
		}
		removed, err := config.RemoveProfile("f", used, name)
		if err != nil {
			t.Fatal(err)
		}
		left, err := config.Parse("f", removed)
		before.Profile = ""
		before.Profiles = slices.DeleteFunc(slices.Clone(before.Profiles), func(p config.Profile) bool { return p.Name == name })
		maps.DeleteFunc(before.Places, func(place, _ string) bool { return strings.HasPrefix(place, "profiles."+name+".") })
		if err != nil || left.Profile != "" || !sameSettings(left, before) || !linesWithin(removed, used) {
			t.Fatalf("removed: %v\n%s", err, removed)
		}
	})
}

// sameSettings compares all but the places.
func sameSettings(a, b config.Settings) bool {
	for _, s := range []*config.Settings{&a, &b} {
		s.Places, s.Profiles = nil, append([]config.Profile{}, s.Profiles...)
		s.Queries = slices.Clone(s.Queries)
		for i := range s.Queries {
			s.Queries[i].Where = ""
		}
	}
	return reflect.DeepEqual(a, b)
}

// linesWithin reports whether the lines of one text, but for the one of
// "profile =", stand in another in the same order.
func linesWithin(some, all []byte) bool {
	lines := func(text []byte) []string {
		return strings.Split(strings.TrimSuffix(strings.TrimPrefix(string(text), "\uFEFF"), "\n"), "\n")
	}
	rest := lines(all)
	for _, line := range lines(some) {
		if strings.HasPrefix(line, "profile = ") {
			continue
		}
		i := slices.IndexFunc(rest, func(other string) bool { return strings.TrimSuffix(other, "\r") == strings.TrimSuffix(line, "\r") })
		if i < 0 {
			return false
		}
		rest = rest[i+1:]
	}
	return true
}

func TestWhatCannotBeAddedOrRemoved(t *testing.T) {
	const inline = "profiles = { a = { url = 'https://a.example' } }"
	add := func(text, name string, fields ...config.Field) error {
		_, err := config.AddProfile("f", []byte(text), name, fields)
		return err
	}
	url := config.Field{Name: "url", Value: "https://b.example"}
	for want, err := range map[string]error{
		"the name of a profile must have":          add("", "B", url),
		"there is a profile b already":             add("[profiles.b]\nurl = 'https://b.example'", "b", url),
		"must be an instance's URL":                add("", "b", config.Field{Name: "url", Value: "b.example"}),
		"f, line 1, column 1: \"x\" is not":        add("x = 1", "b", url),
		"theme must be one of":                     add("", "b", url, config.Field{Name: "theme", Value: "../pink"}),
		"nope is not a setting of a profile":       add("", "b", url, config.Field{Name: "nope", Value: "x"}),
		"must set both client_cert and client_key": add("", "b", url, config.Field{Name: "client_key", Value: "x"}),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
	if err := add(inline, "b", url); !errors.Is(err, config.ErrByHand) {
		t.Errorf("got %v", err)
	}
	if _, err := config.RemoveProfile("f", []byte(inline), "a"); !errors.Is(err, config.ErrByHand) {
		t.Errorf("got %v", err)
	}
	for _, edit := range []func(string, []byte, string) ([]byte, error){config.RemoveProfile, config.UseProfile} {
		if _, err := edit("f", []byte(twoProfiles), "prod"); err == nil || !strings.Contains(err.Error(), `no profile "prod". There are: production, staging`) {
			t.Errorf("got %v", err)
		}
	}
}

func TestReplacing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "config.toml")
	mode := func() os.FileMode {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		return info.Mode().Perm()
	}
	dark, light := []byte("theme = \"dark\"\n"), []byte("theme = \"light\"\n")
	if err := config.Replace(path, nil, dark); err != nil || runtime.GOOS != "windows" && mode() != 0o600 {
		t.Fatalf("a new file: %v", err)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "config.toml")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	if err := config.Replace(link, dark, light); err != nil || runtime.GOOS != "windows" && mode() != 0o640 {
		t.Errorf("through a link: %v", err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Error("the link is no link any more")
	}
	if err := config.Replace(path, dark, dark); !errors.Is(err, config.ErrChanged) {
		t.Errorf("a file that was changed: %v", err)
	}
	if err := config.Replace(path, light, []byte("theme = 1")); err == nil || !strings.Contains(err.Error(), "line 1, column 9") {
		t.Errorf("a mistake: %v", err)
	}
	if text, err := os.ReadFile(path); err != nil || !bytes.Equal(text, light) {
		t.Errorf("left %q, %v", text, err)
	}
	if list, err := os.ReadDir(filepath.Dir(path)); err != nil || len(list) != 1 {
		t.Errorf("left %v, %v", list, err)
	}
}
