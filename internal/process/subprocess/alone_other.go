//go:build !unix

package subprocess

import "os/exec"

// Alone does nothing here: the system has no sessions and no process groups
// that a signal reaches, so a context that is done ends the program alone.
func Alone(*exec.Cmd) {}
