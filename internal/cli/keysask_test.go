//go:build unix

package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/keys"
)

// Who sits at a terminal is asked for what the flags leave out, and for nothing else.
func TestACommandAsksForWhatItLacks(t *testing.T) {
	t.Parallel()
	s, _ := newScript(t)
	file := filepath.Join(t.TempDir(), "ci.key")
	x := start(t, 120, 60, s.env, "keys", "create", "--name", "CI", "--expires", "30d")
	answer := func(question, text string) {
		t.Helper()
		x.x.Until(question, func(s string) bool { return strings.HasSuffix(strings.TrimRight(s, " \n"), question) })
		x.press(text, "enter")
	}
	answer("Start from [custom]:", "monitoring")
	for _, question := range []string{"Projects [read]:", "Backups [none]:", "Tasks [none]:", "Cloud storage [none]:", "System [read]:"} {
		answer(question, "")
	}
	answer("Create it [create]:", "")
	answer("Where shall its value go [file]:", "")
	answer("Path of a new file [~/ci.key]:", file)
	x.shows("Its value is in")
	if code := x.ends(); code != command.ExitOK {
		t.Fatalf("exit code %d: %s", code, x.screen())
	}
	if value, err := os.ReadFile(file); err != nil || keys.CheckFormat(strings.TrimSpace(string(value))) != nil {
		t.Errorf("the file holds no key: %v", err)
	}
	x = start(t, 120, 30, append(s.env, "ACCESSIBLE=1"), "keys", "show")
	answer("Which key:", "CI")
	x.shows("Permissions: may view projects and the system")
	if code := x.ends(); code != command.ExitOK {
		t.Errorf("exit code %d: %s", code, x.screen())
	}
	x = start(t, 120, 30, s.env, "keys", "create", "--name", "other")
	answer("Start from [custom]:", "b")
	x.shows("given up")
	if code := x.ends(); code != command.ExitFailed {
		t.Errorf("exit code %d: %s", code, x.screen())
	}
	if listed, _ := s.run(command.ExitOK, "keys", "list", "-o", "name"); strings.Contains(listed, "other") {
		t.Errorf("there are %s", listed)
	}
}
