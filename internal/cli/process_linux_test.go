package cli

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"github.com/supascale/supascale-tui/internal/cli/command"
)

// full reports whether the terminal takes no more output.
func full(t *testing.T, tty *os.File) bool {
	t.Helper()
	ready, err := unix.Poll([]unix.PollFd{{Fd: int32(tty.Fd()), Events: unix.POLLOUT}}, 20)
	if err != nil && err != unix.EINTR {
		t.Fatal(err)
	}
	return err == nil && ready == 0
}

// cooked reports whether the terminal edits lines and echoes, as a shell's does.
func cooked(t *testing.T, tty *os.File) bool {
	t.Helper()
	modes, err := unix.IoctlGetTermios(int(tty.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	return modes.Lflag&unix.ICANON != 0 && modes.Lflag&unix.ECHO != 0
}

func TestWhatHandlesKeysDumpsNoCore(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		shows string
		args  []string
	}{
		{"Local console", []string{"local", "--data-dir", t.TempDir()}},
		{"Listening on", []string{"serve", "--listen", "127.0.0.1:0", "--data-dir", t.TempDir()}},
		{"Key of", []string{"login"}},
	} {
		t.Run(c.args[0], func(t *testing.T) {
			x := start(t, 80, 24, []string{"SUPASCALE_URL=https://supascale.example.com"}, c.args...)
			x.shows(c.shows)
			limits, err := os.ReadFile(fmt.Sprintf("/proc/%d/limits", x.x.Pid()))
			if err != nil {
				t.Fatal(err)
			}
			if !regexp.MustCompile(`(?m)^Max core file size +0 +0 `).Match(limits) {
				t.Errorf("the limits are\n%s", limits)
			}
			x.signal(syscall.SIGTERM)
			x.ends()
		})
	}
}

// bare runs the program on a terminal that nobody reads and that isn't its own:
// no signal comes when it goes away.
func bare(t *testing.T, own bool) (cmd *exec.Cmd, master, slave *os.File) {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	if err := pty.Setsize(master, &pty.Winsize{Cols: 200, Rows: 60}); err != nil {
		t.Fatal(err)
	}
	cmd = exec.Command(binary, "local", "--sample", "--data-dir", t.TempDir())
	cmd.Env = []string{"TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8", "HOME=" + t.TempDir()}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = slave, slave, slave
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: own}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = master.Close(); _ = slave.Close() })
	return cmd, master, slave
}

// readUntil reads what the program writes until the text is there.
func readUntil(t *testing.T, master *os.File, text string) {
	t.Helper()
	var all []byte
	buf := make([]byte, 4096)
	for !bytes.Contains(all, []byte(text)) {
		n, err := master.Read(buf)
		if err != nil {
			t.Fatalf("%v after %q", err, all)
		}
		all = append(all, buf[:n]...)
	}
}

// endsWithin waits for the program's end and gives its exit code.
func endsWithin(t *testing.T, cmd *exec.Cmd, limit time.Duration) int {
	t.Helper()
	ended := make(chan struct{})
	go func() { _ = cmd.Wait(); close(ended) }()
	select {
	case <-ended:
		return cmd.ProcessState.ExitCode()
	case <-time.After(limit):
		t.Fatalf("it still runs after %s", limit)
		return 0
	}
}

func TestAVanishedTerminalEndsTheConsoleWithoutASignal(t *testing.T) {
	t.Parallel()
	cmd, master, slave := bare(t, false)
	readUntil(t, master, "42 keys")
	_, _ = slave.Close(), master.Close()
	endsWithin(t, cmd, 2*time.Second)
	if used := cmd.ProcessState.UserTime(); used > time.Second {
		t.Errorf("it was busy for %s", used)
	}
}

func TestATerminalThatStopsReadingIsLeftByTheDeadline(t *testing.T) {
	t.Parallel()
	cmd, master, slave := bare(t, true)
	readUntil(t, master, "42 keys")
	// Nobody reads any more: the frames of these sizes fill the terminal. One
	// that says it is full still takes a few bytes: more frames follow.
	beat := time.NewTicker(20 * time.Millisecond)
	defer beat.Stop()
	for i, more := 0, 10; more > 0; i++ {
		if i == 500 {
			t.Fatal("the terminal never was full")
		}
		if err := pty.Setsize(master, &pty.Winsize{Cols: uint16(150 + i%2*50), Rows: 60}); err != nil {
			t.Fatal(err)
		}
		<-beat.C
		if full(t, slave) {
			more--
		}
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code := endsWithin(t, cmd, 2*time.Second); code != command.ExitFailed {
		t.Errorf("exit code %d: it was not stuck, and the test shows nothing", code)
	}
	if !cooked(t, slave) {
		t.Error("the terminal is left raw")
	}
}
