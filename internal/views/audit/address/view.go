package address

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

func (d *Dialog) box() ui.Dialog {
	return ui.Dialog{Tone: ui.Accent, Title: "Keys that " + ui.Cut(d.ip, 40) + " used", Wide: 100}
}

// SetSize gives the area.
func (d *Dialog) SetSize(width, height int) {
	d.Base.SetSize(width, height)
	d.layout()
}

func (d *Dialog) layout() { d.box().Fit(d.list, d.env.Theme, d.Width, d.Height, d.words) }

// View implements screen.Dialog.
func (d *Dialog) View() (string, *tea.Cursor) {
	return d.box().View(d.env.Theme, d.Width, d.Height, func(p *ui.Paper) {
		if d.words(p); len(d.keys) > 0 && d.err == nil {
			p.Blank()
			p.Add(d.list.Lines()...)
		}
	})
}

func (d *Dialog) words(p *ui.Paper) {
	switch {
	case d.err != nil:
		p.Text(ui.Warn, "", "▲ "+screen.TroubleLine(d.err))
	case !d.have:
		p.Text(ui.Muted, "", "reading the log…")
	default:
		p.Text(ui.Muted, "", d.coverage())
		if len(d.keys) == 0 {
			p.Add("", "Nothing in the log came from there.")
		}
	}
}

func (d *Dialog) coverage() string {
	words := "How far back the log reaches isn't told."
	if !d.stats.Oldest.IsZero() {
		words = "The log reaches back " + text.Span(d.env.Now().Sub(d.stats.Oldest)) + "."
	}
	if d.stats.Partial {
		words += " Only the newest " + text.Number(d.stats.Examined) + " entries were looked at."
	}
	if d.stats.More > 0 {
		words += " There is more than could be summed up."
	}
	return words
}

// Len implements ui.Rows.
func (d *Dialog) Len() int { return len(d.keys) }

// Cell implements ui.Rows.
func (d *Dialog) Cell(row int, column string) ui.Cell {
	u := d.keys[row]
	now := d.env.Now()
	switch column {
	case "key":
		switch {
		case u.id == "":
			return ui.Cell{Text: "no key of this instance", Tone: ui.Muted}
		case u.name == "":
			return ui.Cell{Text: u.id}
		}
		return ui.Cell{Text: u.name}
	case "used":
		return ui.Cell{Text: text.Number(u.used)}
	case "refused":
		return ui.Cell{Text: text.Number(u.refused)}
	case "first":
		return ui.Cell{Text: text.Relative(u.first, now, ""), Tone: ui.Muted}
	}
	return ui.Cell{Text: text.Relative(u.last, now, ""), Tone: ui.Muted}
}
