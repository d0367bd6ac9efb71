package cli

import (
	"bufio"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/creack/pty"

	"github.com/supascale/supascale-tui/internal/testkit/terminaltest"
)

// nobody is a user without any of root's rights.
const nobody = 65534

// publicFolder is a folder that nobody can use too, with copies of programs in it.
func publicFolder(t *testing.T, programs ...string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for _, path := range []string{filepath.Dir(dir), dir} {
		if err := os.Chmod(path, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range programs {
		text, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(p)), text, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// attacked is a program that is to be traced.
type attacked struct {
	env      []string
	args     []string
	terminal bool
	runs     func(out *bufio.Reader) // waits until it runs
}

// nobodysTerminal is the path of a terminal that nobody may use, and is read.
func nobodysTerminal(t *testing.T) string {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = slave.Close(), master.Close() })
	if err := os.Chmod(slave.Name(), 0o666); err != nil {
		t.Fatal(err)
	}
	go func() { _, _ = io.Copy(io.Discard, master) }()
	return slave.Name()
}

// attack has the tracer try, without root's rights, and returns what came of it.
func attack(t *testing.T, dir, tracer string, a attacked) (memory, trace string) {
	t.Helper()
	path := ""
	if a.terminal {
		path = nobodysTerminal(t)
	}
	cmd := exec.Command(tracer, append([]string{path}, a.args...)...)
	cmd.Env = append(terminaltest.Env(t, "HOME="+dir), a.env...)
	if os.Geteuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	a.runs(lines)
	if _, err := io.WriteString(in, "now\n"); err != nil {
		t.Fatal(err)
	}
	said, err := io.ReadAll(lines)
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	for line := range strings.Lines(string(said)) {
		what, result, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch what {
		case "memory":
			memory = result
		case "trace":
			trace = result
		}
	}
	return memory, trace
}

// Other processes of the same user can neither read the program's memory nor trace it,
// whatever it is doing.
func TestNoProcessOfTheSameUserCanTraceACommand(t *testing.T) {
	sleep, err := exec.LookPath("sleep")
	if err != nil {
		t.Fatal(err)
	}
	tracerBuilt := filepath.Join(t.TempDir(), "tracer")
	build := exec.Command("go", "build", "-o", tracerBuilt, "./testdata/tracer")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	dir := publicFolder(t, binary, tracerBuilt)
	tracer, program := filepath.Join(dir, "tracer"), filepath.Join(dir, filepath.Base(binary))

	memory, trace := attack(t, dir, tracer, attacked{args: []string{sleep, "60"}, runs: func(*bufio.Reader) {}})
	if scope, _ := os.ReadFile("/proc/sys/kernel/yama/ptrace_scope"); memory != "done" && strings.TrimSpace(string(scope)) < "2" {
		t.Fatalf("not even sleep's memory can be read (%s, trace %s): the test shows nothing", memory, trace)
	}

	silent, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = silent.Close() }()
	asks := func(*bufio.Reader) {
		c, err := silent.Accept() // it runs, and waits for an answer
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
	}
	listens := func(out *bufio.Reader) {
		for line := ""; !strings.Contains(line, "Listening on"); {
			if line, err = out.ReadString('\n'); err != nil {
				t.Fatal(err)
			}
		}
	}
	instance := []string{"SUPASCALE_URL=http://" + silent.Addr().String(), "SUPASCALE_API_KEY=" + newKey(t)}
	for name, a := range map[string]attacked{
		"serve":       {args: []string{"serve", "--listen", "127.0.0.1:0", "--data-dir", filepath.Join(dir, "data")}, runs: listens},
		"a command":   {env: instance, args: []string{"keys", "list"}, runs: asks},
		"the console": {env: instance, terminal: true, runs: asks},
	} {
		a.args = append([]string{program}, a.args...)
		if memory, trace := attack(t, dir, tracer, a); !strings.HasPrefix(memory, "refused") || !strings.HasPrefix(trace, "refused") {
			t.Errorf("%s: reading its memory: %q, tracing it: %q", name, memory, trace)
		}
	}
}
