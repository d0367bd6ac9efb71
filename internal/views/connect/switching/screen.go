// Package switching is the dialog on the way to another instance: what the console waits
// for, and why it did not get there.
package switching

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// ID owns the requests.
const ID = "switching"

// Dialog is the way to one instance. The root makes the connection, and tells the dialog
// why it failed.
type Dialog struct {
	screen.Base
	env     screen.Env
	to      app.Profile
	spinner *ui.Spinner
	failure error
}

// New returns the dialog on the way to the instance of a profile.
func New(env screen.Env, to app.Profile) *Dialog {
	return &Dialog{env: env, to: to, spinner: ui.NewSpinner(env.Theme)}
}

// Name is the owner of the dialog's messages.
func (d *Dialog) Name() string { return ID }

// Init says that the way is being tried.
func (d *Dialog) Init() tea.Cmd { return d.spinner.Start() }

// Failed says why it did not lead there.
func (d *Dialog) Failed(err error) {
	d.spinner.Stop()
	d.failure = err
}

// Update takes a message.
func (d *Dialog) Update(msg tea.Msg) tea.Cmd {
	if cmd, taken := screen.Input(d, msg, nil); taken {
		return cmd
	}
	return d.spinner.Update(msg)
}

// Actions are what can be done now.
func (d *Dialog) Actions() []screen.Action {
	if d.failure == nil { // what is typed ahead is for the screen to come
		return []screen.Action{screen.Tell(ui.Bind(press.Esc, "stop"), func() tea.Msg { return screen.StopSwitch{} })}
	}
	return []screen.Action{
		screen.Tell(ui.Bind(press.Refresh, "try again"), func() tea.Msg { return screen.SwitchProfile{Name: d.to.Name} }),
		screen.Shut("close"),
	}
}

const wide = 92

// View draws the box.
func (d *Dialog) View() (string, *tea.Cursor) {
	box, draw := ui.Dialog{Tone: ui.Accent, Title: "Another instance", Wide: wide}, d.drawWay
	if d.failure != nil {
		box, draw = ui.Dialog{Tone: ui.Danger, Title: "Not switched", Wide: wide}, d.drawFailure
	}
	return box.View(d.env.Theme, d.Width, d.Height, draw)
}

func (d *Dialog) drawWay(p *ui.Paper) {
	t := p.Theme
	p.Add("", d.spinner.View()+" Connecting to "+t.Paint(ui.Strong, ui.Cut(d.to.Name, p.Width-20))+"…")
	p.Add("  " + t.Paint(ui.Muted, ui.Cut(d.to.URL, p.Width-2)))
	p.Add("", t.Footer(screen.Bindings(d.Actions()), p.Width), "")
}

func (d *Dialog) drawFailure(p *ui.Paper) {
	p.Blank()
	p.Text(ui.Danger, "", "✗ "+d.to.Name+" can't be used now.")
	p.Text(ui.Normal, "", screen.TroubleLine(d.failure))
	if d.env.API != nil {
		p.Text(ui.Muted, "", "You are still on "+d.env.Where()+".")
	}
	p.Add("", p.Theme.Footer(screen.Bindings(d.Actions()), p.Width), "")
}
