// Package undelivered is the dialog about keys that were created and whose value
// nobody took: a console died or the answer was lost.
package undelivered

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// ID owns the requests.
const ID = "undelivered"

// Route leads to the dialog about one key.
var Route = screen.Route{
	ID: ID, Above: true,
	Opens: []screen.Opener{screen.OnDialog(func(env screen.Env, msg screen.AskUndelivered) *Dialog {
		return New(env, []undelivered.Orphan{msg.Orphan})
	})},
}

// deaf is how long the dialog takes no keys after it opened by itself: what was
// typed ahead was meant for something else.
const deaf = 300 * time.Millisecond

// Dialog asks about one key after the other.
type Dialog struct {
	screen.Base
	env     screen.Env
	orphans []undelivered.Orphan
	at      int
	deaf    bool
	later   []string
	choices ui.Choices
	tone    ui.Tone
	note    string
}

// New returns the dialog for at least one key.
func New(env screen.Env, orphans []undelivered.Orphan) *Dialog {
	return &Dialog{env: env, orphans: orphans, deaf: true}
}

// awake ends the time in which keys are ignored.
type awake struct{ dialog *Dialog }

// Addressee makes the root deliver it to this dialog.
func (awake) Addressee() string { return ID }

// Init starts that time.
func (d *Dialog) Init() tea.Cmd {
	return d.env.After(deaf, func(time.Time) tea.Msg { return awake{d} })
}

// Name is the owner of the dialog's requests.
func (d *Dialog) Name() string { return ID }

func (d *Dialog) orphan() *undelivered.Orphan { return &d.orphans[d.at] }

// Update takes a message.
func (d *Dialog) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case awake:
		if msg.dialog == d {
			d.deaf = false
		}
	case tea.KeyPressMsg:
		if d.deaf || len(d.orphans) == 0 {
			return nil // it is being closed
		}
		d.note = ""
		cmd, _ := screen.Press(d.Actions(), msg)
		return cmd
	}
	return nil
}

// Postponed gives the entries about which the admin wants to decide later.
func (d *Dialog) Postponed() []string { return d.later }
