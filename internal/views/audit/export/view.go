package export

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
)

// View implements screen.Dialog.
func (d *Dialog) View() (string, *tea.Cursor) {
	box := ui.Dialog{Tone: ui.Accent, Title: "Export the log", Wide: 76}
	return box.View(d.env.Theme, d.Width, d.Height, d.draw)
}

func (d *Dialog) draw(p *ui.Paper) {
	what := d.ask.Query.String()
	if what == "" {
		what = "everything"
	}
	p.Text(ui.Strong, "", what)
	p.Text(ui.Muted, "", d.times())
	p.Blank()
	switch {
	case d.done != "":
		p.Text(ui.Good, "", "✓ "+d.done)
		if d.cut != "" {
			p.Text(ui.Warn, "", "▲ "+d.cut)
		}
	case d.call.Running():
		p.Text(ui.Normal, "", d.progress(p.Width))
	default:
		p.Field(p.Theme.Paint(ui.Muted, "File  "), d.field)
		p.Blank()
		p.Text(ui.Muted, "", "CSV, or JSON Lines for .jsonl. Only you can read the file; a file that is there is never written over.")
	}
	if d.wrong != "" {
		p.Text(ui.Danger, "", "✗ "+d.wrong)
	}
}

func (d *Dialog) times() string {
	moment := func(t time.Time, none string) string {
		if t.IsZero() {
			return none
		}
		return text.Moment(t, d.env.Zone)
	}
	return "from " + moment(d.ask.Since, "the log's beginning") + " to " + moment(d.ask.Until, "now")
}

func (d *Dialog) progress(inner int) string {
	written, matching := int(d.state.written.Load()), int(d.state.matching.Load())
	words := text.Number(written) + " entries"
	if matching <= 0 {
		return words
	}
	const most = 30
	full := min(written*most/matching, most)
	bar := strings.Repeat("█", full) + strings.Repeat("░", most-full)
	return ui.Cut(bar+"  "+text.Number(written)+" of "+text.Number(matching), inner)
}
