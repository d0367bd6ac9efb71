//go:build !unix

package jobcontrol

// Supported reports whether this system can suspend programs.
const Supported = false

func catch(bool) {}

// Stop stops nothing: there is no job control.
func Stop() (stopped bool) { return false }
