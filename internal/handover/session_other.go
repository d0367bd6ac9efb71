//go:build !unix

package handover

import "os/exec"

// ownSession does nothing: there are no sessions here, and cancelling ends the
// command itself.
func ownSession(*exec.Cmd) {}
