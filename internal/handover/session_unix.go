//go:build unix

package handover

import (
	"os/exec"
	"syscall"
)

// ownSession starts the command in a session of its own and ends everything it
// started along with it.
func ownSession(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
