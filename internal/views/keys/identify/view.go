package identify

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

const (
	askWords = "Paste a key that was found somewhere. It is compared on this machine, never sent and not kept."
	prompt   = "› "
)

func columns() []ui.Column {
	return []ui.Column{
		{ID: "name", Title: "KEY", Min: 16, Max: 40, Weight: 1}, {ID: "match", Title: "MATCH", Min: 8},
		{ID: "state", Title: "STATE", Min: 12}, {ID: "preview", Title: "PREVIEW", Min: 9, Rank: 1}, {ID: "used", Title: "LAST USED", Min: 12, Rank: 2},
	}
}

var box = ui.Dialog{Tone: ui.Accent, Title: "Which key is this?", Wide: 90}

// View implements screen.Dialog.
func (d *Dialog) View() (string, *tea.Cursor) {
	return box.View(d.env.Theme, d.Width, d.Height, d.draw)
}

// layout gives the list the lines below the words.
func (d *Dialog) layout() { box.Fit(d.list, d.env.Theme, d.Width, d.Height, d.words) }

func (d *Dialog) draw(p *ui.Paper) {
	if d.words(p); d.at() != nil {
		p.Blank()
		p.Add(d.list.Lines()...)
	}
}

func (d *Dialog) words(p *ui.Paper) {
	switch {
	case d.env.Tracing():
		p.Text(ui.Danger, "", "✗ "+d.env.Traced(screen.PastedText))
	case d.call.Running():
		p.Add(d.spin.View()+" comparing it with the instance's lists, here", "")
	case d.answer != nil && len(d.answer.Matches) == 0:
		p.Text(ui.Warn, "", "▲ "+d.answer.Words())
	case d.answer != nil:
		p.Text(ui.Strong, "", d.answer.Words())
	default:
		p.Text(ui.Muted, "", askWords)
		p.Blank()
		p.Field(p.Theme.Paint(ui.Accent, prompt), d.input)
		p.Blank()
		switch {
		case d.reject != "":
			p.Text(ui.Danger, "", "✗ "+d.reject+" Copy it again.")
		case d.err != nil:
			p.Text(ui.Danger, "", "✗ "+screen.TroubleLine(d.err))
		}
	}
}

// Len implements ui.Rows.
func (d *Dialog) Len() int {
	if d.answer == nil {
		return 0
	}
	return len(d.answer.Matches)
}

// Cell implements ui.Rows.
func (d *Dialog) Cell(row int, column string) ui.Cell {
	m := d.answer.Matches[row]
	k := m.Key
	switch column {
	case "name":
		return ui.Cell{Text: k.Name}
	case "match":
		if m.IsExact {
			return ui.Cell{Text: m.Certainty(), Tone: ui.Good}
		}
		return ui.Cell{Text: m.Certainty(), Tone: ui.Warn}
	case "preview":
		return ui.Cell{Text: keys.ShortPreview(k.Preview), Tone: ui.Muted}
	case "used":
		return ui.Cell{Text: text.Relative(k.LastUsed, d.env.Now(), "never"), Tone: ui.Muted}
	}
	return d.state(row)
}

func (d *Dialog) state(row int) ui.Cell {
	k := d.answer.Matches[row].Key
	if seen := d.answer.Matches[row].Seen; seen != nil && !seen.Own {
		return ui.Cell{Mark: "✗", Text: "gone", Tone: ui.Danger}
	}
	if !k.Revoked.IsZero() {
		return ui.Cell{Mark: "✗", Text: "revoked", Tone: ui.Danger}
	}
	status := k.Expires.StatusAt(d.env.Now())
	switch status {
	case keys.Expired:
		return ui.Cell{Mark: "○", Text: status.String(), Tone: ui.Danger}
	case keys.Expiring:
		return ui.Cell{Mark: "◐", Text: status.String(), Tone: ui.Warn}
	}
	return ui.Cell{Mark: "●", Text: status.String(), Tone: ui.Good}
}
