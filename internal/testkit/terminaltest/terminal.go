//go:build unix

// Package terminaltest runs programs on a pseudo-terminal with an emulator
// behind it, so that a test sees what the admin sees. Only tests import it.
package terminaltest

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// linkFast leaves out what only a debugger reads, which takes half of the linking.
const linkFast = "-s -w"

// Build compiles the program in a folder, with flags for the linker, and returns its
// path. Remove deletes it again.
func Build(folder string, flags ...string) (binary string, remove func(), err error) {
	dir, err := os.MkdirTemp("", "supascale-tui-test")
	if err != nil {
		return "", nil, err
	}
	remove = func() { _ = os.RemoveAll(dir) }
	binary = filepath.Join(dir, "supascale-tui")
	build := exec.Command("go", "build", "-ldflags", strings.Join(append([]string{linkFast}, flags...), " "), "-o", binary, folder)
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		remove()
		return "", nil, fmt.Errorf("build the program: %w", err)
	}
	return binary, remove, nil
}

// BuildTests compiles the tests of a package into a program in dir and returns its
// path. A test can make that program something else than a run of its tests.
func BuildTests(folder, dir string) (program string, err error) {
	program = filepath.Join(dir, "tests")
	build := exec.Command("go", "test", "-c", "-ldflags", linkFast, "-o", program, folder)
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return "", fmt.Errorf("build the tests: %w", err)
	}
	return program, nil
}

// Patience bounds every wait; a passing test never uses it up.
const Patience = 20 * time.Second

// Terminal is the outermost terminal: nothing is between it and the test.
type Terminal struct {
	t    testing.TB
	cmd  *exec.Cmd
	tty  *os.File
	exit chan struct{}
	read chan struct{} // closed when all output has been taken

	mu   sync.Mutex
	more *sync.Cond
	em   *vt.Emulator
	raw  bytes.Buffer // everything the program wrote
	gone bool
}

// Env is the environment of a program in a terminal: what every terminal has,
// an empty home folder, and extra. Nothing of the test's own session is in it.
func Env(t testing.TB, extra ...string) []string {
	return append([]string{
		"TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8", "LC_ALL=C.UTF-8", "TZ=Europe/Berlin",
		"HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH"),
	}, extra...)
}

// Start runs a program in a terminal of the given size, with exactly that
// environment. It is killed when the test ends.
func Start(t testing.TB, width, height int, env []string, program string, args ...string) *Terminal {
	t.Helper()
	x := &Terminal{t: t, em: vt.NewEmulator(width, height), exit: make(chan struct{}), read: make(chan struct{})}
	x.more = sync.NewCond(&x.mu)
	x.cmd = exec.Command(program, args...)
	x.cmd.Env = env
	var err error
	x.tty, err = pty.StartWithSize(x.cmd, &pty.Winsize{Cols: uint16(width), Rows: uint16(height)})
	if err != nil {
		t.Fatal(err)
	}
	answered := make(chan struct{})
	go func() { defer close(x.read); x.follow() }()
	go func() { defer close(answered); x.answer() }()
	go func() {
		_ = x.cmd.Wait() // Ends gives the code
		close(x.exit)
	}()
	t.Cleanup(func() {
		_ = x.cmd.Process.Kill()
		_ = x.tty.Close()
		<-x.read
		// Emulator.Close races with its Read; the pipe's own end does not.
		if err := x.em.InputPipe().(io.Closer).Close(); err != nil {
			t.Error(err)
		}
		<-answered
		_ = x.em.Close()
	})
	return x
}

// follow takes what the program writes until its terminal closes.
func (x *Terminal) follow() {
	buf := make([]byte, 32<<10)
	for {
		n, err := x.tty.Read(buf)
		x.mu.Lock()
		x.raw.Write(buf[:n])
		_, _ = x.em.Write(buf[:n])
		x.gone = x.gone || err != nil
		x.more.Broadcast()
		x.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// answer sends the emulator's replies to queries, as a terminal does.
func (x *Terminal) answer() {
	buf := make([]byte, 1024)
	for {
		n, err := x.em.Read(buf)
		if err != nil {
			return
		}
		_, _ = x.tty.Write(buf[:n])
	}
}

// Screen is what the terminal shows, without colours.
func (x *Terminal) Screen() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.em.String()
}

// Alternate reports whether the terminal shows its alternate screen.
func (x *Terminal) Alternate() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.em.IsAltScreen()
}

// quiet is how long nothing comes after a frame: programs draw it in pieces, and a
// multiplexer passes them on one by one.
const quiet = 60 * time.Millisecond

// Settles waits until nothing more is drawn, and returns the screen.
func (x *Terminal) Settles() string {
	x.t.Helper()
	x.mu.Lock()
	defer x.mu.Unlock()
	length, settled := -1, false
	x.wait("the screen to settle", func() bool {
		if settled && x.raw.Len() == length {
			return true
		}
		if now := x.raw.Len(); now != length {
			length, settled = now, false
			time.AfterFunc(quiet, func() {
				x.mu.Lock()
				settled = settled || x.raw.Len() == now
				x.more.Broadcast()
				x.mu.Unlock()
			})
		}
		return false
	})
	return x.em.String()
}

// Written is every byte the terminal has received so far.
func (x *Terminal) Written() []byte {
	x.mu.Lock()
	defer x.mu.Unlock()
	return bytes.Clone(x.raw.Bytes())
}

// wait waits, with the lock held, for ok.
func (x *Terminal) wait(what string, ok func() bool) {
	x.t.Helper()
	late := false
	timer := time.AfterFunc(Patience, func() {
		x.mu.Lock()
		late = true
		x.more.Broadcast()
		x.mu.Unlock()
	})
	defer timer.Stop()
	for !ok() {
		if late || x.gone {
			x.t.Fatalf("waited for %s; the screen shows:\n%s", what, x.em.String())
		}
		x.more.Wait()
	}
}

// Until waits for the screen to satisfy ok, and returns it.
func (x *Terminal) Until(what string, ok func(screen string) bool) string {
	x.t.Helper()
	x.mu.Lock()
	defer x.mu.Unlock()
	x.wait(what, func() bool { return ok(x.em.String()) })
	return x.em.String()
}

// CursorAbove waits until the cursor is in one of the first lines. A program that draws
// from top to bottom leaves the cursor there at the end of a frame alone.
func (x *Terminal) CursorAbove(lines int) {
	x.t.Helper()
	x.mu.Lock()
	defer x.mu.Unlock()
	x.wait(fmt.Sprintf("the cursor above line %d", lines+1), func() bool { return x.em.CursorPosition().Y < lines })
}

// Shows waits for a text on the screen and returns the screen.
func (x *Terminal) Shows(text string) string {
	x.t.Helper()
	return x.Until(fmt.Sprintf("%q", text), func(s string) bool { return strings.Contains(s, text) })
}

// Hides waits until a text has left the screen.
func (x *Terminal) Hides(text string) {
	x.t.Helper()
	x.Until(fmt.Sprintf("%q to go", text), func(s string) bool { return !strings.Contains(s, text) })
}

// Matches waits for a pattern on the screen and returns its last group.
func (x *Terminal) Matches(pattern string) string {
	x.t.Helper()
	re := regexp.MustCompile(pattern)
	s := x.Until(pattern, re.MatchString)
	groups := re.FindStringSubmatch(s)
	return groups[len(groups)-1]
}

var keyBytes = map[string]string{
	"enter": "\r", "esc": "\x1b", "tab": "\t", "space": " ", "backspace": "\x7f", "ctrl+c": "\x03", "ctrl+z": "\x1a",
	"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "shift+tab": "\x1b[Z",
}

// Press sends keys by name, or a text as typed.
func (x *Terminal) Press(names ...string) {
	x.t.Helper()
	for _, name := range names {
		b, ok := keyBytes[name]
		if !ok {
			b = name
		}
		if _, err := x.tty.WriteString(b); err != nil {
			x.t.Fatal(err)
		}
	}
}

// Resize changes the terminal's size, as dragging its corner does.
func (x *Terminal) Resize(width, height int) {
	x.t.Helper()
	x.mu.Lock()
	x.em.Resize(width, height)
	x.mu.Unlock()
	if err := pty.Setsize(x.tty, &pty.Winsize{Cols: uint16(width), Rows: uint16(height)}); err != nil {
		x.t.Fatal(err)
	}
}

// Ends waits for the program to exit and for its last output to be read, and
// returns its code.
func (x *Terminal) Ends() int {
	x.t.Helper()
	for what, done := range map[string]<-chan struct{}{"the program did not end": x.exit, "its terminal did not close": x.read} {
		select {
		case <-done:
		case <-time.After(Patience):
			x.t.Fatalf("%s; the screen shows:\n%s", what, x.Screen())
		}
	}
	return x.cmd.ProcessState.ExitCode()
}

// Signal sends the program a signal.
func (x *Terminal) Signal(s syscall.Signal) { _ = x.cmd.Process.Signal(s) }

// Pid is the program's process id.
func (x *Terminal) Pid() int { return x.cmd.Process.Pid }
