package revoke

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
)

const prompt = "> "

// View draws the box. Where it is too low for everything, the middle gives way:
// the title and what is typed stay.
func (d *Dialog) View() (string, *tea.Cursor) {
	box := ui.Dialog{Tone: ui.Danger, Title: "Revoke a key", Wide: 70}
	return box.View(d.env.Theme, d.Width, d.Height, func(p *ui.Paper) { p.Squeeze(nil, d.about, d.ask) })
}

// about says which key it is and what will stop working, the most important
// first.
func (d *Dialog) about(p *ui.Paper) {
	p.Text(ui.Strong, "", d.shown())
	instance := d.env.API.Instance()
	where := "on " + d.env.Where()
	if instance.URL != instance.Name {
		where += " · " + instance.URL
	}
	tone := ui.Muted
	if d.env.Environment.IsProduction() {
		tone = ui.Danger
	}
	p.Text(tone, "", where)
	p.Blank()
	if d.own {
		p.Text(ui.Danger, "", "! "+lifecycle.OwnWarning)
		p.Blank()
	}
	if d.known != "" {
		p.Text(ui.Danger, "", "! "+d.known)
		p.Blank()
	}
	p.Text(ui.Warn, "", lifecycle.Consequence(&d.key, d.env.Now()))
	p.Blank()
	if d.ownNote.Owner != "" {
		p.Text(ui.Strong, "", "Owner (your note): "+d.ownNote.Owner)
	}
	fact := func(label, value string) { p.Fact(label, 13, value) }
	if d.ownNote.Purpose != "" {
		fact("Purpose", d.ownNote.Purpose)
	}
	if d.ownNote.Ticket != "" {
		fact("Ticket", d.ownNote.Ticket)
	}
	if d.key.Preview != "" {
		fact("Key", d.key.Preview)
	}
	fact("Permissions", d.key.Permissions.Summary())
	fact("Last used", text.Relative(d.key.LastUsed, d.env.Now(), "never"))
	p.Blank()
}

// ask is what is to be typed, the field, and what is wrong with it.
func (d *Dialog) ask(p *ui.Paper) {
	if !d.phrase().Empty() {
		p.Text(ui.Normal, "", d.phrase().Question())
		if d.stage == asking {
			p.Field(p.Theme.Paint(ui.Accent, prompt), d.field)
		} else {
			p.Add(p.Theme.Paint(ui.Faint, prompt+ui.Cut(d.field.Value(), p.Width-len(prompt))))
		}
	}
	switch d.stage {
	case revoking:
		p.Add(d.spinner.View() + " revoking…")
	case checking:
		said := "revoked; listing again to confirm…"
		if d.doubt != nil {
			said = "no clear answer; listing again to see…"
		}
		p.Add(d.spinner.View() + " " + said)
	}
	if d.note != "" {
		p.Text(d.tone, "", d.note)
	} else if d.stage == asking && d.typedRight() {
		p.Text(ui.Accent, "", "enter revokes the key")
	}
}
