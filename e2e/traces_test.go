//go:build e2e && unix

package e2e

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// holders lists the files below the folders that hold a text.
func holders(t *testing.T, text string, dirs ...string) (list []string) {
	t.Helper()
	files := 0
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			content, err := os.ReadFile(path)
			files++
			if bytes.Contains(content, []byte(text)) {
				list = append(list, path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files == 0 {
		t.Fatalf("no file in %v: nothing was looked into", dirs)
	}
	return list
}

// prove fails unless holders can find what it looks for.
func prove(t *testing.T, dir string) {
	t.Helper()
	if holders(t, "CI/CD Pipeline", dir) == nil {
		t.Errorf("not even the key's name is in %s: the search finds nothing", dir)
	}
}

func TestARevealLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	i := serve(t)
	home := t.TempDir()
	m := newTmux(t)
	// The shell stays, so that the pane can be looked at afterwards.
	shell := script(t, nil, consoleScript(t, i, home, "")+"\necho The console is left.\nread -r line")
	c := open(t, through(t, shell, overSSH, m.hop), home)
	c.create()
	if !strings.Contains(m.ask(t, "capture-pane", "-p", "-S", "-"), c.key) {
		t.Error("the key is on the screen and capture-pane does not find it: the test shows nothing")
	}
	prove(t, filepath.Join(home, "state"))
	c.copy()
	c.check(c.key)
	if found := m.ask(t, "list-buffers"); found != "" {
		t.Errorf("tmux holds buffers during the reveal: %d bytes", len(found))
	}
	c.close()
	c.Shows("2 keys")
	if strings.Contains(m.ask(t, "capture-pane", "-p", "-S", "-"), c.key) {
		t.Error("the key is on the pane after the reveal")
	}
	c.Press("q")
	c.Shows("The console is left.")

	for _, screen := range []string{"-p", "-ap"} { // the shell's, and the console's
		out, _ := m.command("capture-pane", screen, "-S", "-").CombinedOutput() // -a fails where there is none
		if bytes.Contains(out, []byte(c.key)) {
			t.Errorf("capture-pane %s shows the key", screen)
		}
	}
	if found := m.ask(t, "list-buffers"); found != "" {
		t.Errorf("tmux holds buffers: %d bytes", len(found))
	}
	if strings.Contains(m.ask(t, "show-messages"), c.key) {
		t.Error("tmux's messages hold the key")
	}
	if strings.Contains(c.Screen(), c.key) {
		t.Error("the terminal shows the key")
	}
	i.stop()
	prove(t, i.dir)
	if found := holders(t, c.key, i.dir, home); found != nil {
		t.Errorf("the key is in %v", found)
	}
	if strings.Contains(i.stderr.String(), c.key) || !strings.Contains(i.stderr.String(), "path=/api/v1/") {
		t.Errorf("the instance's log holds the key, or nothing: %d bytes", i.stderr.Len())
	}
}

var coreLimit = regexp.MustCompile(`Max core file size +0 +0 `)

func TestACrashDuringTheRevealGivesNoSecretAway(t *testing.T) {
	t.Parallel()
	i := serve(t)
	home := t.TempDir()
	c := open(t, consoleScript(t, i, home, "cd "+quote(home)+"; ulimit -c unlimited 2>/dev/null || ulimit -S -c $(ulimit -H -c)", "GOTRACEBACK=crash"), home)
	c.create()
	limits, err := os.ReadFile(fmt.Sprintf("/proc/%d/limits", c.pid()))
	if err != nil {
		t.Fatal(err)
	}
	if !coreLimit.Match(limits) {
		t.Errorf("the console may dump its memory:\n%s", limits)
	}
	c.Signal(syscall.SIGABRT)
	c.Ends()
	said, err := os.ReadFile(filepath.Join(home, "stderr"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(said, []byte("goroutine ")) {
		t.Errorf("it did not crash: %q", said)
	}
	if found := holders(t, c.key, home); found != nil {
		t.Errorf("the key is in %v", found)
	}
	if cores, _ := filepath.Glob(filepath.Join(home, "*core*")); cores != nil {
		t.Errorf("there is a core dump: %v", cores)
	}
}

// Bubble Tea's trace would record the frame with the key.
func TestWhileTracingNoKeyIsMade(t *testing.T) {
	t.Parallel()
	i := serve(t)
	home := t.TempDir()
	c := open(t, consoleScript(t, i, home, "", "TEA_TRACE="+filepath.Join(home, "trace")), home)
	c.Shows("First key")
	c.form()
	c.Shows("TEA_TRACE is set")
	i.stop()
	if strings.Contains(i.stderr.String(), "method=POST") || !strings.Contains(i.stderr.String(), "method=GET") {
		t.Errorf("the instance's log has a POST, or nothing:\n%s", i.stderr.String())
	}
}
