package config_test

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/keys"
)

const twoProfiles = `profile = "staging"
theme = "light"
expiry = "90d"

[profiles.production]
url = "https://supascale.example.com/base"
environment = "production"
auth_header = "x-api-key"
revoke_style = "query"
ca_file = "ca.pem"
client_cert = "/etc/client.pem"
client_key = "~/client.key"
proxy = "socks5://user:hunter2@127.0.0.1:1080"
insecure_http = true
theme = "dark"
clipboard = "command"
clipboard_command = ["wl-copy"] # mine
expiry = "30d"
preset = "deploy"
token_command = ["pass", "show", "supascale"]
keyring = true
key_file = "sub/production.key"

[profiles.staging]
url = "https://staging.example.com"

[presets.deploy]
description = "deploys"
projects = "write"
cloudStorage = "read"
expiry = "1y"

[presets."Read: all"]
projects = "read"
`

func TestEveryFieldOfAProfileIsRead(t *testing.T) {
	path, getenv := write(t, twoProfiles)
	home := t.TempDir()
	t.Setenv("HOME", home)
	got, err := config.Load(getenv)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Dir(path)
	want := config.Profile{
		Name: "production", URL: "https://supascale.example.com/base", Environment: "production",
		AuthHeader: "x-api-key", RevokeStyle: "query",
		CAFile: filepath.Join(dir, "ca.pem"), ClientCert: "/etc/client.pem", ClientKey: filepath.Join(home, "client.key"),
		Proxy: "socks5://user:hunter2@127.0.0.1:1080", InsecureHTTP: true,
		Theme: "dark", Clipboard: "command", ClipboardCommand: []string{"wl-copy"}, Expiry: "30d", Preset: "deploy",
		TokenCommand: []string{"pass", "show", "supascale"}, Keyring: true, KeyFile: filepath.Join(dir, "sub", "production.key"),
	}
	if p, ok := got.FindProfile("production"); !ok || !reflect.DeepEqual(p, want) {
		t.Errorf("got %+v", p)
	}
	presets := []config.Preset{
		{Name: "deploy", Description: "deploys", Permissions: map[string]string{"projects": "write", "cloudStorage": "read"}, Expiry: "1y"},
		{Name: "Read: all", Permissions: map[string]string{"projects": "read"}},
	}
	if !reflect.DeepEqual(got.Presets, presets) || got.Current() != "staging" || got.Expiry != "90d" {
		t.Errorf("got %+v", got)
	}
	if at := got.Places["profiles.production.expiry"]; at != path+", line 18, column 10" {
		t.Errorf("the expiry stands at %s", at)
	}
}

func TestHoweverAProfileIsWritten(t *testing.T) {
	for _, text := range []string{
		"[profiles.a]\nurl = 'https://a.example'\nkeyring = true\n",
		"[profiles]\na.url = 'https://a.example'\na.keyring = true\n",
		"profiles.a.url = 'https://a.example'\nprofiles.a.keyring = true",
		"profiles = { a = { url = 'https://a.example', keyring = true } }",
		"[profiles]\n\"a\" = { keyring = true, url = \"\"\"https://a.example\"\"\" }",
	} {
		_, getenv := write(t, text)
		got, err := config.Load(getenv)
		want := []config.Profile{{Name: "a", URL: "https://a.example", Keyring: true}}
		if err != nil || !reflect.DeepEqual(got.Profiles, want) {
			t.Errorf("%q: got %+v, %v", text, got.Profiles, err)
		}
	}
}

func TestAMistakeInAProfileIsNamedByPlaceAndWhatIsAllowed(t *testing.T) {
	const ok = "[profiles.a]\nurl = \"https://a.example\"\n"
	for text, want := range map[string]string{
		ok + "ulr = 1":                                  `, line 3, column 1: "profiles.a.ulr" is not a setting of a profile. There are: auth_header, ca_file, client_cert`,
		ok + "theme = \"X-value-x\"":                    `, line 3, column 9: profiles.a.theme must be one of "auto"`,
		ok + "keyring = \"x-value-x\"":                  `, line 3, column 11: profiles.a.keyring must be true or false`,
		ok + "keyring.x = true":                         `profiles.a.keyring.x must be true or false`,
		ok + "[profiles.a.keyring]\n":                   `, line 3, column 2: profiles.a.keyring must be true or false`,
		ok + "environment = \"two words\"":              `profiles.a.environment must be a word`,
		ok + "expiry = \"2027-01-19\"":                  `, line 3, column 10: profiles.a.expiry must be "never" or a time`,
		ok + "expiry = \"101y\"":                        `profiles.a.expiry must be`,
		ok + "proxy = \"ftp://x-value-x\"":              `profiles.a.proxy must be a proxy's URL`,
		ok + "token_command = \"x-value-x\"":            `profiles.a.token_command must be a program and its arguments`,
		ok + "client_cert = \"a.pem\"":                  `, line 1, column 2: profiles.a must set both`,
		ok + "clipboard = \"command\"":                  `profiles.a: the clipboard is to be "command"`,
		ok + "key = \"x-value-x\"":                      `, line 3, column 1: profiles.a.key: a key never stands in this file. Set SUPASCALE_API_KEY, or`,
		"api_key = \"x-value-x\"":                       `, line 1, column 1: api_key: a key never stands in this file`,
		"[profiles.a]\n":                                `, line 1, column 2: profiles.a has no url`,
		"[profiles.a]\nurl = \"x-value-x\"":             `, line 2, column 7: profiles.a.url must be an instance's URL`,
		"[profiles.a]\nurl = \"https://u:x-value-x@a\"": `profiles.a.url must be an instance's URL`,
		"[profiles.A]\nurl = \"https://a.example\"":     `, line 1, column 2: the name of a profile must have small letters`,
		"[[profiles.a]]\nurl = \"https://a.example\"":   `profiles must be tables`,
		"profiles = 1":                                  `, line 1, column 12: profiles must be tables`,
		"[profiles]\na = 1":                             `, line 2, column 5: profiles.a must be a table: write [profiles.a]`,
		"profile = \"x-value-x\"\n":                     `profile must be the name of a profile. There is none: "supascale-tui profile add`,
		"profile = \"b\"\n" + ok:                        `, line 1, column 11: profile must be the name of a profile. There are: a`,
		"[presets.a]\nprojects = \"x-value-x\"":         `, line 2, column 12: presets.a.projects must be one of "none", "read", "write"`,
		"[presets.\"a b\"]\nproject = \"read\"":         `"presets.a b.project" is not a setting of a preset. There are: backups, cloudStorage, description, expiry`,
		"[presets.\"\"]\nprojects = \"read\"":           `the name of a preset must have from 1`,
		"[queries]\n\"\\u001b\" = ''\n\"\\u001b\" = ''": `, line 3, column 1: key � is already defined`,
		"theme = 99999999999999999999":                  `, line 1, column 9: decimal number is too large`,
		ok + "\n[profiles.a]\nurl = \"https://b\"":      `, line 4, `,
	} {
		path, getenv := write(t, text)
		_, err := config.Load(getenv)
		if err == nil {
			t.Errorf("%q is accepted", text)
			continue
		}
		if said := err.Error(); !strings.HasPrefix(said, path) || !strings.Contains(said, want) || strings.ContainsAny(said, "\x1b") || strings.Contains(said, "x-value-x") || strings.Contains(said, "9999") {
			t.Errorf("%q: %s", text, said)
		}
	}
}

func TestWhichProfileIsUsed(t *testing.T) {
	const production, staging = "https://supascale.example.com/base", "https://staging.example.com"
	_, getenv := write(t, twoProfiles)
	several, err := config.Load(getenv)
	if err != nil {
		t.Fatal(err)
	}
	open := several
	open.Profile = ""
	sole := config.Settings{Profiles: several.Profiles[:1]}
	for _, c := range []struct {
		what     string
		settings config.Settings
		flag     string
		env      map[string]string
		name     string
		url      string
		refused  string
	}{
		{"the file's", several, "", nil, "staging", staging, ""},
		{"the only one", sole, "", nil, "production", production, ""},
		{"none of several", open, "", nil, "", "", "name one with --profile"},
		{"nothing at all", config.Settings{}, "", nil, "", "", "no instance to connect to"},
		{"the variable", several, "", map[string]string{config.EnvProfile: "production"}, "production", production, ""},
		{"the flag", several, "staging", map[string]string{config.EnvProfile: "production"}, "staging", staging, ""},
		{"no such", several, "prod", nil, "", "", `--profile names no profile: "prod". There are: production, staging`},
		{"the environment's", several, "", map[string]string{config.EnvURL: "https://b", keys.EnvKey: "k"}, "", "https://b", ""},
		{"the environment's, without profiles", config.Settings{}, "", map[string]string{config.EnvURL: "https://b"}, "", "https://b", ""},
		{"a key for the file's", several, "", map[string]string{keys.EnvKey: "k"}, "staging", staging, ""},
		{"a key for nothing", config.Settings{}, "", map[string]string{keys.EnvKey: "k"}, "", "", "SUPASCALE_URL is not"},
		{"the file's, named by its URL", several, "", map[string]string{config.EnvURL: "https://STAGING.example.com:443/api/v1/"}, "staging", staging, ""},
		{"a flag and the same URL", several, "production", map[string]string{config.EnvURL: production + "/", keys.EnvKey: "k"}, "production", production, ""},
		{"a flag and another URL", several, "production", map[string]string{config.EnvURL: staging}, "", "", "--profile names the profile production, but SUPASCALE_URL is set to another instance"},
		{"two variables that disagree", several, "", map[string]string{config.EnvProfile: "production", config.EnvURL: "https://b"}, "", "", "SUPASCALE_PROFILE names the profile production, but SUPASCALE_URL"},
	} {
		given := config.Given{}
		if c.flag != "" {
			given["profile"] = c.flag
		}
		p, err := c.settings.Choose(env(c.env), given)
		if c.refused != "" {
			if err == nil || !strings.Contains(err.Error(), c.refused) {
				t.Errorf("%s: got %+v, %v", c.what, p, err)
			}
		} else if err != nil || p.Name != c.name || p.URL != c.url {
			t.Errorf("%s: got %+v, %v", c.what, p, err)
		}
	}
}

func TestWhatGoesBeforeWhat(t *testing.T) {
	path, getenv := write(t, twoProfiles)
	s, err := config.Load(getenv)
	if err != nil {
		t.Fatal(err)
	}
	production, staging := s.Profiles[0], s.Profiles[1]
	for _, c := range []struct {
		p      config.Profile
		given  config.Given
		env    string
		theme  string
		source config.Source
		where  string
	}{
		{config.Profile{}, nil, "", "light", config.FromFile, path + ", line 2, column 9"},
		{staging, nil, "", "light", config.FromFile, path + ", line 2, column 9"},
		{production, nil, "", "dark", config.FromProfile, path + ", line 15, column 9"},
		{production, nil, "none", "none", config.FromVariable, config.EnvTheme},
		{production, config.Given{"theme": "light"}, "none", "light", config.FromFlag, "--theme"},
	} {
		getenv := env(map[string]string{config.EnvTheme: c.env})
		with, err := s.With(c.p, getenv, c.given)
		if err != nil || with.Theme != c.theme {
			t.Errorf("%+v: got %s, %v", c, with.Theme, err)
		}
		values, err := s.Values(c.p, getenv, c.given)
		if err != nil {
			t.Fatal(err)
		}
		if v := value(values, "theme"); v.Value != c.theme || v.Source != c.source || v.Where != c.where {
			t.Errorf("%+v: got %+v", c, v)
		}
	}
	values, err := s.Values(production, env(nil), config.Given{"mouse": "true"})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]config.Value{
		"proxy":          {Value: "socks5://[redacted]@127.0.0.1:1080", Source: config.FromProfile},
		"mouse":          {Value: true, Source: config.FromFlag},
		"reveal_timeout": {Value: nil, Source: config.FromDefault, Default: `"10m"`},
		"expiry":         {Value: "30d", Source: config.FromProfile},
	} {
		got := value(values, name)
		if got.Value != want.Value || got.Source != want.Source || want.Default != "" && got.Default != want.Default {
			t.Errorf("%s: got %+v", name, got)
		}
	}
	for name, text := range map[string]string{config.EnvTheme: "../pink", config.EnvClipboard: "OSC52"} {
		if _, err := s.With(staging, env(map[string]string{name: text}), nil); err == nil || !strings.Contains(err.Error(), "the variable "+name+" must be one of") {
			t.Errorf("got %v", err)
		}
	}
	if _, err := s.With(staging, env(map[string]string{config.EnvClipboard: "command"}), nil); err == nil || !strings.Contains(err.Error(), "SUPASCALE_CLIPBOARD: the clipboard is to be") {
		t.Errorf("got %v", err)
	}
}

func value(list []config.Value, name string) config.Value {
	for _, v := range list {
		if v.Name == name {
			return v
		}
	}
	return config.Value{}
}
