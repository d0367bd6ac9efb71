//go:build unix

package cli

import (
	"bytes"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/supascale/supascale-tui/internal/cli/command"
)

// From nothing to a key that is revoked again, on a terminal that can only
// print: not one escape sequence may be written to it.
func TestAConversationWritesNoEscapeSequence(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		env  []string
		args []string
	}{
		"ACCESSIBLE":   {[]string{"ACCESSIBLE=1", "TERM=dumb"}, nil},
		"--accessible": {nil, []string{"--accessible"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir, state := t.TempDir(), t.TempDir()
			env := append([]string{"XDG_STATE_HOME=" + state}, c.env...)
			x := start(t, 160, 100, env, append([]string{"local", "--data-dir", dir}, c.args...)...)
			answer := func(question, text string) {
				t.Helper()
				x.x.Until(question, func(s string) bool { return strings.HasSuffix(strings.TrimRight(s, " \n"), question) })
				x.press(text, "enter")
			}
			answer("What to do [keys]:", "new")
			answer("Start from [custom]:", "1")
			for _, question := range []string{
				"Name [CI/CD Pipeline]:", "Expires [90 days]:", "Projects [write]:", "Backups [read]:", "Tasks [none]:",
				"Cloud storage [none]:", "System [none]:", "Create it [create]:",
			} {
				answer(question, "")
			}
			answer("Take the key by [file]:", "show")
			answer("yes or no [no]:", "yes")
			key := x.matches(`(?m)^(supascale_[0-9A-Za-z]{28})\s*$`)
			answer("Take the key by [file]:", "check")
			answer("what you paste is not shown:", key)
			x.shows("Your clipboard holds the key. It counts as taken.")
			answer("Take the key by [done]:", "")
			answer("What to do [keys]:", "identify")
			answer("it stays hidden):", key)
			x.shows("It is exactly this key")
			answer("CI/CD Pipeline [list]:", "test")
			answer("it stays hidden):", key)
			answer("yes or no [no]:", "yes")
			x.shows("All as expected.")
			answer("CI/CD Pipeline [list]:", "rotate")
			answer("What to do [create]:", "list")
			answer("CI/CD Pipeline [list]:", "")
			answer("What to do [keys]:", "health")
			x.shows("1. Local console: may change the system.")
			answer("refresh [b]:", "1")
			answer("What to do [list]:", "snooze")
			answer("leave it]:", "30 days")
			x.shows("1 finding is snoozed.")
			answer("refresh [b]:", "")
			answer("What to do [keys]:", "1")
			answer("refresh [b]:", "CI/CD Pipeline")
			answer("CI/CD Pipeline [list]:", "revoke")
			answer("CI/CD Pipeline to confirm:", "CI/CD Pipeline")
			x.shows("CI/CD Pipeline: revoked. The instance said so, and it is gone from the list.")
			answer("refresh [b]:", "")
			answer("What to do [keys]:", "new")
			answer("Start from [custom]:", "1")
			x.x.Until("the name", func(s string) bool { return strings.HasSuffix(strings.TrimRight(s, " \n"), "Name [CI/CD Pipeline]:") })
			for _, back := range []string{"Start from [custom]:", "What to do [keys]:"} { // ctrl+c leaves the step first
				x.press("ctrl+c")
				x.x.Until(back, func(s string) bool { return strings.HasSuffix(strings.TrimRight(s, " \n"), back) })
			}
			x.press("ctrl+c")
			if code := x.ends(); code != command.ExitOK {
				t.Errorf("exit code %d", code)
			}
			raw := x.written()
			if i := bytes.IndexAny(raw, "\x1b\x9b\x07\x08"); i >= 0 {
				t.Errorf("it wrote %q", raw[i:min(i+20, len(raw))])
			}
			if n := bytes.Count(raw, []byte(key)); n != 1 {
				t.Errorf("the key stands on the terminal %d times", n)
			}
			for _, where := range []string{dir, state} {
				if where == state {
					if left, _ := filepath.Glob(filepath.Join(state, "supascale-tui", "undelivered", "*.json")); left != nil {
						t.Errorf("noted is %v", left)
					}
					continue
				}
				if leaks := leaksInto(t, where, key); leaks != nil {
					t.Errorf("the key's plaintext is in %v", leaks)
				}
			}
		})
	}
}

// The end of the input, and a signal to go, end the conversation; a key that is
// not taken by then is asked about at the next start.
func TestAConversationThatBreaksOff(t *testing.T) {
	t.Parallel()
	env := []string{"ACCESSIBLE=1", "TERM=dumb", "XDG_STATE_HOME=" + t.TempDir()}
	dir := t.TempDir()
	x := start(t, 160, 100, env, "local", "--data-dir", dir)
	x.shows("What to do [keys]:")
	x.press("new\r", "1\r", "\r", "\r", "\r", "\r", "\r", "\r", "\r", "\r")
	x.shows("Take the key by [file]:")
	x.press("\x04")
	x.shows("it stays valid")
	if code := x.ends(); code != command.ExitOK {
		t.Errorf("exit code %d", code)
	}
	again := start(t, 160, 100, env, "local", "--data-dir", dir)
	again.shows("was created and never taken: its value is gone")
	again.press("revoke\r")
	again.shows("Type CI/CD Pipeline to confirm")
	again.press("CI/CD Pipeline\r")
	again.shows("CI/CD Pipeline: revoked.")
	again.signal(syscall.SIGTERM)
	if code := again.ends(); code != command.ExitOK {
		t.Errorf("exit code %d", code)
	}
}

// Without an instance it asks for one: first by a key, which is not shown, then
// for the local one, and back to the first by its name.
func TestAConversationThatBeginsWithoutAnInstance(t *testing.T) {
	t.Parallel()
	s := startServe(t, t.TempDir())
	x := start(t, 160, 100, []string{"ACCESSIBLE=1", "TERM=dumb", "HOME=" + t.TempDir()})
	answer := func(question, text string) {
		t.Helper()
		x.x.Until(question, func(s string) bool { return strings.HasSuffix(strings.TrimRight(s, " \n"), question) })
		x.press(text, "enter")
	}
	answer("Connect to [key]:", "")
	answer("Address of the instance:", s.base)
	answer("it stays hidden):", s.key[:len(s.key)-4]+"0000")
	answer("Name for it ["+strings.NewReplacer(":", "-", ".", "-").Replace(strings.TrimPrefix(s.base, "http://"))+"]:", "alpha")
	answer("Environment [none]:", "prod")
	answer("Keep the key [file]:", "session")
	x.shows("Error: Can't list keys")
	answer("it stays hidden):", s.key)
	x.shows("Connected to alpha, production, " + s.base + ".")
	answer("What to do [keys]:", "profile")
	x.shows("1. another instance")
	answer("Profile:", "1")
	answer("Connect to [key]:", "local")
	answer("Begin with [sample]:", "")
	x.shows("Connected to local, http://127.0.0.1:")
	answer("What to do [keys]:", "keys")
	x.shows("42 keys:")
	answer("refresh [more]:", "b")
	answer("What to do [keys]:", "profile")
	answer("Profile:", "alpha")
	answer("What to do [keys]:", "keys")
	x.shows("1 key:")
	answer("refresh [b]:", "q")
	if code := x.ends(); code != command.ExitOK {
		t.Errorf("exit code %d", code)
	}
	if raw := x.written(); bytes.Contains(raw, []byte(s.key)) || bytes.ContainsRune(raw, '\x1b') {
		t.Error("the key, or an escape sequence, was written to the terminal")
	}
}

// A terminal that can only print lines gets prompts without being asked for them; a word
// that means no, and --accessible=false, have the console drawn.
func TestWhoGetsPromptsAndWhoTheConsole(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		env, args []string
		prompts   bool
	}{
		{[]string{"TERM=dumb"}, nil, true},
		{[]string{"TERM="}, nil, true},
		{[]string{"ACCESSIBLE=yes"}, nil, true},
		{[]string{"ACCESSIBLE=false"}, nil, false},
		{[]string{"ACCESSIBLE=no"}, nil, false},
		{[]string{"TERM=dumb"}, []string{"--accessible=false"}, false},
		{[]string{"ACCESSIBLE=1"}, []string{"--accessible=false"}, false},
	} {
		x := start(t, 80, 24, c.env, append([]string{"local", "--data-dir", t.TempDir()}, c.args...)...)
		if c.prompts {
			x.shows("What to do [keys]:")
			if bytes.ContainsRune(x.written(), '\x1b') {
				t.Errorf("%v: it wrote an escape sequence", c.env)
			}
			x.press("q", "enter")
		} else {
			x.shows("Local console")
			x.press("q")
		}
		if code := x.ends(); code != command.ExitOK {
			t.Errorf("%v %v: exit code %d", c.env, c.args, code)
		}
	}
}
