package cli

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/keys"
)

func TestShowingAndCheckingTheConfiguration(t *testing.T) {
	p := configured(t, "theme = \"light\"\n[profiles.a]\nurl = \"https://a.example\"\nproxy = \"http://user:hunter2@proxy:3128\"\n")
	if code, out, _ := p.run(t, "config", "path"); code != exitOK || out != p.path+"\n" {
		t.Errorf("path: exit code %d, %s", code, out)
	}
	if code, _, words := p.run(t, "config", "check"); code != exitOK || !strings.Contains(words, "is in order") {
		t.Errorf("check: exit code %d, %s", code, words)
	}
	t.Setenv(config.EnvClipboard, "none")
	code, out, words := p.run(t, "config", "show", "-o", "json", "--insecure-http")
	var rows []struct {
		Name, Source, Where string
		Value               any
	}
	if code != exitOK || json.Unmarshal([]byte(out), &rows) != nil || strings.Contains(out+words, "hunter2") {
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
		if code, out, words := p.run(t, "config", "check"); code != exitUsage || out != "" || !strings.Contains(words, want) {
			t.Errorf("%q: exit code %d, %s", text, code, words)
		}
	}
}

// editing is an edit whose editor writes one text after the other.
func editing(said *[]string, again bool, texts ...string) (*edit, *string) {
	var copied string
	return &edit{
		open: func(_ context.Context, path string) error {
			copied = path
			text := texts[0]
			texts = texts[1:]
			return os.WriteFile(path, []byte(text), 0o600)
		},
		again: func() bool { return again && len(texts) > 0 },
		say:   func(text string) { *said = append(*said, text) },
	}, &copied
}

func TestEditingTheConfiguration(t *testing.T) {
	const before, after = "theme = \"dark\"\n", "theme = \"light\"\n"
	for _, c := range []struct {
		what  string
		again bool
		texts []string
		left  string
		says  string
		kept  bool
	}{
		{"a change", false, []string{after}, after, "Changed ", false},
		{"no change", false, []string{before}, before, "Nothing was changed", false},
		{"a mistake, given up", false, []string{"theme = 1"}, before, "line 1, column 9: theme must be", true},
		{"a mistake, mended", true, []string{"theme = 1", after}, after, "Changed ", false},
	} {
		p := configured(t, before)
		var said []string
		e, copied := editing(&said, c.again, c.texts...)
		err := e.run(t.Context())
		if !slices.ContainsFunc(said, func(text string) bool { return strings.Contains(text, c.says) }) || p.text(t) != c.left {
			t.Errorf("%s: said %q, left %q", c.what, said, p.text(t))
		}
		_, stat := os.Stat(*copied)
		if kept := stat == nil; kept != c.kept || c.kept && (exitCode(err) != exitUsage || !strings.Contains(err.Error(), *copied)) || !c.kept && err != nil {
			t.Errorf("%s: the copy is kept: %v, %v", c.what, kept, err)
		}
		if c.kept {
			_ = os.Remove(*copied)
		}
	}
}

func TestAnEditorThatFailsOrIsOvertaken(t *testing.T) {
	p := configured(t, "mouse = true\n")
	t.Setenv("VISUAL", "")
	t.Setenv("EDITOR", "no-such-editor --wait")
	t.Setenv("TMPDIR", t.TempDir())
	if code, _, words := p.run(t, "config", "edit"); code != exitFailed || !strings.Contains(words, "there is no no-such-editor: set VISUAL or EDITOR") {
		t.Errorf("exit code %d, %s", code, words)
	}
	var said []string
	e, copied := editing(&said, false, "mouse = false\n")
	open := e.open
	e.open = func(ctx context.Context, path string) error {
		return errors.Join(open(ctx, path), os.WriteFile(p.path, []byte("theme = \"none\"\n"), 0o600))
	}
	if err := e.run(t.Context()); !errors.Is(err, config.ErrChanged) || !strings.Contains(err.Error(), *copied) || p.text(t) != "theme = \"none\"\n" {
		t.Errorf("got %v, left %q", err, p.text(t))
	}
}

func TestTheEditorIsRun(t *testing.T) {
	p := configured(t, "")
	t.Setenv("VISUAL", "cp "+writeTemp(t, "theme = \"none\"\n"))
	if code, _, words := p.run(t, "config", "edit"); code != exitOK || p.text(t) != "theme = \"none\"\n" {
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
