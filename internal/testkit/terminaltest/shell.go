//go:build unix

package terminaltest

import (
	"bytes"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"
)

// Prompt is what a shell of Shell asks with.
const Prompt = "READY> "

// Shell starts an interactive shell with job control, which finds the program in its
// PATH. Nothing of a user's start-up files counts.
func Shell(t testing.TB, width, height int, env []string, binary string) *Terminal {
	t.Helper()
	for i, v := range env {
		if path, found := strings.CutPrefix(v, "PATH="); found {
			env[i] = "PATH=" + filepath.Dir(binary) + ":" + path
		}
	}
	x := Start(t, width, height, append(env, "PS1="+Prompt, "HISTFILE="), "bash", "--norc", "--noprofile", "-i")
	t.Cleanup(x.killJobs) // before the terminal is closed and the folders are removed
	x.Times(Prompt, 1)
	return x
}

// killJobs ends what the shell has started, also what is suspended.
func (x *Terminal) killJobs() {
	processes, _ := filepath.Glob("/proc/[0-9]*") // empty where there is no such folder
	for _, p := range processes {
		pid, _ := strconv.Atoi(filepath.Base(p))
		if session, err := unix.Getsid(pid); err == nil && session == x.Pid() {
			_ = unix.Kill(pid, unix.SIGKILL) // it may have ended by itself
		}
	}
}

// Times waits until the terminal was sent a text n times, and reports whether it shows
// now what is typed.
func (x *Terminal) Times(text string, n int) (echoes bool) {
	x.t.Helper()
	x.mu.Lock()
	defer x.mu.Unlock()
	x.wait(text, func() bool { return bytes.Count(x.raw.Bytes(), []byte(text)) >= n })
	return x.echoes()
}

// Count is how often the terminal was sent a text.
func (x *Terminal) Count(text string) int { return bytes.Count(x.Written(), []byte(text)) }

func (x *Terminal) echoes() bool {
	state, err := term.GetState(x.tty.Fd())
	if err != nil {
		x.t.Fatal(err)
	}
	return state.Lflag&unix.ECHO != 0
}

// Kill sends a signal, by its name, to the job that has the terminal.
func (x *Terminal) Kill(signal string) {
	x.t.Helper()
	group, err := unix.IoctlGetInt(int(x.tty.Fd()), unix.TIOCGPGRP)
	if err != nil || group == x.Pid() {
		x.t.Fatalf("no job has the terminal: %d, %v", group, err)
	}
	if err := unix.Kill(-group, unix.SignalNum("SIG"+signal)); err != nil {
		x.t.Fatal(err)
	}
}
