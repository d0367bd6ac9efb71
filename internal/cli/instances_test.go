//go:build unix

package cli

import (
	"bytes"
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/instance"
)

// member is a real instance of a profile.
type member struct {
	*httptest.Server
	i   *instance.Instance
	key string
}

// onSeveral makes the profiles alpha (production, with samples), beta (staging, with its
// first key alone) and gone, where nobody answers, and gives the program on them.
func onSeveral(t *testing.T) (on program, alpha, beta *member) {
	t.Helper()
	dir := t.TempDir()
	var text strings.Builder
	profile := func(name, environment, url, key string) {
		path := filepath.Join(dir, name+".key")
		if err := os.WriteFile(path, []byte(key+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, _ = fmt.Fprintf(&text, "[profiles.%s]\nurl = %q\nenvironment = %q\nkey_file = %q\n", name, url, environment, path)
	}
	begin := func(name, environment string, sample bool) *member {
		i, err := instance.Open(t.Context(), instance.Options{DataDir: filepath.Join(dir, name)})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = i.Close(context.Background()) })
		m := &member{Server: httptest.NewServer(i.Handler()), i: i}
		t.Cleanup(m.Close)
		if m.key, err = i.CreateFirstKey(t.Context(), "First key"); err != nil {
			t.Fatal(err)
		}
		if sample {
			if err := i.FillSample(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		profile(name, environment, m.URL, m.key)
		return m
	}
	alpha, beta = begin("alpha", "production", true), begin("beta", "staging", false)
	nobody := httptest.NewServer(nil)
	nobody.Close()
	profile("gone", "staging", nobody.URL, newKey(t))
	config := filepath.Join(dir, "config.toml")
	if err := os.WriteFile(config, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{
		"SUPASCALE_TUI_CONFIG": config, "SUPASCALE_URL": "", "SUPASCALE_API_KEY": "", "SUPASCALE_PROFILE": "",
		"XDG_DATA_HOME": filepath.Join(dir, "own"), "XDG_STATE_HOME": filepath.Join(dir, "state"),
	} {
		t.Setenv(name, value)
	}
	return func(args ...string) (int, string, string) {
		var out, errOut bytes.Buffer
		code := run(t.Context(), args, strings.NewReader(""), &out, &errOut)
		return code, out.String(), errOut.String()
	}, alpha, beta
}

func TestInstancesTellHowEachStands(t *testing.T) {
	on, alpha, _ := onSeveral(t)
	code, out, words := on("instances", "-o", "json")
	var rows []struct {
		Instance, State, Why    string
		Keys, Expired, Failures *int
		FailuresPerHour         []int
	}
	valid(t, "instances.json", out, &rows)
	if code != command.ExitPartial || len(rows) != 3 || rows[0].Instance != "gone" || rows[0].State != "unreachable" || rows[0].Keys != nil || rows[0].Why == "" {
		t.Fatalf("exit code %d: %s", code, out)
	}
	if !strings.Contains(words, "2 of 3 answered, 1 unreachable\n! gone: Can't list keys: connection refused. Check the address") {
		t.Errorf("stderr: %s", words)
	}
	if rows[1].Instance != "alpha" || *rows[1].Expired == 0 || *rows[1].Failures == 0 || len(rows[1].FailuresPerHour) != 24 || *rows[2].Keys != 1 {
		t.Errorf("got %s", out)
	}
	if code, out, words = on("instances", "env:production"); code != command.ExitOK || !strings.Contains(out, "alpha") || strings.Contains(out, "beta") || words != "1 of 1 answered\n" {
		t.Errorf("exit code %d: %s%s", code, out, words)
	}
	if code, out, _ = on("instances", "-o", "name", "state:unreachable"); code != command.ExitPartial || out != "gone\n" {
		t.Errorf("exit code %d: %s", code, out)
	}
	if code, out, _ = on("instances", "-o", "jsonl", "beta", "gone"); code != command.ExitPartial {
		t.Errorf("exit code %d", code)
	}
	for line := range strings.Lines(out) {
		valid(t, "instance.json", line, &struct{}{})
	}
	if _, out, _ = on("instances", "-o", "csv"); strings.Count(out, "\r\n") != 4 || !strings.HasPrefix(out, "instance,url,environment,state,why,keys") {
		t.Errorf("got %s", out)
	}
	for args, want := range map[string]string{"env:prod": "position 5: no profile is of the environment", "state:x": "position 7: there is no state", "nobody": "position 1: no profile has"} {
		if code, _, words := on("instances", args); code != command.ExitUsage || !strings.Contains(words, want) {
			t.Errorf("%s: exit code %d, %s", args, code, words)
		}
	}
	// The key of the environment is no profile's.
	t.Setenv("SUPASCALE_API_KEY", alpha.key)
	if code, _, words := on("instances", "-o", "json", "beta"); code != command.ExitOK || !strings.Contains(words, "SUPASCALE_API_KEY is for one instance") {
		t.Errorf("exit code %d: %s", code, words)
	}
	if err := os.WriteFile(os.Getenv("SUPASCALE_TUI_CONFIG"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, words := on("instances"); code != command.ExitUsage || !strings.Contains(words, "profile add") {
		t.Errorf("exit code %d: %s", code, words)
	}
}
