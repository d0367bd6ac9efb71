package config_test

import (
	"errors"
	"testing"

	"github.com/supascale/supascale-tui/internal/config"
)

func TestSetInProfileChangesThatSettingAlone(t *testing.T) {
	header := config.Field{Name: "auth_header", Value: "x-api-key"}
	const other = "\n[profiles.b] # mine\nurl = \"https://b.example.com\"\n"
	for name, c := range map[string][2]string{
		"added":         {"# top\n[profiles.a] # here\nurl = \"https://a.example.com\"\n" + other, "# top\n[profiles.a] # here\nauth_header = \"x-api-key\"\nurl = \"https://a.example.com\"\n" + other},
		"replaced":      {other + "[profiles.a]\nurl = \"https://a.example.com\"\nauth_header = 'bearer' # why\n", other + "[profiles.a]\nurl = \"https://a.example.com\"\nauth_header = \"x-api-key\" # why\n"},
		"dotted":        {"profiles.a.url = \"https://a.example.com\"\nprofiles.a.auth_header = \"bearer\"\n", "profiles.a.url = \"https://a.example.com\"\nprofiles.a.auth_header = \"x-api-key\"\n"},
		"other newline": {"[profiles.a]\r\nurl = \"https://a.example.com\"\r\n", "[profiles.a]\r\nauth_header = \"x-api-key\"\r\nurl = \"https://a.example.com\"\r\n"},
	} {
		after, err := config.SetInProfile("config.toml", []byte(c[0]), "a", header)
		if err != nil || string(after) != c[1] {
			t.Errorf("%s: %v\n%s", name, err, after)
			continue
		}
		s, err := config.Parse("config.toml", after)
		if err != nil {
			t.Fatal(err)
		}
		if p, _ := s.FindProfile("a"); p.AuthHeader != "x-api-key" || p.URL != "https://a.example.com" {
			t.Errorf("%s: read as %+v", name, p)
		}
	}
}

func TestSetInProfileLeavesWhatItCantChange(t *testing.T) {
	header := config.Field{Name: "auth_header", Value: "x-api-key"}
	if _, err := config.SetInProfile("config.toml", []byte("profiles = {a = {url = \"https://a.example.com\"}}\n"), "a", header); !errors.Is(err, config.ErrByHand) {
		t.Errorf("inline: %v", err)
	}
	if _, err := config.SetInProfile("config.toml", []byte("[profiles.b]\nurl = \"https://a.example.com\"\n"), "a", header); err == nil {
		t.Error("a profile that isn't there was changed")
	}
}
