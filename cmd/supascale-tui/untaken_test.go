//go:build unix

package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"github.com/supascale/supascale-tui/internal/terminaltest"
)

// holding is a proxy that passes a creation on and keeps the answer.
func holding(t *testing.T, base string) (proxy *httptest.Server, created <-chan struct{}) {
	t.Helper()
	to, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	made, end := make(chan struct{}, 1), make(chan struct{})
	forward := httputil.NewSingleHostReverseProxy(to)
	proxy = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.Method != http.MethodPost {
			forward.ServeHTTP(w, req)
			return
		}
		forward.ServeHTTP(httptest.NewRecorder(), req)
		made <- struct{}{}
		<-end
	}))
	t.Cleanup(func() { close(end); proxy.Close() })
	return proxy, made
}

func TestAKillBetweenRequestAndAnswerIsNoticed(t *testing.T) {
	s := startServe(t, t.TempDir())
	proxy, created := holding(t, s.base)
	env := []string{"SUPASCALE_URL=" + proxy.URL, "SUPASCALE_API_KEY=" + s.key, "XDG_STATE_HOME=" + t.TempDir()}
	x := start(t, 80, 24, env)
	x.shows("First key")
	x.press("n")
	x.shows("Start from")
	x.press("left", "left", "left", "tab", "tab", "tab", "tab", "enter")
	<-created
	x.signal(syscall.SIGKILL)
	x.ends()

	again := start(t, 80, 24, env)
	again.shows("the answer with its value")
	again.shows("CI/CD Pipeline")
	pressUntil(again, "x", "is gone from the list")
	again.shows("1 key")
	again.press("q")
	again.ends()
}

// pressUntil presses a key again and again: a dialog that opened by itself is
// deaf for a moment.
func pressUntil(x *terminal, key, text string) {
	x.t.Helper()
	beat := time.NewTicker(50 * time.Millisecond)
	defer beat.Stop()
	for end := time.Now().Add(terminaltest.Patience); !strings.Contains(x.screen(), text); <-beat.C {
		if time.Now().After(end) {
			x.t.Fatalf("%q never showed %q:\n%s", key, text, x.screen())
		}
		x.press(key)
	}
}

func TestEveryDeathDuringTheRevealIsReported(t *testing.T) {
	for name, die := range map[string]func(*terminal){
		"SIGHUP":  func(x *terminal) { x.signal(syscall.SIGHUP) },
		"SIGQUIT": func(x *terminal) { x.signal(syscall.SIGQUIT) },
		"SIGKILL": func(x *terminal) { x.signal(syscall.SIGKILL) },
		"ctrl+c": func(x *terminal) {
			x.press("ctrl+c")
			x.shows("Leave?")
			x.press("y")
		},
	} {
		t.Run(name, func(t *testing.T) {
			data, state := t.TempDir(), t.TempDir()
			env := []string{"XDG_STATE_HOME=" + state}
			x := start(t, 80, 24, env, "local", "--data-dir", data)
			x.shows("Local console")
			key := createPipelineKey(x)
			die(x)
			x.ends()
			if leaks := leaksInto(t, state, key); leaks != nil {
				t.Errorf("the key's plaintext is in %v", leaks)
			}
			if info, err := os.Stat(filepath.Join(state, "supascale-tui", "untaken")); err != nil || info.Mode().Perm() != 0o700 {
				t.Errorf("the notes lie in %v, %v", info, err)
			}
			if raw := x.written(); name == "SIGQUIT" && bytes.Contains(raw, []byte("goroutine ")) {
				t.Error("it wrote its goroutines over the screen")
			}

			again := start(t, 80, 24, env, "local", "--data-dir", data)
			again.shows("created and never taken: its value is gone")
			pressUntil(again, "x", "is gone from the list")
			again.press("q")
			again.ends()

			last := start(t, 80, 24, env, "local", "--data-dir", data)
			last.shows("1 key")
			last.press(":", "untaken", "enter")
			last.shows("No key is waiting to be taken")
			last.press("q")
			last.ends()
		})
	}
}

func TestATakenKeyIsNotAskedAbout(t *testing.T) {
	data, env := t.TempDir(), []string{"XDG_STATE_HOME=" + t.TempDir()}
	x := start(t, 80, 24, env, "local", "--data-dir", data)
	x.shows("Local console")
	createPipelineKey(x)
	x.press("y")
	x.shows("2 keys")
	x.press("q")
	x.ends()
	again := start(t, 80, 24, env, "local", "--data-dir", data)
	again.shows("2 keys")
	again.press(":", "untaken", "enter")
	again.shows("No key is waiting to be taken")
	again.press("q")
	again.ends()
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
	cmd, master, slave := bare(t, false)
	readUntil(t, master, "42 keys")
	_, _ = slave.Close(), master.Close()
	endsWithin(t, cmd, 2*time.Second)
	if used := cmd.ProcessState.UserTime(); used > time.Second {
		t.Errorf("it was busy for %s", used)
	}
}

func TestATerminalThatStopsReadingIsLeftByTheDeadline(t *testing.T) {
	cmd, master, slave := bare(t, true)
	readUntil(t, master, "42 keys")
	// Nobody reads any more: the frames of these sizes fill the terminal.
	beat := time.NewTicker(20 * time.Millisecond)
	defer beat.Stop()
	for i := 0; !full(t, slave); i++ {
		if i == 500 {
			t.Fatal("the terminal never was full")
		}
		if err := pty.Setsize(master, &pty.Winsize{Cols: uint16(150 + i%2*50), Rows: 60}); err != nil {
			t.Fatal(err)
		}
		<-beat.C
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code := endsWithin(t, cmd, 2*time.Second); code != exitFailed {
		t.Errorf("exit code %d: it was not stuck, and the test shows nothing", code)
	}
	if !cooked(t, slave) {
		t.Error("the terminal is left raw")
	}
}
