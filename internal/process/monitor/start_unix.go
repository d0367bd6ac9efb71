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
	tell    *os.File
	crash   *os.File      // what Go says of a crash goes there
	stderr  int           // the terminal, while Go's messages go to the monitor; -1 without
	started chan struct{} // closed when the second process runs, or can't
	ended   chan struct{} // closed when it has ended
	stop    sync.Once
}

// crashBuffer is as small as the system allows. The console must be slower to say
// why it crashes than the monitor is to restore the terminal: once it has said
// everything its shell takes the terminal back.
const crashBuffer = 1

// Start starts the second process and doesn't wait for it. The caller must call Await before
// it changes the modes of the terminal, which Start notes, and Stop at the end. What Go says
// of a crash goes to the file report, and no more over the screen.
func Start(terminal, screen *os.File, report string) (m *Monitor, err error) {
	modes, err := term.GetState(terminal.Fd())
	if err != nil {
		return nil, fmt.Errorf("read the terminal's modes: %w", err)
	}
	line, err := json.Marshal(setup{modes, report})
	if err != nil {
		return nil, fmt.Errorf("write down the terminal's modes: %w", err)
	}
	told, tell, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("make a pipe to the monitor: %w", err)
	}
	m = &Monitor{tell: tell, stderr: -1, started: make(chan struct{}), ended: make(chan struct{})}
	crashed, err := m.makeCrashSocket()
	if err != nil {
		_, _ = told.Close(), tell.Close()
		return nil, err
	}
	_, _ = tell.Write(append(line, '\n')) // into an empty pipe
	go m.run(terminal, screen, told, crashed)
	return m, nil
}

// Await waits until the second process runs. A nil Monitor does nothing.
func (m *Monitor) Await() {
	if m != nil {
		<-m.started
	}
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

// run starts the second process and waits for its end. Where it can't be started, the console
// works without it.
func (m *Monitor) run(terminal, screen *os.File, pipes ...*os.File) {
	defer close(m.ended)
	cmd, err := command(terminal, screen, pipes)
	if err == nil {
		err = cmd.Start()
	}
	for _, p := range pipes {
		_ = p.Close() // the other process has its own
	}
	if err == nil {
		m.redirect()
	}
	close(m.started)
	if err == nil {
		_ = cmd.Wait() // how it ended makes no difference
	}
}

// command makes the command that runs this program as a monitor. It is in a session of its
// own, so that no signal for the console's job reaches it, and has none of the environment,
// which may hold a key. It runs on one processor, so that the console has the others while
// both start.
func command(terminal, screen *os.File, pipes []*os.File) (*exec.Cmd, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	if runtime.GOOS == "linux" {
		program = "/proc/self/exe" // also after an upgrade has replaced the file
	}
	cmd := exec.Command(program) //nolint:noctx,gosec // it must outlive whatever ends the console, and is this very program
	cmd.Args, cmd.Env, cmd.Dir = []string{processName}, []string{"GOMAXPROCS=1"}, "/"
	cmd.Stdin, cmd.Stdout, cmd.ExtraFiles = terminal, screen, pipes
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	return cmd, nil
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
		m.Await()
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
