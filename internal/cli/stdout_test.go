//go:build unix

package cli

import (
	"bytes"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/supascale/supascale-tui/internal/cli/command"
)

// lostStdouts are redirections after which nobody sees what is printed.
var lostStdouts = []string{">&-", ">/dev/null", "1</dev/zero"}

// redirected runs the built program as a shell does, with a redirection.
func redirected(t *testing.T, redirection string, args ...string) (code int, words string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh", append([]string{"-c", `exec "$0" "$@" ` + redirection, binary}, args...)...)
	cmd.Env = append(os.Environ(), "SUPASCALE_TUI_CONFIG=")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	_ = cmd.Run() // the code tells
	return cmd.ProcessState.ExitCode(), stderr.String()
}

// A key whose value is printed where nobody can see it must not be made, and the key
// that it was to replace must stay.
func TestNoValueIsPrintedToAStdoutThatLeadsNowhere(t *testing.T) {
	on := onSample(t)
	out, _ := on.ok(t, "keys", "create", "--name", "deploy", "--permission", "projects=read", "--expires", "60d", "-o", "value")
	old := strings.TrimSpace(out)
	on.ok(t, "keys", "create", "--name", "gone", "--permission", "projects=read", "--expires", "60d", "-o", "value")
	on.ok(t, "keys", "revoke", "--yes", "gone")
	before, _ := on.ok(t, "keys", "list", "-o", "name")
	for _, args := range [][]string{
		{"keys", "create", "--name", "ghost", "--preset", "monitoring", "--expires", "90d"},
		{"keys", "rotate", "deploy"},
		{"keys", "rotate", "deploy", "--end", "now", "--yes"},
		{"keys", "rotate", "deploy", "--end", "now", "--revoke-first", "--yes"},
		{"keys", "create", "--again", "gone"},
	} {
		formats := []string{"value"}
		if args[1] == "create" {
			formats = []string{"value", "env", "json", "jsonl"}
		}
		for _, format := range formats {
			for _, lost := range lostStdouts {
				args := append(args[:len(args):len(args)], "-o", format)
				code, words := redirected(t, lost, args...)
				if code != command.ExitFailed || !strings.Contains(words, "Nothing was created") || !strings.Contains(words, "--to-file") {
					t.Errorf("%v %s: exit code %d: %s", args, lost, code, words)
				}
			}
		}
	}
	if after, _ := on.ok(t, "keys", "list", "-o", "name"); after != before {
		t.Errorf("the keys are\n%s\nand were\n%s", after, before)
	}
	if got := ask(t, http.MethodGet, os.Getenv("SUPASCALE_URL")+"/api/v1/projects", old); got != http.StatusOK {
		t.Errorf("the old key is answered with %d", got)
	}
	if list := on.rotations(t); len(list) != 0 {
		t.Errorf("rotations are noted: %+v", list)
	}
	if notes, _ := filepath.Glob(filepath.Join(os.Getenv("XDG_STATE_HOME"), "supascale-tui", "undelivered", "*.json")); len(notes) != 0 {
		t.Errorf("keys are noted as not taken: %v", notes)
	}
}

// What an instance prints once is not made either, and the next start can print it.
func TestServeMakesNothingThatItCantPrint(t *testing.T) {
	t.Parallel()
	password := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(password, []byte("a long enough password\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args  []string
		lines int // that a start with a stdout prints before "Listening on"
	}{
		"the first key":       {nil, 1},
		"a drawn password":    {[]string{"--admin-user", "ada"}, 1},
		"a second factor too": {[]string{"--admin-user", "ada", "--admin-password-file", password, "--admin-totp"}, 11},
	} {
		t.Run(name, func(t *testing.T) {
			args := append([]string{"serve", "--listen", "127.0.0.1:0", "--data-dir", filepath.Join(t.TempDir(), "data")}, c.args...)
			for _, lost := range lostStdouts {
				code, words := redirected(t, lost+" </dev/null", args...)
				if code != command.ExitFailed || !strings.Contains(words, "would be lost") || !strings.Contains(words, "was made") {
					t.Errorf("%s: exit code %d: %s", lost, code, words)
				}
			}
			s := beginServing(t, args[3:]...)
			var printed []string
			for line := s.line(t); !strings.HasPrefix(line, "Listening on"); line = s.line(t) {
				printed = append(printed, line)
			}
			if len(printed) != c.lines {
				t.Errorf("%d lines are printed once: %q", len(printed), printed)
			}
		})
	}
}
