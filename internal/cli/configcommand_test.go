package cli

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/keys"
)

func TestShowingAndCheckingTheConfiguration(t *testing.T) {
	p := configured(t, "theme = \"light\"\n[profiles.a]\nurl = \"https://a.example\"\nproxy = \"http://user:hunter2@proxy:3128\"\n")
	if code, out, _ := p.run(t, "config", "path"); code != command.ExitOK || out != p.path+"\n" {
		t.Errorf("path: exit code %d, %s", code, out)
	}
	if code, _, words := p.run(t, "config", "check"); code != command.ExitOK || !strings.Contains(words, "is in order") {
		t.Errorf("check: exit code %d, %s", code, words)
	}
	t.Setenv(config.EnvClipboard, "none")
	code, out, words := p.run(t, "config", "show", "-o", "json", "--insecure-http")
	var rows []struct {
		Name, Source, Where string
		Value               any
	}
	if code != command.ExitOK || json.Unmarshal([]byte(out), &rows) != nil || strings.Contains(out+words, "hunter2") {
		t.Fatalf("show: exit code %d\n%s%s", code, out, words)
	}
	from := map[string]string{}
	for _, row := range rows {
		from[row.Name] = row.Source
	}
	for name, want := range map[string]string{"theme": "file", "url": "profile", "proxy": "profile", "clipboard": "variable", "insecure_http": "flag", "mouse": "default"} {
		if from[name] != want {
			t.Errorf("%s comes from %q, want %s", name, from[name], want)
		}
	}
	if _, out, _ := p.run(t, "config", "show"); !strings.Contains(out, "http://[redacted]@proxy:3128") || strings.Contains(out, "`") {
		t.Errorf("show:\n%s", out)
	}
	for text, want := range map[string]string{
		"theme = 1":                  "line 1, column 9: theme must be one of",
		"preset = \"none such\"":     "line 1, column 10: there is no such preset",
		"[queries]\nx = \"foo:bar\"": "line 2, column 5",
		"[profiles.a]\nurl = \"https://a\"\ntoken = \"x\"": "a key never stands in this file",
	} {
		if err := os.WriteFile(p.path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if code, out, words := p.run(t, "config", "check"); code != command.ExitUsage || out != "" || !strings.Contains(words, want) {
			t.Errorf("%q: exit code %d, %s", text, code, words)
		}
	}
}

func TestAnEditorThatThereIsNot(t *testing.T) {
	p := configured(t, "mouse = true\n")
	t.Setenv("VISUAL", "")
	t.Setenv("EDITOR", "no-such-editor --wait")
	t.Setenv("TMPDIR", t.TempDir())
	if code, _, words := p.run(t, "config", "edit"); code != command.ExitFailed || !strings.Contains(words, "there is no no-such-editor: set VISUAL or EDITOR") {
		t.Errorf("exit code %d, %s", code, words)
	}
}

func TestTheEditorIsRun(t *testing.T) {
	p := configured(t, "")
	t.Setenv("VISUAL", "cp "+writeTemp(t, "theme = \"none\"\n"))
	if code, _, words := p.run(t, "config", "edit"); code != command.ExitOK || p.text(t) != "theme = \"none\"\n" {
		t.Errorf("exit code %d, %s", code, words)
	}
}

func writeTemp(t *testing.T, text string) string {
	t.Helper()
	f, err := os.CreateTemp(t.TempDir(), "text")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // a test's file
	if _, err := f.WriteString(text); err != nil {
		t.Fatal(err)
	}
	return f.Name()
}

// Package config can't import what these are the names of.
func TestTheConfigurationAgreesWithTheRest(t *testing.T) {
	if got := config.AuthHeaders(); !slices.Equal(got, []string{api.HeaderBearer, api.HeaderXAPIKey}) {
		t.Errorf("headers: %v", got)
	}
	if got := config.RevokeStyles(); !slices.Equal(got, []string{api.RevokeByPath, api.RevokeByQuery}) {
		t.Errorf("revoke styles: %v", got)
	}
	var resources, levels []string
	for _, r := range keys.Resources() {
		resources = append(resources, string(r))
	}
	for _, l := range keys.Levels() {
		levels = append(levels, l.String())
	}
	if !slices.Equal(config.Resources(), resources) || !slices.Equal(config.Levels(), levels) {
		t.Errorf("permissions: %v, %v", config.Resources(), config.Levels())
	}
	var rules []string
	for _, r := range health.Rules() {
		rules = append(rules, string(r))
	}
	if !slices.Equal(config.HealthRules(), rules) {
		t.Errorf("rules: %v", config.HealthRules())
	}
	if th, err := app.Thresholds(config.Health{}, time.Now()); err != nil || th != health.Defaults() {
		t.Errorf("without settings: %+v, %v", th, err)
	}
	for _, text := range []string{"never", "1h", "876000h", "36500d", "5200w", "6mo", "1200mo", "100y"} {
		if _, err := config.Parse("f", []byte("expiry = \""+text+"\"")); err != nil {
			t.Error(err)
		}
		if _, err := keys.ParseExpiry(text, time.Now(), time.Local); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}
