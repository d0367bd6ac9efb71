package revoke

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
)

// frameCells and frameLines are what ui.Frame adds to its content, leastInner
// the least width in which anything can be read.
const (
	frameCells = 4
	frameLines = 2
	leastInner = 12
)

// View draws the box. Where it is too low for everything, the middle gives way:
// the title and what is typed stay.
func (d *Dialog) View(width, height int) string {
	d.size.width, d.size.height = width, height // for Cursor
	lines, _, inner := d.fitted(width, height)
	if lines == nil {
		return ""
	}
	return d.env.Theme.Frame(ui.Danger, "Revoke a key", lines, inner)
}

// Cursor is in the field, at the size drawn last.
func (d *Dialog) Cursor() *tea.Cursor {
	lines, at, inner := d.fitted(d.size.width, d.size.height)
	c := d.field.Cursor()
	if lines == nil || c == nil || d.phrase().Empty() || at < 0 || at >= len(lines) {
		return nil
	}
	c.X = min(c.X+len(prompt), inner-1) + 2
	c.Y = at + 1
	return c
}

const prompt = "> "

// fitted gives the lines that fit, and the field's among them.
func (d *Dialog) fitted(width, height int) (lines []string, field, inner int) {
	inner = min(width-frameCells, 70)
	if inner < leastInner || height <= frameLines {
		return nil, -1, 0
	}
	about := d.about(inner)
	ask := d.ask(inner)
	room := height - frameLines
	if over := len(about) + len(ask) - room; over > 0 {
		about = about[:max(len(about)-over, 0)]
	}
	if len(ask) > room {
		ask = ask[:room]
	}
	return append(about, ask...), len(about) + d.fieldLine(inner), inner
}

// about says which key it is and what will stop working, the most important
// first.
func (d *Dialog) about(inner int) []string {
	t := d.env.Theme
	p := &page{t, inner, nil}
	p.text(ui.Strong, d.shown())
	instance := d.env.API.Instance()
	where := "on " + d.env.Where()
	if instance.URL != instance.Name {
		where += " · " + instance.URL
	}
	tone := ui.Muted
	if d.env.Environment.IsProduction() {
		tone = ui.Danger
	}
	p.text(tone, where)
	p.blank()
	if d.own {
		p.text(ui.Danger, "! "+lifecycle.OwnWarning)
		p.blank()
	}
	if d.known != "" {
		p.text(ui.Danger, "! "+d.known)
		p.blank()
	}
	p.text(ui.Warn, lifecycle.Consequence(&d.key, d.env.Now()))
	p.blank()
	if d.ownNote.Owner != "" {
		p.text(ui.Strong, "Owner (your note): "+d.ownNote.Owner)
	}
	if d.key.Preview != "" {
		p.fact("Key", d.key.Preview)
	}
	p.fact("Permissions", d.key.Permissions.Summary())
	p.fact("Last used", text.Relative(d.key.LastUsed, d.env.Now(), "never"))
	p.blank()
	return p.lines
}

// ask is what is to be typed, the field, and what became of it.
func (d *Dialog) ask(inner int) []string {
	p := &page{d.env.Theme, inner, nil}
	if !d.phrase().Empty() {
		p.lines = append(d.question(inner), d.fieldView(inner))
	}
	switch d.stage {
	case revoking:
		p.lines = append(p.lines, d.spinner.View()+" revoking…")
	case checking:
		said := "revoked; listing again to confirm…"
		if d.doubt != nil {
			said = "no clear answer; listing again to see…"
		}
		p.lines = append(p.lines, d.spinner.View()+" "+said)
	}
	if d.note != "" {
		p.text(d.tone, d.note)
	} else if d.stage == asking && d.typedRight() {
		p.text(ui.Accent, "enter revokes the key")
	}
	return p.lines
}

// fieldView is the line on which the phrase is typed.
func (d *Dialog) fieldView(inner int) string {
	d.field.SetWidth(inner - len(prompt))
	field := d.env.Theme.Paint(ui.Accent, prompt) + d.field.View()
	if d.stage != asking {
		field = d.env.Theme.Paint(ui.Faint, prompt+ui.Cut(d.field.Value(), inner-len(prompt)))
	}
	return field
}

func (d *Dialog) fieldLine(inner int) int { return len(d.question(inner)) }

func (d *Dialog) question(inner int) []string {
	p := &page{d.env.Theme, inner, nil}
	p.text(ui.Normal, d.phrase().Question())
	return p.lines
}

// page collects lines of a width.
type page struct {
	theme *ui.Theme
	width int
	lines []string
}

func (p *page) blank() { p.lines = append(p.lines, "") }

func (p *page) text(tone ui.Tone, text string) {
	for _, l := range ui.Wrap(text, p.width) {
		p.lines = append(p.lines, p.theme.Paint(tone, l))
	}
}

func (p *page) fact(label, value string) {
	const gap = 13
	for i, l := range ui.Wrap(value, max(p.width-gap, 1)) {
		if i > 0 {
			label = ""
		}
		p.lines = append(p.lines, p.theme.Paint(ui.Muted, ui.Fit(label, gap))+l)
	}
}
