package config_test

import (
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/config"
)

// Whatever the file holds, it is read or refused with a place; what is read can
// be added to, or that is refused.
func FuzzParse(f *testing.F) {
	for _, text := range []string{twoProfiles, "", "\uFEFFtheme = \"dark\"", "profiles = { a = { url = 'https://a' } }", "[queries]\n\"\\u001b\" = 1", "profiles.a . url = \"\"\"\\\n x\"\"\" # x", "a = [[1], {b = 2}]", "profile = 1979-05-27"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := config.Parse("f.toml", text)
		if err != nil {
			if said := err.Error(); !strings.HasPrefix(said, "f.toml") || strings.ContainsAny(said, "\x00\x1b\r\n") {
				t.Errorf("%q", said)
			}
			return
		}
		if _, taken := s.FindProfile("new"); taken {
			return
		}
		added, err := config.AddProfile("f.toml", text, "new", []config.Field{{Name: "url", Value: "https://new.example"}})
		if err != nil {
			return
		}
		with, err := config.Parse("f.toml", added)
		if err != nil || len(with.Profiles) != len(s.Profiles)+1 {
			t.Errorf("%v", err)
		}
		removed, err := config.RemoveProfile("f.toml", added, "new")
		if err != nil || strings.TrimRight(string(removed), "\r\n") != strings.TrimRight(string(text), "\r\n") {
			t.Errorf("%v: %q", err, removed)
		}
	})
}
