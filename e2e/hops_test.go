//go:build e2e && unix

package e2e

import (
	"crypto/rand"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A hop is one thing between the admin's terminal and the console. It takes the
// script to run inside and returns the script that does so, so that hops nest.
type hop func(t *testing.T, inside string) (script string)

// through puts hops around a script; the first is the one next to the admin.
func through(t *testing.T, inside string, hops ...hop) string {
	t.Helper()
	for i := len(hops) - 1; i >= 0; i-- {
		inside = hops[i](t, inside)
	}
	return inside
}

// script writes a shell script; exports are NAME=VALUE.
func script(t *testing.T, exports []string, line string) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "run.sh")
	text := "#!/bin/sh\n"
	for _, e := range exports {
		name, value, _ := strings.Cut(e, "=")
		text += "export " + name + "=" + quote(value) + "\n"
	}
	if err := os.WriteFile(path, []byte(text+line+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// shortDir is a folder whose path leaves room for a socket's name.
func shortDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "e2e") //nolint:usetesting // a socket's path may have 107 bytes, and TempDir is too long
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// tmux is a server of its own with the default settings and the lines given.
type tmux struct {
	dir, name string
	settings  []string
}

func newTmux(t *testing.T, settings ...string) *tmux {
	t.Helper()
	m := &tmux{dir: shortDir(t), name: strings.ToLower(rand.Text()[:8]), settings: settings}
	t.Cleanup(m.quit)
	return m
}

func (m *tmux) command(args ...string) *exec.Cmd {
	cmd := exec.Command("tmux", append([]string{"-L", m.name}, args...)...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "TMUX_TMPDIR=" + m.dir, "LC_ALL=C.UTF-8"}
	return cmd
}

// ask runs a tmux command from outside and returns what it prints.
func (m *tmux) ask(t *testing.T, args ...string) string {
	t.Helper()
	out, err := m.command(args...).CombinedOutput()
	if err != nil {
		t.Fatalf("tmux %v: %v: %s", args, err, out)
	}
	return string(out)
}

func (m *tmux) hop(t *testing.T, inside string) string {
	t.Helper()
	conf := "/dev/null"
	if len(m.settings) > 0 {
		conf = filepath.Join(m.dir, "tmux.conf")
		if err := os.WriteFile(conf, []byte(strings.Join(m.settings, "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return script(t, []string{"TMUX_TMPDIR=" + m.dir},
		fmt.Sprintf("exec tmux -L %s -f %s new-session %s", m.name, quote(conf), quote(inside)))
}

// inTmux is a tmux nobody asks anything.
func inTmux(settings ...string) hop {
	return func(t *testing.T, inside string) string { return newTmux(t, settings...).hop(t, inside) }
}

// scrollback gives all that the pane has, on the screen and above it.
func (m *tmux) scrollback(t *testing.T) string {
	t.Helper()
	return m.ask(t, "capture-pane", "-p", "-J", "-S", "-")
}

func (m *tmux) quit() { _ = m.command("kill-server").Run() } // it may be gone already

// gnuScreen is a session with the default settings, but for its greeting.
type gnuScreen struct{ dir, sockets string }

// screenSettings keep GNU screen from the insert mode (IRM, CSI 4 h), which the
// emulator of the tests does not have: what is inserted overwrites the line there.
const screenSettings = "startup_message off\ntermcapinfo xterm* im@:ei@\n"

func newScreen(t *testing.T) *gnuScreen {
	t.Helper()
	dir := shortDir(t)
	s := &gnuScreen{dir, filepath.Join(dir, "sockets")}
	if err := os.WriteFile(filepath.Join(dir, "screenrc"), []byte(screenSettings), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(s.sockets, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.quit)
	return s
}

func (s *gnuScreen) command(args ...string) *exec.Cmd {
	cmd := exec.Command("screen", append([]string{"-S", "e2e", "-X"}, args...)...)
	cmd.Env = []string{"SCREENDIR=" + s.sockets, "HOME=" + s.dir}
	return cmd
}

func (s *gnuScreen) hop(t *testing.T, inside string) string {
	t.Helper()
	return script(t, []string{"SCREENDIR=" + s.sockets}, fmt.Sprintf("exec screen -U -S e2e -c %s %s", quote(filepath.Join(s.dir, "screenrc")), quote(inside)))
}

func (s *gnuScreen) quit() { _ = s.command("quit").Run() } // it may be gone already

// scrollback gives all that the window has, on the screen and above it.
func (s *gnuScreen) scrollback(t *testing.T) string {
	t.Helper()
	path := filepath.Join(s.dir, "hardcopy")
	_ = os.Remove(path) // some versions append
	if out, err := s.command("hardcopy", "-h", path).CombinedOutput(); err != nil {
		t.Fatalf("screen: %v: %s", err, out)
	}
	// The command doesn't wait for the file.
	for range 200 {
		if text, err := os.ReadFile(path); err == nil && len(text) > 0 {
			return string(text)
		}
		<-time.After(20 * time.Millisecond)
	}
	t.Fatal("screen wrote no hardcopy")
	return ""
}

// inScreen is a GNU screen nobody asks anything.
func inScreen(t *testing.T, inside string) string { return newScreen(t).hop(t, inside) }
