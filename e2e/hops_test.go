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
	t.Cleanup(func() { _, _ = m.command("kill-server").CombinedOutput() }) // it may be gone already
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

// inScreen is GNU screen with its default settings, but for its greeting.
func inScreen(t *testing.T, inside string) string {
	t.Helper()
	dir := shortDir(t)
	rc := filepath.Join(dir, "screenrc")
	if err := os.WriteFile(rc, []byte("startup_message off\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	sockets := filepath.Join(dir, "sockets")
	if err := os.Mkdir(sockets, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		quit := exec.Command("screen", "-S", "e2e", "-X", "quit")
		quit.Env = []string{"SCREENDIR=" + sockets, "HOME=" + dir}
		_ = quit.Run() // it may be gone already
	})
	return script(t, []string{"SCREENDIR=" + sockets}, fmt.Sprintf("exec screen -U -S e2e -c %s %s", quote(rc), quote(inside)))
}
