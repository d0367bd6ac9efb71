//go:build unix

package monitor

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"sync"
	"syscall"
	"time"

	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"
)

// Monitor is the console's end.
type Monitor struct {
	tell   *os.File
	crash  *os.File // what Go says of a crash goes there
	stderr int      // the terminal, while Go's messages go to the monitor; -1 without
	ended  chan struct{}
	stop   sync.Once
}

// crashBuffer is as small as the system allows. The console must be slower to say
// why it crashes than the monitor is to restore the terminal: once it has said
// everything its shell takes the terminal back.
const crashBuffer = 1

// Start begins to watch this process, before it changes the modes of the terminal it
// reads and draws on. What Go says of a crash goes to the file report, and no more
// over the screen. The caller must call Stop.
func Start(terminal, screen *os.File, report string) (m *Monitor, err error) {
	modes, err := term.GetState(terminal.Fd())
	if err != nil {
		return nil, fmt.Errorf("read the terminal's modes: %w", err)
	}
	told, tell, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("make a pipe to the monitor: %w", err)
	}
	defer func() { _ = told.Close() }()
	m = &Monitor{tell: tell, stderr: -1, ended: make(chan struct{})}
	crashed, err := m.makeCrashSocket()
	if err != nil {
		_ = tell.Close()
		return nil, err
	}
	defer func() { _ = crashed.Close() }()
	if err := m.run(setup{modes, report}, terminal, screen, told, crashed); err != nil {
		_, _ = tell.Close(), m.crash.Close()
		return nil, err
	}
	m.redirect()
	return m, nil
}

// makeCrashSocket gives the monitor's end.
func (m *Monitor) makeCrashSocket() (*os.File, error) {
	syscall.ForkLock.RLock()
	ends, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	if err == nil {
		unix.CloseOnExec(ends[0])
		unix.CloseOnExec(ends[1])
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return nil, fmt.Errorf("make a socket to the monitor: %w", err)
	}
	_ = unix.SetsockoptInt(ends[0], unix.SOL_SOCKET, unix.SO_SNDBUF, crashBuffer) // larger does, mostly
	m.crash = os.NewFile(uintptr(ends[0]), "crash")
	return os.NewFile(uintptr(ends[1]), "crashed"), nil
}

// run starts the monitor. It is in a session of its own, so that no signal for the
// console's job reaches it, and has none of the environment, which may hold a key.
func (m *Monitor) run(s setup, terminal, screen *os.File, pipes ...*os.File) error {
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	if runtime.GOOS == "linux" {
		program = "/proc/self/exe" // also after an upgrade has replaced the file
	}
	cmd := exec.Command(program) //nolint:noctx,gosec // it must outlive whatever ends the console, and is this very program
	cmd.Args, cmd.Env, cmd.Dir = []string{processName}, []string{}, "/"
	cmd.Stdin, cmd.Stdout, cmd.ExtraFiles = terminal, screen, pipes
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start the monitor: %w", err)
	}
	go func() {
		defer close(m.ended)
		_ = cmd.Wait() // how it ended makes no difference
	}()
	line, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("write down the terminal's modes: %w", err)
	}
	if _, err := m.tell.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("tell the monitor: %w", err)
	}
	return nil
}

// redirect sends what Go says of a crash to the monitor. On the terminal it would
// scroll the screen, and a key on it, to where nothing clears it.
func (m *Monitor) redirect() {
	if !term.IsTerminal(os.Stderr.Fd()) {
		_ = debug.SetCrashOutput(m.crash, debug.CrashOptions{}) // without it the reason of a crash is lost
		return
	}
	kept, err := unix.FcntlInt(os.Stderr.Fd(), unix.F_DUPFD_CLOEXEC, 3)
	if err != nil {
		return
	}
	if err := duplicate(int(m.crash.Fd()), int(os.Stderr.Fd())); err != nil {
		_ = unix.Close(kept)
		return
	}
	m.stderr = kept
}

// Suspend tells that the terminal is given back to the shell: what ends the process
// from now on must not touch it.
func (m *Monitor) Suspend() { m.say(tellSuspended) }

// Resume tells that the console has the terminal again.
func (m *Monitor) Resume() { m.say(tellResumed) }

func (m *Monitor) say(what byte) {
	if m != nil {
		_, _ = m.tell.Write([]byte{what}) // without a monitor nobody needs to know
	}
}

// endWithin is how long the monitor may take to write down a crash.
const endWithin = 2 * time.Second

// Stop ends the watching: the terminal is restored. After a fault, a panic that was
// caught, the monitor blanks the screen and says why before Stop returns: Bubble Tea
// leaves its last frame where there is no alternate screen, and writes the stack from
// another goroutine. A nil Monitor does nothing.
func (m *Monitor) Stop(fault bool) {
	if m == nil {
		return
	}
	m.stop.Do(func() {
		if fault {
			m.say(tellFault)
			m.wait()
			m.restoreStderr()
		} else {
			m.restoreStderr()
			m.say(tellDone)
		}
		_, _ = m.tell.Close(), m.crash.Close()
		m.wait()
	})
}

func (m *Monitor) wait() {
	select {
	case <-m.ended:
	case <-time.After(endWithin):
	}
}

func (m *Monitor) restoreStderr() {
	if m.stderr < 0 {
		_ = debug.SetCrashOutput(nil, debug.CrashOptions{})
		return
	}
	_ = duplicate(m.stderr, int(os.Stderr.Fd())) // the descriptor is valid, it was made from this one
	_ = unix.Close(m.stderr)
}
