//go:build unix

package subprocess

import (
	"os/exec"
	"syscall"
)

// Alone gives a program a session of its own: it can't open the terminal, lives
// on when the terminal goes, and is ended together with all it started when the
// command's context is done.
func Alone(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
