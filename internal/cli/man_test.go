package cli

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/cli/command"
)

// runCaptured runs the program in this process, without input.
func runCaptured(t *testing.T, args ...string) (code int, out, errOut string) {
	t.Helper()
	var stdout, stderr strings.Builder
	code = run(t.Context(), args, strings.NewReader(""), &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

// TestManualNamesEveryVariable holds the manual against the code: a variable
// that the program reads is in it.
func TestManualNamesEveryVariable(t *testing.T) {
	t.Parallel()
	_, page, _ := runCaptured(t, "man")
	variable := regexp.MustCompile(`"((?:SUPASCALE|XDG)_[A-Z_]+|NO_COLOR|ACCESSIBLE)"`)
	read := 0
	for _, dir := range []string{".", "../../internal"} {
		err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "test/") {
				return err
			}
			source, err := os.ReadFile(path)
			for _, found := range variable.FindAllStringSubmatch(string(source), -1) {
				read++
				if !strings.Contains(page, found[1]) {
					t.Errorf("%s reads %s, which the manual doesn't name: add it to manualVariables in man.go", path, found[1])
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if read == 0 {
		t.Error("no variable was found in the code")
	}
}

func TestManual(t *testing.T) {
	t.Setenv("SOURCE_DATE_EPOCH", "1795132800")
	code, page, _ := runCaptured(t, "man", "audit")
	if code != command.ExitOK || !strings.HasPrefix(page, `.TH "SUPASCALE\-TUI\-AUDIT" 1 "2026-11-20"`) {
		t.Errorf("exit code %d\n%s", code, page)
	}
	dir := t.TempDir()
	code, out, words := runCaptured(t, "man", "--dir", dir)
	written, err := os.ReadFile(filepath.Join(dir, "supascale-tui-audit.1"))
	if code != command.ExitOK || err != nil || out != "" || !strings.Contains(words, "pages are in "+dir) {
		t.Errorf("exit code %d, %v, %q, %q", code, err, out, words)
	}
	if string(written) != page {
		t.Errorf("the written page differs from the printed one:\n%s", written)
	}
	for _, args := range [][]string{{"man", "nothing"}, {"man", "audit", "nothing"}, {"man", "--dir", dir, "audit"}} {
		if code, _, words := runCaptured(t, args...); code != command.ExitUsage || words == "" {
			t.Errorf("%v: exit code %d, %q", args, code, words)
		}
	}
	t.Setenv("SOURCE_DATE_EPOCH", "yesterday")
	if code, _, words := runCaptured(t, "man"); code != command.ExitUsage || !strings.Contains(words, "seconds since 1970") {
		t.Errorf("exit code %d, %q", code, words)
	}
}

func TestCompletion(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"ver"}, "version\tSay which build this is"},
		{[]string{"version", "-o", ""}, "json"},
		{[]string{"man", "aud"}, "audit\tSearch the activity log"},
		{[]string{"man", "completion", ""}, "zsh\t"},
		{[]string{"man", "--dir", ""}, ":16\n"}, // folders alone
	} {
		code, out, _ := runCaptured(t, append([]string{"__complete"}, c.args...)...)
		if code != command.ExitOK || !strings.Contains(out, c.want) {
			t.Errorf("%q: exit code %d, no %q in\n%s", c.args, code, c.want, out)
		}
	}
}
