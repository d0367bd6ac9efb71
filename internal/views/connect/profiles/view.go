package profiles

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// leastRows is how many lines of the list are wanted, heading included.
const leastRows = 2

// SetSize gives the area.
func (d *Dialog) SetSize(width, height int) {
	d.Base.SetSize(width, height)
	d.layout()
}

func (d *Dialog) box() ui.Dialog {
	switch {
	case d.spinner.On():
		return ui.Dialog{Tone: ui.Accent, Title: "Another instance", Wide: wide}
	case d.failure != nil:
		return ui.Dialog{Tone: ui.Danger, Title: "Not switched", Wide: wide}
	}
	return ui.Dialog{Tone: ui.Accent, Title: "Profiles", Wide: wide}
}

const wide = 92

// layout gives the list as many lines as there are profiles, below the filter.
func (d *Dialog) layout() {
	inner, room := d.box().Inner(d.Width, d.Height)
	if d.filter.Editing() || d.filter.Value() != "" {
		room--
	}
	d.list.SetSize(inner, max(min(len(d.profiles)+1, room), leastRows))
}

// View draws the box.
func (d *Dialog) View() (string, *tea.Cursor) {
	draw := d.drawList
	switch {
	case d.spinner.On():
		draw = d.drawConnecting
	case d.failure != nil:
		draw = d.drawFailed
	}
	return d.box().View(d.env.Theme, d.Width, d.Height, draw)
}

// drawList is the profiles, below the line that filters them.
func (d *Dialog) drawList(p *ui.Paper) {
	if d.filter.Editing() || d.filter.Value() != "" {
		d.filter.Line(p, p.Width, ui.Shown(len(d.found), len(d.profiles)))
	}
	lines := d.list.Lines()
	if len(d.found) == 0 {
		lines[1] = "   " + p.Theme.Paint(ui.Muted, d.nothing())
	}
	p.Add(lines...)
}

func (d *Dialog) nothing() string {
	if d.filter.Value() != "" {
		return "No profile has that in it."
	}
	return "There is no profile yet."
}

func (d *Dialog) drawConnecting(p *ui.Paper) {
	t := p.Theme
	p.Add("", d.spinner.View()+" Connecting to "+t.Paint(ui.Strong, ui.Cut(d.towards, p.Width-20))+"…")
	if to, ok := d.named(d.towards); ok {
		p.Add("  " + t.Paint(ui.Muted, ui.Cut(to.URL, p.Width-2)))
	}
	p.Add("", t.Footer(screen.Bindings(d.Actions()), p.Width), "")
}

func (d *Dialog) drawFailed(p *ui.Paper) {
	p.Blank()
	p.Text(ui.Danger, "", "✗ "+d.towards+" can't be used now.")
	p.Text(ui.Normal, "", screen.TroubleLine(d.failure))
	p.Text(ui.Muted, "", "You are still on "+d.env.Where()+".")
	p.Add("", p.Theme.Footer(screen.Bindings(d.Actions()), p.Width), "")
}

func (d *Dialog) named(name string) (app.Profile, bool) {
	for _, p := range d.profiles {
		if p.Name == name {
			return p, true
		}
	}
	return app.Profile{}, false
}

// Len implements ui.Rows.
func (d *Dialog) Len() int { return len(d.found) }

// Cell implements ui.Rows.
func (d *Dialog) Cell(row int, column string) ui.Cell {
	p := d.profiles[d.found[row]]
	switch column {
	case "name":
		if p.Name == d.current {
			return ui.Cell{Text: p.Name + " (here)", Tone: ui.Accent, Mark: "●"}
		}
		return ui.Cell{Text: p.Name, Mark: "○"}
	case "environment":
		if p.Environment == "" {
			return ui.Cell{Text: "·", Tone: ui.Faint}
		}
		return ui.Cell{Text: p.Environment, Tone: screen.Environment(p.Environment).Tone()}
	}
	return ui.Cell{Text: p.URL, Tone: ui.Muted}
}
