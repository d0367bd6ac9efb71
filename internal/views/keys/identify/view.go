package identify

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

const (
	frameCells = 4
	frameLines = 2
	leastInner = 12
	wide       = 90
	prompt     = "› "
)

const (
	askWords   = "Paste a key that was found somewhere. It is compared on this machine, never sent and not kept."
	traceWords = "✗ TEA_TRACE is set: it would write what is pasted here into a file. Quit, unset TEA_TRACE and start again."
)

// View implements screen.Dialog.
func (d *Dialog) View(width, height int) string {
	d.size.width, d.size.height = width, height // for Cursor
	inner := min(width-frameCells, wide)
	if inner < leastInner || height <= frameLines {
		return ""
	}
	room := height - frameLines
	lines := d.lines(inner, room)
	return d.env.Theme.Frame(ui.Accent, "Whose key is this?", lines[:min(len(lines), room)], inner)
}

func (d *Dialog) lines(inner, room int) []string {
	switch {
	case d.tracing():
		return d.wrapped(ui.Danger, traceWords, inner)
	case d.call.Running():
		return []string{d.spin.View() + " comparing it with the instance's lists, here", ""}
	case d.answer != nil:
		return d.outcome(inner, room)
	}
	out := append(d.wrapped(ui.Muted, askWords, inner), "")
	out = append(out, d.env.Theme.Paint(ui.Accent, prompt)+d.input.View(inner-ui.Width(prompt)), "")
	switch {
	case d.reject != "":
		out = append(out, d.wrapped(ui.Danger, "✗ "+d.reject+" Copy it again.", inner)...)
	case d.err != nil:
		out = append(out, d.wrapped(ui.Danger, "✗ "+screen.TroubleLine(d.err), inner)...)
	}
	return out
}

// outcome is what was found, with the rows there is room for.
func (d *Dialog) outcome(inner, room int) []string {
	n := len(d.answer.Matches)
	if n == 0 {
		return d.wrapped(ui.Warn, "▲ "+d.answer.Words(), inner)
	}
	out := append(d.wrapped(ui.Strong, d.answer.Words(), inner), "")
	rows := max(min(n+1, room-len(out)), 0)
	d.table.SetSize(inner, rows)
	return append(out, strings.Split(ui.Box(d.table.View(d), inner, rows), "\n")...)
}

func (d *Dialog) wrapped(tone ui.Tone, text string, width int) (lines []string) {
	for _, l := range ui.Wrap(text, width) {
		lines = append(lines, d.env.Theme.Paint(tone, l))
	}
	return lines
}

// Cursor implements screen.Dialog: behind what was pasted.
func (d *Dialog) Cursor() *tea.Cursor {
	inner := min(d.size.width-frameCells, wide)
	if !d.asks() || d.tracing() || inner < leastInner {
		return nil
	}
	c := d.input.Cursor()
	c.X = min(c.X+ui.Width(prompt), inner-1) + 2
	c.Y = len(ui.Wrap(askWords, inner)) + 2
	if c.Y >= d.size.height-1 {
		return nil
	}
	return c
}

// Len implements ui.Rows.
func (d *Dialog) Len() int { return len(d.answer.Matches) }

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
