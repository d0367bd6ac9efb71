package cli

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/keys"
)

// ownConfig runs the program, with a configuration file of its own and nothing
// in the environment.
type ownConfig struct{ path string }

func configured(t *testing.T, text string) ownConfig {
	t.Helper()
	for _, name := range []string{config.EnvURL, keys.EnvKey, config.EnvProfile, config.EnvTheme, config.EnvClipboard} {
		t.Setenv(name, "")
	}
	p := ownConfig{filepath.Join(t.TempDir(), "config.toml")}
	t.Setenv(config.EnvFile, p.path)
	if text != "" {
		if err := os.WriteFile(p.path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

func (p ownConfig) run(t *testing.T, args ...string) (code int, out, words string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = run(t.Context(), args, strings.NewReader(""), &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

func (p ownConfig) text(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(p.path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestProfilesFromTheFirstToTheLast(t *testing.T) {
	p := configured(t, "")
	if code, _, words := p.run(t, "profile", "add", "production", "--url", "https://a.example/base", "--environment", "production", "--token-command", "pass show x", "--ca-file", "ca.pem"); code != command.ExitOK || !strings.Contains(words, "Added the profile production") {
		t.Fatalf("add: exit code %d, %s", code, words)
	}
	here, err := filepath.Abs("ca.pem")
	if err != nil {
		t.Fatal(err)
	}
	want := "[profiles.production]\nurl = \"https://a.example/base\"\nenvironment = \"production\"\nca_file = " + config.Literal(here) + "\ntoken_command = [\"pass\", \"show\", \"x\"]\n"
	if got := p.text(t); got != want {
		t.Errorf("got\n%s", got)
	}
	if code, _, words := p.run(t, "profile", "add", "staging", "--url", "https://b.example"); code != command.ExitOK {
		t.Fatalf("add: exit code %d, %s", code, words)
	}
	if code, _, words := p.run(t, "profile", "use", "staging"); code != command.ExitOK {
		t.Fatalf("use: exit code %d, %s", code, words)
	}
	var list []map[string]any
	if code, out, _ := p.run(t, "profile", "list", "-o", "json"); code != command.ExitOK || json.Unmarshal([]byte(out), &list) != nil ||
		len(list) != 2 || list[0]["environment"] != "production" || list[0]["current"] != false || list[1]["name"] != "staging" || list[1]["current"] != true {
		t.Errorf("list: exit code %d, %s", code, out)
	}
	if _, out, _ := p.run(t, "profile", "list"); out != "NAME        URL                     ENVIRONMENT\nproduction  https://a.example/base  production\nstaging     https://b.example                    current\n" {
		t.Errorf("list:\n%s", out)
	}
	if code, out, _ := p.run(t, "profile", "show", "production"); code != command.ExitOK || !strings.Contains(out, `["pass", "show", "x"]`) || strings.Contains(out, "\ntheme") {
		t.Errorf("show: exit code %d\n%s", code, out)
	}
	if code, _, words := p.run(t, "profile", "remove", "staging"); code != command.ExitUsage || !strings.Contains(words, "--yes") {
		t.Errorf("remove without an answer: exit code %d, %s", code, words)
	}
	if code, _, words := p.run(t, "profile", "remove", "staging", "--yes"); code != command.ExitOK || !strings.Contains(words, "stays stored") {
		t.Errorf("remove: exit code %d, %s", code, words)
	}
	if got := p.text(t); got != want {
		t.Errorf("left\n%s", got)
	}
}

func TestMistakesWithProfiles(t *testing.T) {
	p := configured(t, "[profiles.a]\nurl = \"https://a.example\"\n")
	before := p.text(t)
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"profile", "add", "b"}, "--url"},
		{[]string{"profile", "add", "a", "--url", "https://b.example"}, "there is a profile a already"},
		{[]string{"profile", "add", "B", "--url", "https://b.example"}, "small letters"},
		{[]string{"profile", "add", "b", "--url", "https://u:hunter2@b.example"}, "must be an instance's URL"},
		{[]string{"profile", "add", "b", "--url", "https://b.example", "--preset", "Deploy"}, `there is no such preset. There are: "CI/CD Pipeline"`},
		{[]string{"profile", "add", "b", "--url", "https://b.example", "--theme", "Pink"}, "theme must be one of"},
		{[]string{"profile", "add", "b", "--url", "https://b.example", "--token-command", "pass 'a b'"}, "config edit"},
		{[]string{"profile", "add", "b", "--url", "https://b.example", "--proxy", "http://u:hunter2@proxy"}, "can be seen by others"},
		{[]string{"profile", "add"}, "the name of one profile"},
		{[]string{"profile", "use", "b"}, `no profile "b". There are: a`},
		{[]string{"profile", "remove", "b", "--yes"}, "There are: a"},
		{[]string{"profile", "show", "b"}, "There are: a"},
		{[]string{"profile", "list", "-o", "yaml"}, "-o takes table or json"},
		{[]string{"profile", "nope"}, "unknown command"},
		{[]string{"audit", "-p", "b"}, "--profile names no profile"},
		{[]string{"audit", "-p", "a"}, "there is no key for profile a"},
	} {
		code, out, words := p.run(t, c.args...)
		if code != command.ExitUsage || out != "" || !strings.Contains(words, c.want) || strings.Contains(words, "hunter2") {
			t.Errorf("%v: exit code %d, %s%s", c.args, code, out, words)
		}
	}
	if p.text(t) != before {
		t.Errorf("the file was changed:\n%s", p.text(t))
	}
}

func TestNamesOfProfilesAreCompleted(t *testing.T) {
	p := configured(t, "[profiles.a]\nurl = \"https://a.example\"\n[profiles.b]\nurl = \"https://b.example\"\n")
	for _, args := range [][]string{{"profile", "use", ""}, {"audit", "--profile", ""}, {"--profile", ""}} {
		_, out, _ := p.run(t, append([]string{"__complete"}, args...)...)
		if !strings.Contains(out, "a\thttps://a.example\nb\thttps://b.example\n") {
			t.Errorf("%v: %s", args, out)
		}
	}
}

func TestAProfileIsTried(t *testing.T) {
	dir := t.TempDir()
	keyFile := filepath.Join(dir, "admin.key")
	s := beginServing(t, "--data-dir", filepath.Join(dir, "data"), "--admin-key-file", keyFile)
	address := s.url(t)
	held, err := os.ReadFile(keyFile)
	if err != nil {
		t.Fatal(err)
	}
	key := strings.TrimSpace(string(held))
	closed := httptest.NewServer(nil)
	closed.Close()
	p := configured(t, "profile = \"here\"\n[profiles.here]\nurl = \""+address+"\"\n[profiles.gone]\nurl = \""+closed.URL+"\"\n")
	client, err := api.New(api.Options{URL: address, Key: api.NewSecret(key)})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	narrow, err := client.CreateKey(t.Context(), api.NewKey{Name: "narrow", Permissions: keys.Grant(keys.Projects, keys.Read)})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		key  string
		code int
		out  string
	}{
		{nil, key, command.ExitOK, "may see keys and the audit view"},
		{[]string{"here"}, key, command.ExitOK, "it may change"},
		{[]string{"here"}, narrow.Secret.Reveal(), command.ExitNotAuthorised, "key accepted, but it may not see keys"},
		{[]string{"here"}, key[:len(key)-1] + "~", command.ExitNotAuthorised, "key refused"},
		{[]string{"gone"}, key, command.ExitUnreachable, "not reached"},
		{[]string{"here"}, "", command.ExitUsage, ""},
	} {
		t.Setenv(keys.EnvKey, c.key)
		code, out, words := p.run(t, append([]string{"profile", "test"}, c.args...)...)
		if code != c.code || !strings.Contains(out, c.out) || c.key != "" && strings.Contains(out+words, c.key) {
			t.Errorf("%v: exit code %d\n%s%s", c.args, code, out, words)
		}
	}
}

// A key must reach the instance it is for, and no other.
func TestAKeyNeverReachesAnotherInstance(t *testing.T) {
	reached := map[string]string{}
	serve := func(name string) string {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			reached[name] = r.Header.Get("Authorization")
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(`{"success":true,"activities":[]}`))
		}))
		t.Cleanup(server.Close)
		return server.URL
	}
	a, b, c := serve("a"), serve("b"), serve("c")
	p := configured(t, "profile = \"a\"\n[profiles.a]\nurl = \""+a+"\"\n[profiles.b]\nurl = \""+b+"\"\n")
	for _, try := range []struct {
		what       string
		args       []string
		url, named string
		want       string // who is reached; "" nobody
	}{
		{"the file's profile", nil, "", "", "a"},
		{"a flag", []string{"-p", "b"}, "", "", "b"},
		{"a variable", nil, "", "b", "b"},
		{"an unnamed instance", nil, c, "", "c"},
		{"a profile and its own URL", []string{"-p", "b"}, b + "/", "", "b"},
		{"a profile and another URL", []string{"-p", "b"}, c, "", ""},
		{"two variables that disagree", nil, a, "b", ""},
	} {
		clear(reached)
		key := "supascale_" + strings.Repeat("F", 28)
		t.Setenv(keys.EnvKey, key)
		t.Setenv(config.EnvURL, try.url)
		t.Setenv(config.EnvProfile, try.named)
		code, _, words := p.run(t, append([]string{"audit", "since:1h"}, try.args...)...)
		if try.want == "" {
			if code != command.ExitUsage || len(reached) != 0 || !strings.Contains(words, "another instance") {
				t.Errorf("%s: exit code %d, reached %v, %s", try.what, code, reached, words)
			}
			continue
		}
		if code != command.ExitOK || len(reached) != 1 || reached[try.want] != "Bearer "+key {
			t.Errorf("%s: exit code %d, reached %v, %s", try.what, code, reached, words)
		}
		if said := strings.Contains(words, "The key in SUPASCALE_API_KEY is used for the profile "+try.want); said != (try.want != "c") {
			t.Errorf("%s: it says %s", try.what, words)
		}
	}
}
