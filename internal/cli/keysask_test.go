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
	answer("Where to put its value [file]:", "")
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

// A rotation asks for the key and for where its successor's value goes; a name that no
// keyboard has is confirmed by the letters of its key.
func TestARotationAsksAndAHardNameIsConfirmed(t *testing.T) {
	t.Parallel()
	s, _ := newScript(t)
	out, _ := s.run(command.ExitOK, "keys", "create", "--name", "Läufer №1", "--preset", "monitoring", "--expires", "90d", "-o", "json")
	var old listed
	valid(t, "created-key.json", out, &old)
	for _, c := range []struct {
		args    []string
		answers [][2]string
		says    string
	}{
		{[]string{"keys", "rotate"}, [][2]string{{"Which key:", old.ID}, {"Where to put its value [file]:", "file"}, {"Path of a new file", filepath.Join(t.TempDir(), "new.key")}}, "Its value is in"},
		{[]string{"keys", "revoke", old.ID}, [][2]string{{"or the letters of its key, ", "nonsense"}, {"What was typed is not the same", keys.ShortPreview(old.KeyPreview)}}, "RESULT"},
	} {
		x := start(t, 120, 40, s.env, c.args...)
		for _, a := range c.answers {
			x.shows(a[0])
			x.press(a[1], "enter")
		}
		x.shows(c.says)
		if code := x.ends(); code != command.ExitOK {
			t.Errorf("%q: exit code %d: %s", c.args, code, x.screen())
		}
	}
}

// Who names no key to be revoked chooses from the list, and may still change what goes.
// Keys that were named take one phrase, too.
func TestARevocationAsksWhichKeys(t *testing.T) {
	t.Parallel()
	s, _ := newScript(t)
	for _, name := range []string{"one", "two", "three"} {
		s.run(command.ExitOK, "keys", "create", "--name", name, "--preset", "monitoring", "--expires", "90d", "-o", "json")
	}
	x := start(t, 120, 60, s.env, "keys", "revoke")
	for _, a := range [][2]string{
		{"Numbers of the keys to revoke, like 1,3-5, or all:", "1-3"}, {"Revoke 3 of 3 keys.", "exclude"},
		{"Numbers of the keys to exclude", "2"}, {"Revoke 2 of 3 keys.", "revoke"}, {"Type revoke 2 keys to confirm:", "revoke 2 keys"},
	} {
		x.shows(a[0])
		x.press(a[1], "enter")
	}
	x.shows("RESULT")
	if code := x.ends(); code != command.ExitOK {
		t.Errorf("exit code %d: %s", code, x.screen())
	}
	if left, _ := s.run(command.ExitOK, "keys", "list", "-o", "name"); strings.Count(left, "\n") != 2 || !strings.Contains(left, "two") {
		t.Errorf("left are %s", left)
	}
	s.run(command.ExitOK, "keys", "create", "--name", "four", "--preset", "monitoring", "--expires", "90d", "-o", "json")
	x = start(t, 120, 60, s.env, "keys", "revoke", "two", "four")
	x.shows("Type revoke all 2 keys to confirm:")
	x.press("two", "enter")
	x.shows("What was typed is not the same")
	x.press("revoke all 2 keys", "enter")
	x.shows("RESULT")
	if code := x.ends(); code != command.ExitOK {
		t.Errorf("exit code %d: %s", code, x.screen())
	}
}

// A profile is added by answers, too: the address is tried, and what was given is not asked.
func TestAddingAProfileAsksForWhatItLacks(t *testing.T) {
	t.Parallel()
	s, base := newScript(t)
	env := append(s.env, "XDG_CONFIG_HOME="+t.TempDir(), "SUPASCALE_TUI_CONFIG=")
	x := start(t, 120, 40, env, "profile", "add")
	x.shows("Address of the instance:")
	x.press(base, "enter")
	x.shows("instance answers there.")
	x.shows("Name for it [")
	x.press("here", "enter")
	x.shows("Environment [none]:")
	x.press("staging", "enter")
	x.shows("Added the profile here")
	if code := x.ends(); code != command.ExitOK {
		t.Fatalf("exit code %d: %s", code, x.screen())
	}
	s.env = env
	if listed, _ := s.run(command.ExitOK, "profile", "list"); !strings.Contains(listed, "here") || !strings.Contains(listed, "staging") || !strings.Contains(listed, base) {
		t.Errorf("the profiles are %s", listed)
	}
}
