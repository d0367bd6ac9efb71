//go:build unix

package cli

import (
	"bytes"
	"strings"
	"syscall"
	"testing"

	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/testkit/terminaltest"
)

// suspended starts the console from a shell, on a new key that is shown.
func suspended(t *testing.T) (x *terminal, key string) {
	t.Helper()
	x = &terminal{t, terminaltest.Shell(t, 100, 40, terminaltest.Env(t), binary)}
	x.press("supascale-tui local --data-dir "+t.TempDir(), "enter")
	x.shows("Local console")
	return x, createPipelineKey(x)
}

// backInTheShell waits for the shell, and finds the terminal as it gave it away.
func (x *terminal) backInTheShell(key string, n int) {
	x.t.Helper()
	x.x.Times("Stopped", n)
	x.press("echo in''side", "enter")
	x.shows("inside") // typed text is shown
	if strings.Contains(x.screen(), key) {
		x.t.Errorf("the key stands on the screen of a console that is stopped:\n%s", x.screen())
	}
	for _, off := range modesOff {
		if got := x.x.Count(off); got < n {
			x.t.Errorf("%q was written %d times", off, got)
		}
	}
}

// quitsToTheShell leaves the console.
func (x *terminal) quitsToTheShell() {
	x.t.Helper()
	asked := x.x.Count(terminaltest.Prompt)
	x.press("q")
	x.x.Times(terminaltest.Prompt, asked+1)
}

func TestCtrlZSuspendsTheConsoleAndFgBringsItBack(t *testing.T) {
	t.Parallel()
	for name, stop := range map[string]func(x *terminal){
		"ctrl+z": func(x *terminal) { x.press("ctrl+z") },
		"TSTP":   func(x *terminal) { x.x.Kill("TSTP") },
	} {
		t.Run(name, func(t *testing.T) {
			x, key := suspended(t)
			before := x.screen()
			for n := 1; n <= 2; n++ {
				stop(x)
				x.backInTheShell(key, n)
				x.press("clear; fg", "enter")
				x.shows(key)
				x.x.Until("the same screen", func(s string) bool { return s == before })
			}
			x.press("?") // keys are read one by one again
			x.shows("Help")
			x.press("esc")
			x.hides("Help")
			closeReveal(x)
			x.shows("2 keys")
			x.quitsToTheShell()
		})
	}
}

// The last frame before the terminal is given back holds no key: not every terminal
// has an alternate screen that vanishes.
func TestTheScreenIsBlankedBeforeTheConsoleStops(t *testing.T) {
	t.Parallel()
	x, key := suspended(t)
	begin := len(x.written())
	x.press("ctrl+z")
	x.backInTheShell(key, 1)
	before, _, left := bytes.Cut(x.written()[begin:], []byte("\x1b[?1049l"))
	if !left || !bytes.Contains(before, []byte("\x1b[2K")) {
		t.Errorf("it left the alternate screen with %q", before)
	}
	if bytes.Contains(x.written()[begin:], []byte(key)) {
		t.Error("it wrote the key again")
	}
}

// A stop that no program can catch leaves the terminal as it is; what the shell does to
// it meanwhile is put right.
func TestTheConsoleRecoversFromAStopThatCantBeCaught(t *testing.T) {
	t.Parallel()
	x, key := suspended(t)
	before := x.screen()
	x.x.Kill("STOP")
	x.x.Times("Stopped", 1)
	x.press("clear", "enter", "fg", "enter")
	x.shows(key)
	x.x.Until("the same screen", func(s string) bool { return s == before })
	x.press("?")
	x.shows("Help")
	x.press("esc")
	x.hides("Help")
	closeReveal(x)
	x.shows("2 keys")
}

// Without a shell nothing could continue the console: it goes on, and says why.
func TestAConsoleWithoutAShellIsNotSuspended(t *testing.T) {
	t.Parallel()
	x := start(t, 100, 40, nil, "local", "--data-dir", t.TempDir())
	x.shows("Local console")
	for range 2 {
		x.press("ctrl+z")
		x.shows("There is no shell here that could bring the console back")
		x.shows("Local console")
		x.press("?")
		x.shows("Help")
		x.press("esc")
		x.hides("Help:")
	}
	x.signal(syscall.SIGTSTP)
	x.shows("There is no shell here")
	x.press("q")
	if code := x.ends(); code != command.ExitOK {
		t.Errorf("exit code %d", code)
	}
}

// The title that the window had is back whenever the console doesn't have the terminal.
func TestTheWindowsTitleIsPutBack(t *testing.T) {
	t.Parallel()
	x, key := suspended(t)
	saved := func() int { return x.x.Count("\x1b[22;0t") - x.x.Count("\x1b[23;0t") }
	if saved() != 1 || x.x.Count("\x1b]2;supascale-tui") == 0 {
		t.Errorf("%d titles are saved", saved())
	}
	x.press("ctrl+z")
	x.backInTheShell(key, 1)
	if saved() != 0 {
		t.Errorf("stopped: %d titles are saved", saved())
	}
	x.press("fg", "enter")
	x.shows(key)
	if saved() != 1 {
		t.Errorf("continued: %d titles are saved", saved())
	}
	closeReveal(x)
	x.shows("2 keys")
	x.quitsToTheShell()
	if saved() != 0 {
		t.Errorf("left: %d titles are saved", saved())
	}
	written := x.written()
	if last := bytes.LastIndex(written, []byte("\x1b]2;")); last > bytes.LastIndex(written, []byte("\x1b[23;0t")) {
		t.Error("the title is set after it was put back")
	}
}
