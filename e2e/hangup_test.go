//go:build e2e && unix

package e2e

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// spent is the processor time a process has used, in ticks of 10 ms (proc(5),
// utime and stime of /proc/PID/stat). It is not ok when the process is gone.
func spent(pid int) (ticks int, ok bool) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, rest, found := strings.Cut(string(stat), ") ") // behind the name, which may hold anything
	fields := strings.Fields(rest)
	if err != nil || !found || len(fields) < 13 || fields[0] == "Z" {
		return 0, false
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return user + system, true
}

// gone waits for a process to end without spinning meanwhile, and returns how
// long it took.
func gone(t *testing.T, pid int, within time.Duration) time.Duration {
	t.Helper()
	began := time.Now()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	first, there := spent(pid)
	last := first
	for ; there; <-tick.C {
		if time.Since(began) > within {
			_ = syscall.Kill(pid, syscall.SIGKILL)
			t.Fatalf("process %d is still there after %s, and used %d0 ms", pid, within, last-first)
		}
		var now int
		if now, there = spent(pid); there {
			last = now
		}
	}
	if last-first > 50 {
		t.Errorf("it used %d0 ms of the processor before it ended", last-first)
	}
	return time.Since(began)
}

// Every other console ignores SIGHUP, as under nohup: it has to notice that its
// terminal is gone.
func TestALostConnectionLosesNoKeySilently(t *testing.T) {
	for n := range 20 {
		name, prepare := "HUP comes", ""
		if n%2 == 1 {
			name, prepare = "HUP is ignored", "trap '' HUP"
		}
		t.Run(fmt.Sprintf("%s %d", name, n/2+1), func(t *testing.T) {
			t.Parallel()
			i := serve(t)
			home := t.TempDir()
			c := open(t, through(t, consoleScript(t, i, home, prepare), overSSH), home)
			c.create()
			pid := c.pid()
			c.Signal(syscall.SIGKILL) // the ssh client
			c.Ends()
			took := gone(t, pid, 3*time.Second)

			again := open(t, consoleScript(t, i, home, ""), home)
			s := again.Shows("was created and never taken")
			if !strings.Contains(s, "CI/CD Pipeline") || !strings.Contains(s, c.key[len(c.key)-4:]) {
				t.Errorf("it does not say which key:\n%s", s)
			}
			if strings.Contains(s, c.key) {
				t.Error("the screen shows the lost key")
			}
			if found := holders(t, c.key, home); found != nil {
				t.Errorf("the key is in %v", found)
			}
			t.Logf("gone after %s", took.Round(time.Millisecond))
		})
	}
}
