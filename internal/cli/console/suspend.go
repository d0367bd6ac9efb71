package console

import (
	"os"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/process/jobcontrol"
	"github.com/supascale/supascale-tui/internal/process/monitor"
	"github.com/supascale/supascale-tui/internal/views"
)

// The window's title, as the console found it, on the terminal's own stack (xterm
// control sequences, "CSI Ps ; Ps t"). Bubble Tea leaves an empty title behind.
const (
	saveTitle    = "\x1b[22;0t"
	restoreTitle = "\x1b[23;0t"
)

func toTerminal(sequence string) { _, _ = os.Stdout.WriteString(sequence) } // nothing depends on it

// keepTitle notes the window's title until restore is called.
func keepTitle() (restore func()) {
	toTerminal(saveTitle)
	return func() { toTerminal(restoreTitle) }
}

// stopper stops the process, with the title that the terminal had; nil where the system
// can't.
func stopper(watched *monitor.Monitor) func() (stopped bool) {
	if !jobcontrol.Supported {
		return nil
	}
	return func() bool {
		toTerminal(restoreTitle)
		defer toTerminal(saveTitle)
		watched.Suspend()
		defer watched.Resume()
		return jobcontrol.Stop()
	}
}

// followJobControl tells the console when it is to stop, and when it was stopped.
func followJobControl(program *tea.Program) (stop func()) {
	return jobcontrol.Watch(
		func() { program.Send(views.Suspend{}) },
		func() { program.Send(views.Redraw{}) },
	).Close
}
