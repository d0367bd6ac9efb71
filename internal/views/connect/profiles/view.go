package profiles

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// frameCells and frameLines are what ui.Frame adds to its content, leastInner
// the least width in which anything can be read, wide the greatest.
const (
	frameCells = 4
	frameLines = 2
	leastInner = 20
	wide       = 92
)

const prompt = "/ "

// View draws the box.
func (d *Dialog) View(width, height int) string {
	d.size.width, d.size.height = width, height // for Cursor
	inner, room := min(width-frameCells, wide), height-frameLines
	if inner < leastInner || room < 1 {
		return ""
	}
	title, tone := "Profiles", ui.Accent
	var lines []string
	switch {
	case d.spinner.On():
		title, lines = "Another instance", d.connecting(inner)
	case d.failure != nil:
		title, tone, lines = "Not switched", ui.Danger, d.failed(inner)
	default:
		lines = d.list(inner, room)
	}
	return d.env.Theme.Frame(tone, title, lines[:min(len(lines), room)], inner)
}

// list is the profiles, below the line that filters them.
func (d *Dialog) list(inner, room int) []string {
	t := d.env.Theme
	var lines []string
	if d.filtering || d.filter.Value() != "" {
		d.filter.SetWidth(inner - len(prompt))
		lines = append(lines, t.Paint(ui.Accent, prompt)+d.filter.View())
	}
	rows := max(min(len(d.profiles)+1, room-len(lines)), 2)
	d.table.SetSize(inner, rows)
	d.table.SetCursor(d.table.Cursor(), len(d.found))
	lines = append(lines, strings.Split(ui.Box(d.table.View(d), inner, rows), "\n")...)
	if len(d.found) == 0 {
		lines[len(lines)-rows+1] = "   " + t.Paint(ui.Muted, d.nothing())
	}
	return lines
}

func (d *Dialog) nothing() string {
	if d.filter.Value() != "" {
		return "No profile has that in it."
	}
	return "There is no profile yet."
}

func (d *Dialog) connecting(inner int) []string {
	t := d.env.Theme
	lines := []string{"", d.spinner.View() + " Connecting to " + t.Paint(ui.Strong, ui.Cut(d.towards, inner-20)) + "…"}
	if p, ok := d.named(d.towards); ok {
		lines = append(lines, "  "+t.Paint(ui.Muted, ui.Cut(p.URL, inner-2)))
	}
	return append(lines, "", t.Footer(d.Bindings(), inner), "")
}

func (d *Dialog) failed(inner int) []string {
	t := d.env.Theme
	lines := []string{""}
	say := func(tone ui.Tone, text string) {
		for _, l := range ui.Wrap(text, inner) {
			lines = append(lines, t.Paint(tone, l))
		}
	}
	say(ui.Danger, "✗ "+d.towards+" can't be used now.")
	say(ui.Normal, screen.TroubleLine(d.failure))
	say(ui.Muted, "You are still on "+d.env.Where()+".")
	return append(lines, "", t.Footer(d.Bindings(), inner), "")
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

// Cursor is in the filter.
func (d *Dialog) Cursor() *tea.Cursor {
	c := d.filter.Cursor()
	inner := min(d.size.width-frameCells, wide)
	if c == nil || !d.filtering || inner < leastInner || d.size.height < frameLines+1 {
		return nil
	}
	c.X = min(c.X+len(prompt), inner-1) + 2
	c.Y = 1
	return c
}
