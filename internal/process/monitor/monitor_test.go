//go:build unix

package monitor

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/term"

	"github.com/supascale/supascale-tui/internal/testkit/terminaltest"
)

// actAs makes this test's own program a console that ends in some way.
const actAs = "SUPASCALE_TEST_ACT_AS"

const secret = "a-secret-on-the-screen"

func init() {
	if Requested() {
		Run(func(text string) string { return strings.ReplaceAll(text, "hunter2", "[redacted]") })
		os.Exit(0)
	}
	if how := os.Getenv(actAs); how != "" {
		act(how)
	}
}

// act is a console that is watched.
func act(how string) {
	m, err := Start(os.Stdin, os.Stdout, os.Getenv("REPORT"))
	if err != nil {
		panic(err)
	}
	m.Await()
	if _, err := term.MakeRaw(os.Stdin.Fd()); err != nil {
		panic(err)
	}
	_, _ = os.Stdout.WriteString("\x1b[?1049h\x1b[?25l\x1b[?2004h\x1b[12;5H" + secret)
	switch how {
	case "panic":
		go func() { panic("a fault with hunter2 in it") }()
	case "index":
		go func() { _ = make([]int, 32)[len(os.Args)+40] }()
	case "fatal":
		writeTogether()
	case "signal":
		_ = syscall.Kill(os.Getpid(), syscall.SIGABRT)
	case "noise":
		_, _ = os.Stderr.WriteString("a library has something to say\n")
		m.Stop(false)
		os.Exit(0)
	case "caught":
		// Bubble Tea writes from another goroutine.
		go func() {
			<-time.After(50 * time.Millisecond)
			_, _ = os.Stderr.WriteString("Caught panic:\r\n\r\na fault\r\n\r\ngoroutine 1 [running]:\r\n\tmonitor_test.go:1\r\n")
		}()
		m.Stop(true)
		os.Exit(1)
	case "suspended":
		m.Suspend()
		_, _ = os.Stdout.WriteString("the shell's")
	}
	<-time.After(time.Minute)
}

// writeTogether is an error that no recover catches.
func writeTogether() {
	shared := map[int]int{}
	for range 8 {
		go func() {
			for {
				shared[len(shared)]++
			}
		}()
	}
}

// underShell runs a console as a shell does, and what the shell does next.
func underShell(t *testing.T, how string) (x *terminaltest.Terminal, report string) {
	t.Helper()
	report = filepath.Join(t.TempDir(), "state", "crash.txt")
	env := terminaltest.Env(t, actAs+"="+how, "REPORT="+report, "PROGRAM="+os.Args[0])
	return terminaltest.Start(t, 80, 24, env, "/bin/sh", "-c", `"$PROGRAM"; stty -a; echo the shell goes on; read line; echo "read $line"`), report
}

func TestACrashRestoresTheTerminalBeforeTheShellHasIt(t *testing.T) {
	for how, reason := range map[string]string{
		"panic": "a fault with [redacted] in it", "index": "index out of range [41] with length 32",
		"fatal": "concurrent map", "signal": "abort", "caught": "a fault",
	} {
		t.Run(how, func(t *testing.T) {
			x, report := underShell(t, how)
			x.Shows("the shell goes on")
			x.Press("typed", "enter")
			x.Shows("read typed")
			x.Ends()
			written := string(x.Written())
			left, message, shell := strings.Index(written, "\x1b[?1049l"), strings.Index(written, reason), strings.Index(written, "speed ")
			if left < 0 || message < left || shell < message {
				t.Errorf("left the screen at %d, said why at %d, the shell went on at %d: %q", left, message, shell, written)
			}
			if !regexp.MustCompile(`[^-]icanon`).MatchString(written) || !regexp.MustCompile(`[^-]echo `).MatchString(written) {
				t.Errorf("the modes are not restored: %q", written[shell:])
			}
			if strings.Contains(written, "goroutine ") || strings.Contains(x.Screen(), secret) || !strings.Contains(written[:left], "\x1b[12;1H\x1b[2K") {
				t.Errorf("left behind: %q", written)
			}
			if !strings.Contains(written, report) {
				t.Errorf("the report is not named: %q", written)
			}
			checkReport(t, report)
		})
	}
}

func checkReport(t *testing.T, path string) {
	t.Helper()
	kept, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the report's mode is %v (%v)", info.Mode(), err)
	}
	if text := string(kept); !strings.Contains(text, "goroutine ") || !strings.Contains(text, "monitor_test.go") || strings.Contains(text, "hunter2") {
		t.Errorf("the report holds %.2000q", text)
	}
}

func TestAKillRestoresTheTerminal(t *testing.T) {
	env := terminaltest.Env(t, actAs+"=wait", "REPORT="+filepath.Join(t.TempDir(), "crash.txt"))
	x := terminaltest.Start(t, 80, 24, env, os.Args[0])
	x.Shows(secret)
	x.Signal(syscall.SIGKILL)
	x.Shows("The console was killed.")
	x.Ends()
	if screen := x.Screen(); strings.Contains(screen, secret) || !strings.Contains(string(x.Written()), "\x1b[?1049l") {
		t.Errorf("left behind:\n%s", screen)
	}
}

func TestNothingIsTouchedWhereNothingWentWrong(t *testing.T) {
	for how, kill := range map[string]bool{"noise": false, "suspended": true} {
		t.Run(how, func(t *testing.T) {
			report := filepath.Join(t.TempDir(), "crash.txt")
			x := terminaltest.Start(t, 80, 24, terminaltest.Env(t, actAs+"="+how, "REPORT="+report), os.Args[0])
			if kill {
				x.Shows("the shell's")
				x.Signal(syscall.SIGKILL)
			}
			x.Ends()
			if written := string(x.Written()); strings.Contains(written, "\x1b[?1049l") || strings.Contains(written, "something to say") {
				t.Errorf("wrote %q", written)
			}
			if _, err := os.Stat(report); err == nil {
				t.Error("a report was written")
			}
		})
	}
}

func TestReasonsOfCrashes(t *testing.T) {
	for text, want := range map[string]crash{
		"":                             {},
		"http: a server says: panic: ": {},
		"panic: ":                      {fatal: true},
		"panic: runtime error: index out of range [recovered]\n\ngoroutine": {true, "index out of range [recovered]"},
		"runtime: stack exceeds\nfatal error: stack overflow\n":             {true, "stack overflow"},
		"Caught panic:\r\n\r\na fault\r\n":                                  {false, "a fault"},
		"SIGABRT: abort\nPC=0x1\n":                                          {true, "abort"},
	} {
		if got := crashIn([]byte(text)); got != want {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
}
