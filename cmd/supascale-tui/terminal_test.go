//go:build unix

package main

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

// binary is the program under test, built once.
var binary string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "supascale-tui-test")
	if err != nil {
		panic(err)
	}
	binary = filepath.Join(dir, "supascale-tui")
	build := exec.Command("go", "build", "-o", binary, ".")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		panic(err)
	}
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// patience bounds every wait; a passing test never uses it up.
const patience = 20 * time.Second

// terminal runs the program on a pseudo-terminal with an emulator behind it.
type terminal struct {
	t    *testing.T
	cmd  *exec.Cmd
	tty  *os.File
	exit chan struct{}

	mu   sync.Mutex
	more *sync.Cond
	em   *vt.Emulator
	raw  bytes.Buffer // everything the program wrote
	gone bool
}

// start runs the program with args in a terminal of the given size. The
// environment is empty but for what a terminal has and extra.
func start(t *testing.T, width, height int, extra []string, args ...string) *terminal {
	t.Helper()
	x := &terminal{t: t, em: vt.NewEmulator(width, height), exit: make(chan struct{})}
	x.more = sync.NewCond(&x.mu)
	x.cmd = exec.Command(binary, args...)
	x.cmd.Env = append([]string{
		"TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8", "TZ=Europe/Berlin",
		"HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH"),
	}, extra...)
	var err error
	x.tty, err = pty.StartWithSize(x.cmd, &pty.Winsize{Cols: uint16(width), Rows: uint16(height)})
	if err != nil {
		t.Fatal(err)
	}
	read := make(chan struct{})
	answered := make(chan struct{})
	go func() { defer close(read); x.read() }()
	go func() { defer close(answered); x.answer() }()
	go func() {
		_ = x.cmd.Wait() // ends gives the code
		close(x.exit)
	}()
	t.Cleanup(func() {
		_ = x.cmd.Process.Kill()
		_ = x.tty.Close()
		<-read
		// Emulator.Close races with its Read; the pipe's own end does not.
		if err := x.em.InputPipe().(io.Closer).Close(); err != nil {
			t.Error(err)
		}
		<-answered
		_ = x.em.Close()
	})
	return x
}

func (x *terminal) read() {
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
func (x *terminal) answer() {
	buf := make([]byte, 1024)
	for {
		n, err := x.em.Read(buf)
		if err != nil {
			return
		}
		_, _ = x.tty.Write(buf[:n])
	}
}

// screen is what the terminal shows, without colours.
func (x *terminal) screen() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.em.String()
}

// written is every byte the program has written so far.
func (x *terminal) written() []byte {
	x.mu.Lock()
	defer x.mu.Unlock()
	return bytes.Clone(x.raw.Bytes())
}

// until waits for the screen to satisfy ok.
func (x *terminal) until(what string, ok func(screen string) bool) string {
	x.t.Helper()
	late := false
	timer := time.AfterFunc(patience, func() {
		x.mu.Lock()
		late = true
		x.more.Broadcast()
		x.mu.Unlock()
	})
	defer timer.Stop()
	x.mu.Lock()
	defer x.mu.Unlock()
	for !ok(x.em.String()) {
		if late || x.gone {
			x.t.Fatalf("waited for %s; the screen shows:\n%s", what, x.em.String())
		}
		x.more.Wait()
	}
	return x.em.String()
}

// shows waits for a text on the screen and returns the screen.
func (x *terminal) shows(text string) string {
	x.t.Helper()
	return x.until(fmt.Sprintf("%q", text), func(s string) bool { return strings.Contains(s, text) })
}

// hides waits until a text has left the screen.
func (x *terminal) hides(text string) {
	x.t.Helper()
	x.until(fmt.Sprintf("%q to go", text), func(s string) bool { return !strings.Contains(s, text) })
}

// matches waits for a pattern on the screen and returns its first group.
func (x *terminal) matches(pattern string) string {
	x.t.Helper()
	re := regexp.MustCompile(pattern)
	s := x.until(pattern, re.MatchString)
	groups := re.FindStringSubmatch(s)
	return groups[len(groups)-1]
}

var keyBytes = map[string]string{
	"enter": "\r", "esc": "\x1b", "tab": "\t", "space": " ", "backspace": "\x7f", "ctrl+c": "\x03",
	"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "shift+tab": "\x1b[Z",
}

// press sends keys by name, or a text as typed.
func (x *terminal) press(names ...string) {
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

func (x *terminal) resize(width, height int) {
	x.t.Helper()
	x.mu.Lock()
	x.em.Resize(width, height)
	x.mu.Unlock()
	if err := pty.Setsize(x.tty, &pty.Winsize{Cols: uint16(width), Rows: uint16(height)}); err != nil {
		x.t.Fatal(err)
	}
}

// ends waits for the program to exit and returns its code.
func (x *terminal) ends() int {
	x.t.Helper()
	select {
	case <-x.exit:
		return x.cmd.ProcessState.ExitCode()
	case <-time.After(patience):
		x.t.Fatalf("the program did not end; the screen shows:\n%s", x.screen())
		return -1
	}
}

func (x *terminal) signal(s syscall.Signal) { _ = x.cmd.Process.Signal(s) }
