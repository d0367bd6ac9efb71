package views

import (
	"io"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Suspend asks the console to stop until the shell continues it, as ctrl+z does.
type Suspend struct{}

// Redraw says that the process was stopped from outside and goes on: the terminal's
// modes and what is on it can't be relied on any more.
type Redraw struct{}

// awake says that the terminal is the console's again.
type awake struct{ refused string }

// suspend stops the process while the terminal is as the shell left it.
func (r *Root) suspend() tea.Cmd {
	if r.options.Stop == nil {
		r.notice = screen.Notice{Tone: ui.Warn, Text: "This system can't suspend programs."}
		return nil
	}
	return r.release(func() string {
		if !r.options.Stop() {
			return "There is no shell here that could bring the console back: it was not suspended."
		}
		return ""
	})
}

// release gives the terminal back, runs do, and sets the terminal up again. The last
// frame before that is blank: a terminal without an alternate screen, and one that was
// told to keep it, would go on showing a key.
func (r *Root) release(do func() (refused string)) tea.Cmd {
	if r.asleep {
		return nil
	}
	r.asleep = true
	p := &pause{do: do}
	return tea.Exec(p, func(error) tea.Msg { return awake{p.refused} })
}

func (r *Root) wake(msg awake) {
	r.asleep = false
	if msg.refused != "" {
		r.notice = screen.Notice{Tone: ui.Warn, Text: msg.refused}
	}
}

// pause is what Bubble Tea runs with the terminal released.
type pause struct {
	do      func() (refused string)
	refused string
}

// rendererEnd is ample for Bubble Tea's renderer to end. It stops its ticker some time
// after it said that it ended, and a renderer that was started by then draws nothing
// any more.
const rendererEnd = 50 * time.Millisecond

// Run runs it.
func (p *pause) Run() error {
	<-time.After(rendererEnd)
	p.refused = p.do()
	return nil
}

// SetStdin and the others give files that a pause has no use for.
func (p *pause) SetStdin(io.Reader)  {}
func (p *pause) SetStdout(io.Writer) {}
func (p *pause) SetStderr(io.Writer) {}
