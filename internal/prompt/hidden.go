package prompt

import (
	"fmt"
	"os"
	"sync"

	"github.com/charmbracelet/x/term"

	"github.com/supascale/supascale-tui/internal/process/jobcontrol"
)

// Hidden is a terminal that doesn't show what is typed. A line is still read as a line,
// and ctrl+c and ctrl+z are still signals.
type Hidden struct {
	tty    *os.File
	before *term.State
	repeat func()
	lost   chan struct{}
	job    *jobcontrol.Watcher

	mu   sync.Mutex
	over bool
}

// Hide keeps a terminal from showing what is typed, until Show is called. A shell that
// gets the terminal while the program is suspended finds it as it was. When the program
// goes on, what is typed is hidden again, what was typed before that is dropped, and
// repeat is called to ask once more.
func Hide(tty *os.File, repeat func()) (*Hidden, error) {
	before, err := term.GetState(tty.Fd())
	if err != nil {
		return nil, fmt.Errorf("read the terminal's settings: %w", err)
	}
	h := &Hidden{tty: tty, before: before, repeat: repeat, lost: make(chan struct{})}
	if err := h.hide(); err != nil {
		return nil, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.job = jobcontrol.Watch(h.suspend, h.resume)
	return h, nil
}

// Show gives the terminal its settings back.
func (h *Hidden) Show() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.job.Close()
	h.over = true
	_ = term.Restore(h.tty.Fd(), h.before) // the terminal may be gone
}

// Lost is closed when what is typed can't be hidden any more.
func (h *Hidden) Lost() <-chan struct{} { return h.lost }

func (h *Hidden) hide() error {
	hidden := *h.before
	withoutEcho(&hidden)
	if err := term.SetState(h.tty.Fd(), &hidden); err != nil {
		return fmt.Errorf("hide what is typed: %w", err)
	}
	return nil
}

// suspend stops the program. The lock is held meanwhile, so that nobody reads the
// terminal's settings as those of a program that runs.
func (h *Hidden) suspend() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.over {
		jobcontrol.Stop()
		return
	}
	discardInput(h.tty) // half a secret is no command for the shell
	_ = term.Restore(h.tty.Fd(), h.before)
	jobcontrol.Stop()
	h.again()
}

func (h *Hidden) resume() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.over {
		h.again()
	}
}

func (h *Hidden) again() {
	if err := h.hide(); err != nil {
		h.over = true
		close(h.lost)
		return
	}
	discardInput(h.tty)
	h.repeat()
}
