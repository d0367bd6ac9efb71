//go:build !unix

package clipboard

import "os/exec"

func alone(*exec.Cmd) {}

// writeTerminal is for tmux, which this system doesn't have.
func writeTerminal(string, string) error { return errTerminal }
