//go:build e2e && unix

package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/supascale/supascale-tui/internal/testkit/terminaltest"
)

// breaking is the console with a fault that the key ! sets off: the program of
// the command's own tests, built once.
var breaking = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp(filepath.Dir(binary), "breaking")
	if err != nil {
		return "", err
	}
	return terminaltest.BuildTests("../internal/cli", dir)
})

// inShell runs the console as a shell does that goes on afterwards.
func inShell(t *testing.T, home, where string) (path string) {
	t.Helper()
	program, err := breaking()
	if err != nil {
		t.Fatal(err)
	}
	console := script(t, []string{"HOME=" + home, "XDG_STATE_HOME=" + filepath.Join(home, "state"), "SUPASCALE_TEST_BREAK_AT=" + where},
		"echo $$ >"+quote(filepath.Join(home, "pid"))+"\nexec "+quote(program))
	return script(t, nil, quote(console)+"\nstty -a | tr ' ' '\\n' | grep -x -e icanon -e echo -e isig | tr '\\n' ' '\necho The shell goes on.\nread -r line\necho \"It read $line.\"\nread -r line")
}

// Where the terminal has no alternate screen what scrolls out stays in the
// scrollback, and where it has one its last frame may be kept.
func TestWhateverEndsTheConsoleTheKeyIsGoneAndTheTerminalUsable(t *testing.T) {
	for name, path := range map[string]struct {
		multiplexer func(*testing.T) multiplexer
		ssh         bool
	}{
		"tmux":                          {aTmux(), false},
		"tmux without alternate screen": {aTmux("set -g alternate-screen off"), false},
		"GNU screen":                    {aScreen, false},
		"tmux over SSH":                 {aTmux(), true},
		"GNU screen over SSH":           {aScreen, true},
	} {
		for _, where := range []string{"Update", "View", "command", "goroutine", "kill -9"} {
			t.Run(name+", "+where, func(t *testing.T) {
				m := path.multiplexer(t)
				hops := []hop{m.hop}
				if path.ssh {
					hops = []hop{overSSH, m.hop}
				}
				endConsole(t, where, m, hops)
			})
		}
	}
}

// multiplexer is between the console and the terminal, and keeps a scrollback.
type multiplexer interface {
	hop(t *testing.T, inside string) string
	// scrollback is all that the window has, on the screen and above it.
	scrollback(t *testing.T) string
	quit()
}

func aTmux(settings ...string) func(*testing.T) multiplexer {
	return func(t *testing.T) multiplexer { return newTmux(t, settings...) }
}

func aScreen(t *testing.T) multiplexer { return newScreen(t) }

func endConsole(t *testing.T, where string, m multiplexer, hops []hop) {
	t.Helper()
	home := t.TempDir()
	c := open(t, through(t, inShell(t, home, where), hops...), home)
	t.Cleanup(m.quit) // its terminal is waited for
	c.Shows("new")
	c.form()
	c.reveal()
	if !strings.Contains(m.scrollback(t), c.key) {
		t.Fatal("the key is not found where it is shown: the test shows nothing")
	}
	if where == "kill -9" {
		if err := syscall.Kill(c.pid(), syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		c.Shows("The console was killed.")
	} else {
		c.Press("!")
		c.Shows("ended by a fault of its own: a fault in")
		c.Shows("The shell goes on.")
		for _, mode := range []string{"icanon", "echo", "isig"} {
			c.Shows(mode + " ")
		}
	}
	c.Press("typed", "enter")
	c.Shows("It read typed.")
	if strings.Contains(c.Screen(), c.key) || strings.Contains(c.Screen(), "goroutine ") {
		t.Errorf("left behind:\n%s", c.Screen())
	}
	if kept := m.scrollback(t); strings.Contains(kept, c.key) {
		t.Errorf("the key is in the scrollback:\n%s", kept)
	}
}
