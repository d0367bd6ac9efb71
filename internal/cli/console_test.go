//go:build unix

package cli

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/charmbracelet/x/vt"

	"github.com/supascale/supascale-tui/internal/cli/command"
)

func TestResizingLosesNoTypedText(t *testing.T) {
	t.Parallel()
	x := start(t, 200, 60, nil, "local", "--data-dir", t.TempDir(), "--sample")
	x.shows("42 keys")
	x.press("n")
	x.shows("Start from")
	x.press("tab", "Deploy robot")
	x.shows("Deploy robot")
	for _, size := range [][2]int{{120, 40}, {80, 24}, {60, 16}, {59, 15}, {20, 5}, {1, 1}, {200, 60}} {
		x.resize(size[0], size[1])
		if size[0] >= 60 {
			x.shows("Deploy robot")
		}
		if size == [2]int{59, 15} {
			x.shows("needs 60×16 cells; this terminal is 59×15")
		}
	}
	x.press("ctrl+c")
	x.shows("Leave?")
	x.press("down", "enter")
	if code := x.ends(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// modesOff are the sequences that leave a terminal as it was found.
var modesOff = []string{"\x1b[?1049l", "\x1b[?25h", "\x1b[?2004l"}

// drawn is what a terminal shows that was sent this.
func drawn(width, height int, sent []byte) string {
	em := vt.NewEmulator(width, height)
	go func() { _, _ = io.Copy(io.Discard, em) }() // its answers
	defer em.InputPipe().(io.Closer).Close()       //nolint:errcheck // nothing is written any more
	_, _ = em.Write(sent)
	return em.String()
}

func TestSignalsRestoreTheTerminal(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP, syscall.SIGQUIT} {
		t.Run(signal.String(), func(t *testing.T) {
			x := start(t, 80, 24, nil, "local", "--data-dir", t.TempDir())
			x.shows("Local console")
			key := createPipelineKey(x)
			x.signal(signal)
			x.ends()
			raw := x.written()
			for _, off := range modesOff {
				if !bytes.Contains(raw, []byte(off)) {
					t.Errorf("left without writing %q", off)
				}
			}
			if strings.Contains(x.screen(), key) {
				t.Error("the key is still on the screen")
			}
			// Not every terminal has an alternate screen that vanishes.
			last, _, _ := bytes.Cut(raw, []byte("\x1b[?1049l"))
			if frame := drawn(80, 24, last); strings.TrimSpace(frame) != "" {
				t.Errorf("the last frame is\n%s", frame)
			}
		})
	}
}

func TestWhatTheConsoleSaysWithoutAnInstance(t *testing.T) {
	t.Parallel()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	for _, c := range []struct {
		name string
		env  []string
		says []string
	}{
		{"nobody listens", []string{"SUPASCALE_URL=" + gone.URL, "SUPASCALE_API_KEY=test-key"},
			[]string{"Can't reach", "refused", "Check the address"}},
		{"the wrong key", []string{"SUPASCALE_URL=" + startServe(t, t.TempDir()).base, "SUPASCALE_API_KEY=test-key"},
			[]string{"Not authorised", "r try again"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := start(t, 80, 24, c.env)
			for _, want := range c.says {
				x.shows(want)
			}
			if strings.Contains(x.screen(), "test-key") {
				t.Error("the screen shows the credential")
			}
			x.press("q")
			x.ends()
		})
	}
}

func TestNoColor(t *testing.T) {
	t.Parallel()
	x := start(t, 80, 24, []string{"NO_COLOR=yes"}, "local", "--data-dir", t.TempDir(), "--sample")
	x.shows("42 keys")
	x.press("q")
	x.ends()
	if raw := x.written(); bytes.Contains(raw, []byte("38;2;")) || bytes.Contains(raw, []byte("38;5;")) {
		t.Error("NO_COLOR is set and the program wrote colours")
	}
}

func TestTwoConsolesOnOneDataFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := start(t, 80, 24, nil, "local", "--data-dir", dir)
	first.shows("Local console")
	second := start(t, 80, 24, nil, "local", "--data-dir", dir)
	if code := second.ends(); code != command.ExitFailed {
		t.Errorf("exit code %d", code)
	}
	if out := string(second.written()); !strings.Contains(out, "another supascale-tui") {
		t.Errorf("the second console says %q", out)
	}
	first.press("r")
	first.shows("1 key")
}

func TestUsageMistakes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args []string
		env  []string
		says string
	}{
		{nil, nil, "SUPASCALE_URL and SUPASCALE_API_KEY"},
		{nil, []string{"SUPASCALE_URL=https://supascale.example.com"}, `Store one with "supascale-tui login", or set SUPASCALE_API_KEY`},
		{nil, []string{"SUPASCALE_URL=http://supascale.example.com", "SUPASCALE_API_KEY=test-key"}, "--insecure-http"},
		{[]string{"--no-such-flag"}, nil, "no-such-flag"},
		{[]string{"no-such-command"}, nil, "no-such-command"},
		{[]string{"local"}, nil, "needs a terminal"},
		{[]string{"serve", "--listen", "0.0.0.0:0"}, nil, "--tls-cert"},
	} {
		cmd := exec.Command(binary, c.args...)
		cmd.Env = append([]string{"HOME=" + t.TempDir()}, c.env...)
		var stdout, stderr bytes.Buffer
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		_ = cmd.Run()
		if code := cmd.ProcessState.ExitCode(); code != command.ExitUsage {
			t.Errorf("%v %v: exit code %d, want %d", c.args, c.env, code, command.ExitUsage)
		}
		if !strings.Contains(stderr.String(), c.says) || stdout.Len() > 0 {
			t.Errorf("%v %v: stderr %q, stdout %q; want %q on stderr", c.args, c.env, stderr.String(), stdout.String(), c.says)
		}
	}
}
