package console

import (
	"io"
	"os"
	"os/signal"
	"sync"
	"time"

	"github.com/charmbracelet/x/term"

	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/process/input"
	"github.com/supascale/supascale-tui/internal/process/monitor"
)

// exitDeadline is how long the console has to blank the screen, restore the
// terminal and close the local instance once it is told to go. A terminal that
// has stopped reading blocks the writer for ever.
const exitDeadline = 1500 * time.Millisecond

// terminalInput is the terminal as the console reads it: what it sends is bounded
// before it is parsed.
type terminalInput struct {
	*os.File // Bubble Tea puts it into raw mode and waits for it
	bounded  io.Reader
}

func newTerminalInput(terminal *os.File, ended chan<- struct{}) terminalInput {
	return terminalInput{terminal, input.NewReader(watchedInput{terminal, ended}).OverwritePastes()}
}

func (t terminalInput) Read(p []byte) (int, error) { return t.bounded.Read(p) }

// watchedInput notices the end of the terminal. Nothing else may tell: a signal
// comes only to the terminal's own processes, and Bubble Tea takes the end of
// its input for silence.
type watchedInput struct {
	terminal io.Reader
	ended    chan<- struct{}
}

func (w watchedInput) Read(p []byte) (int, error) {
	n, err := w.terminal.Read(p)
	if err != nil {
		select {
		case w.ended <- struct{}{}:
		default: // it is told already
		}
	}
	return n, err
}

// leaveWhenTold quits on signals and when the terminal goes away, by the deadline at the
// latest, counted to the end of the process: whoever writes to a terminal that has
// stopped reading is stuck. Undraw is done without the help of what may be stuck.
func leaveWhenTold(quit, undraw func(), terminalEnded <-chan struct{}, told ...os.Signal) (stop func()) {
	before, _ := term.GetState(os.Stdin.Fd()) // without it there is nothing to restore
	leave := func() {
		if before != nil {
			_ = term.Restore(os.Stdin.Fd(), before) // nobody is left to tell
		}
		undraw()
		os.Exit(command.ExitFailed)
	}
	signals := make(chan os.Signal, 1)
	done := make(chan struct{})
	signal.Notify(signals, told...)
	go func() {
		select {
		case <-done:
			return
		case <-signals:
		case <-terminalEnded:
		}
		time.AfterFunc(exitDeadline, leave)
		quit()
		select {
		case <-done:
		case <-signals:
			leave()
		}
	}()
	return sync.OnceFunc(func() {
		signal.Stop(signals)
		close(done)
	})
}

// WatchProcess starts what restores the terminal whatever ends the process. The
// console works without it, too.
func WatchProcess() *monitor.Monitor {
	report, err := config.CrashReport(os.Getenv)
	if err != nil {
		return nil
	}
	watched, err := monitor.Start(os.Stdin, os.Stdout, report)
	if err != nil {
		return nil
	}
	return watched
}
