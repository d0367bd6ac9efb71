package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/cli/command"
)

// onSample serves a sample instance and gives the program on it.
func onSample(t *testing.T) program {
	t.Helper()
	dir := t.TempDir()
	keyFile := filepath.Join(dir, "admin.key")
	s := beginServing(t, "--data-dir", filepath.Join(dir, "data"), "--admin-key-file", keyFile, "--sample")
	url := s.url(t)
	key, err := os.ReadFile(keyFile)
	if err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(dir, "config.toml")
	if err := os.WriteFile(config, []byte("[queries]\nlaptop = 'key:\"laptop (old)\"'\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SUPASCALE_URL", url)
	t.Setenv("SUPASCALE_API_KEY", strings.TrimSpace(string(key)))
	t.Setenv("SUPASCALE_TUI_CONFIG", config)
	t.Setenv("XDG_DATA_HOME", filepath.Join(dir, "own"))
	t.Setenv("XDG_STATE_HOME", filepath.Join(dir, "state"))
	return func(args ...string) (int, string, string) {
		var out, errOut bytes.Buffer
		code := run(t.Context(), args, strings.NewReader(""), &out, &errOut)
		return code, out.String(), errOut.String()
	}
}

// program runs the program with arguments, without a terminal.
type program func(args ...string) (code int, out, errOut string)

// auditOn is a sample instance, to be asked from the command line.
func auditOn(t *testing.T) auditCommand {
	t.Helper()
	on := onSample(t)
	return func(args ...string) (int, string, string) { return on(append([]string{"audit"}, args...)...) }
}

type auditCommand func(args ...string) (code int, out, errOut string)

func TestAudit(t *testing.T) {
	audit := auditOn(t)
	t.Run("prints", audit.prints)
	t.Run("exports once to one file", audit.exports)
	t.Run("tells its time", audit.tellsItsTime)
	t.Run("says what is wrong", audit.mistakes)
	t.Run("follows", audit.follows)
}

func (audit auditCommand) prints(t *testing.T) {
	code, out, words := audit("reason:expired", "key:laptop (old)", "since:7d", "--limit", "2")
	if code != command.ExitOK || strings.Count(out, "Laptop (old)") != 2 || !strings.Contains(words, "2 of 58 that match") {
		t.Errorf("exit code %d\n%s\n%s", code, out, words)
	}
	if code, out, _ = audit("--causes", "@laptop", "since:7d"); code != command.ExitOK || strings.Count(out, "\n") != 2 || !strings.Contains(out, "expired key") {
		t.Errorf("causes: exit code %d\n%s", code, out)
	}
	var list []struct{ KeyName, Reason string }
	if code, out, _ = audit("-o", "json", "@laptop", "since:7d"); code != command.ExitOK || json.Unmarshal([]byte(out), &list) != nil || len(list) != 58 {
		t.Errorf("json: exit code %d, %d entries", code, len(list))
	}
	if code, out, _ = audit("-o", "json", "nowhere"); code != command.ExitOK || json.Unmarshal([]byte(out), &list) != nil || len(list) != 0 {
		t.Errorf("nothing: exit code %d, %q", code, out)
	}
	if code, out, _ = audit("-o", "csv", "@laptop", "since:7d"); code != command.ExitOK || !strings.Contains(out, "# end,58") {
		t.Errorf("csv: exit code %d", code)
	}
}

func (audit auditCommand) exports(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log.jsonl")
	if code, out, words := audit("--export", path, "@laptop", "since:7d"); code != command.ExitOK || out != "" || !strings.Contains(words, "58 entries") {
		t.Errorf("exit code %d\n%s\n%s", code, out, words)
	}
	if code, _, words := audit("--export", path); code != command.ExitFailed || !strings.Contains(words, "left as it is") {
		t.Errorf("exit code %d: %s", code, words)
	}
}

// tellsItsTime: who names no beginning is told which one was taken.
func (audit auditCommand) tellsItsTime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "all.jsonl")
	if code, _, words := audit("--export", path, "outcome:any"); code != command.ExitOK || !strings.Contains(words, "of the last 24 hours: since: looks further back") {
		t.Errorf("an export: exit code %d: %s", code, words)
	}
	if _, _, words := audit("outcome:any"); !strings.Contains(words, "of the last 24 hours") {
		t.Errorf("a print: %s", words)
	}
	if _, _, words := audit("outcome:any", "since:7d"); strings.Contains(words, "24 hours") {
		t.Errorf("a beginning that was named: %s", words)
	}
	// An end alone is no mistake: it looks back from there.
	for _, args := range [][]string{{"until:2d"}, {"--causes", "until:2d"}} {
		if code, _, words := audit(args...); code != command.ExitOK || !strings.Contains(words, "of the 24 hours before until:") {
			t.Errorf("%v: exit code %d: %s", args, code, words)
		}
	}
}

func (audit auditCommand) mistakes(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"key:ci", "foo:bar"}, "position 8: there is no field “foo”"},
		{[]string{"@nope"}, "there is @brute-force, @expired-in-use, @denied, @laptop"},
		{[]string{"-o", "xml"}, "-o takes"},
		{[]string{"--follow", "--causes"}, "together"},
		{[]string{"--limit", "-1"}, "--limit"},
		{[]string{"--follow", "until:1h"}, "until: has no meaning"},
	} {
		if code, out, words := audit(c.args...); code != command.ExitUsage || out != "" || !strings.Contains(words, c.want) {
			t.Errorf("%v: exit code %d, %s", c.args, code, words)
		}
	}
}

// firstLine ends a run when something was printed.
type firstLine struct {
	bytes.Buffer
	enough context.CancelFunc
}

func (f *firstLine) Write(p []byte) (int, error) {
	defer f.enough()
	return f.Buffer.Write(p)
}

func (auditCommand) follows(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out := &firstLine{enough: cancel}
	var errOut bytes.Buffer
	asked := make(chan int, 1)
	go func() { asked <- statusWith(t, os.Getenv("SUPASCALE_URL"), "supascale_nope") }()
	// What is asked for here happens before or while it follows: since says from when.
	if code := run(ctx, []string{"audit", "--follow", "-o", "jsonl", "since:1m", "reason:malformed"}, strings.NewReader(""), out, &errOut); code != command.ExitOK {
		t.Errorf("exit code %d: %s", code, errOut.String())
	}
	if !strings.Contains(out.String(), `"reason":"malformed_key"`) || <-asked != 401 {
		t.Errorf("got %s", out.String())
	}
}
