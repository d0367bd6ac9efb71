// Package export is the dialog that writes the log to a file.
package export

import (
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/activity/export"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// ID owns the requests.
const ID = "export"

// Route leads to the dialog.
var Route = screen.Route{ID: ID, Several: true, Opens: []screen.Opener{screen.OnDialog(New)}}

const (
	// deadline bounds an export: a million entries take about a minute.
	deadline = 30 * time.Minute
	// lookEvery is how often the progress is drawn.
	lookEvery = 200 * time.Millisecond
)

// Dialog asks for a file, writes it and tells how far it is.
type Dialog struct {
	screen.Base
	env   screen.Env
	ask   screen.AskExport
	field *ui.Field
	call  screen.Call[export.Written]
	state *progress
	path  string
	wrong string
	done  string
	cut   string // what the instance did not give
}

// progress is written by the export and read by the screen.
type progress struct{ written, matching atomic.Int64 }

// step draws the progress anew.
type step struct{ of *progress }

// Addressee names the dialog.
func (step) Addressee() string { return ID }

// New returns the dialog.
func New(env screen.Env, ask screen.AskExport) *Dialog {
	d := &Dialog{
		env: env, ask: ask, field: ui.NewField(env.Theme, "file name", 500),
		call: screen.Call[export.Written]{Owner: ID, Name: "write", Timeout: deadline},
	}
	d.field.SetValue(fileName(env.API.Instance().Name, env.Now()))
	d.field.Focus()
	return d
}

// fileName is made of letters that every file system takes.
func fileName(instance string, now time.Time) string {
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '.' {
			return r
		}
		return '-'
	}, instance)
	return fmt.Sprintf("supascale-audit-%s-%s.csv", name, now.UTC().Format("20060102-150405"))
}

// Name implements screen.Dialog.
func (d *Dialog) Name() string { return ID }

// Update implements screen.Dialog.
func (d *Dialog) Update(msg tea.Msg) tea.Cmd {
	if r, mine := d.call.Take(msg); mine {
		return d.ended(r)
	}
	if at, ok := msg.(step); ok && at.of == d.state && d.call.Running() {
		return d.env.After(lookEvery, func(time.Time) tea.Msg { return msg })
	}
	cmd, _ := screen.Input(d, msg, d.edit)
	return cmd
}

func (d *Dialog) edit(msg tea.Msg) {
	if !d.call.Running() && d.done == "" {
		d.wrong = ""
		d.field.Update(msg)
	}
}

// Actions are what can be done now.
func (d *Dialog) Actions() []screen.Action {
	switch {
	case d.done != "":
		closing := screen.Shut("close")
		closing.Binding = ui.Bind(press.Enter.Or(press.Esc), "close")
		return []screen.Action{closing}
	case d.call.Running():
		return []screen.Action{screen.Do(ui.Bind(press.Esc, "give up"), d.giveUp)}
	}
	return []screen.Action{screen.Do(ui.Bind(press.Enter, "write"), d.start), screen.Shut("cancel")}
}

func (d *Dialog) giveUp() tea.Cmd {
	d.call.Cancel()
	return tea.Batch(screen.Send(screen.CloseDialog{}), screen.Say(ui.Warn, "The export was given up. Nothing is left of it."))
}
