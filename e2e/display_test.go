//go:build e2e && unix

package e2e

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// startX runs an X server that draws nowhere and returns its display.
func startX(t *testing.T) (display string) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close() //nolint:errcheck // read to the end of the line only
	x := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "320x200x8", "-nolisten", "tcp")
	x.ExtraFiles = []*os.File{w}
	if err := x.Start(); err != nil {
		t.Fatal(err)
	}
	_ = w.Close() // Xvfb has its own
	t.Cleanup(func() { _ = x.Process.Signal(os.Interrupt); _ = x.Wait() })
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatalf("Xvfb gives no display: %v", err)
	}
	return ":" + strings.TrimSpace(line)
}

// xclip reads the clipboard of a display; it is not ok when nothing is on it.
func xclip(t *testing.T, display string) (text string, ok bool) {
	t.Helper()
	cmd := exec.Command("xclip", "-o", "-selection", "clipboard")
	cmd.Env = []string{"DISPLAY=" + display, "PATH=" + os.Getenv("PATH")}
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil && !strings.Contains(stderr.String(), "not available") {
		t.Fatalf("xclip: %v: %s", err, stderr.String())
	}
	return string(out), err == nil
}
