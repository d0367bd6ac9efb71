// Package monitor restores the terminal after the console, whatever ended it.
//
// A panic in a goroutine that isn't the console's own, a fatal error of Go's and
// kill -9 end a process before it can do anything. So a second process, the same
// program started again, holds the terminal too. It learns through pipes what the
// console says of itself, and that it is gone.
package monitor

import (
	"os"

	"github.com/charmbracelet/x/term"
)

// processName is the argument 0 that makes this program a monitor.
const processName = "supascale-tui-monitor"

// Requested reports whether this process is to be a monitor: main calls Run then
// and does nothing else.
func Requested() bool { return os.Args[0] == processName }

// What the console tells its monitor, a byte each, after the setup.
const (
	tellSuspended = 's' // the terminal is the shell's
	tellResumed   = 'r'
	tellDone      = 'd' // the console restored the terminal itself
	tellFault     = 'f' // it tried to, after a panic that was caught
)

// setup is what a monitor needs to know, as a line of JSON.
type setup struct {
	Modes  *term.State // of the terminal before the console changed them
	Report string      // the file for what Go says of a crash
}
