package undelivered

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
)

// View draws the box. Where it is too low for everything, the facts give way:
// the question and the answers stay.
func (d *Dialog) View() (string, *tea.Cursor) {
	box := ui.Dialog{Tone: ui.Warn, Title: "A key that was never taken", Wide: 70}
	switch n := len(d.orphans); {
	case n == 0:
		return "", nil
	case n > 1:
		box.Title = fmt.Sprintf("Keys that were never taken (%d of %d)", d.at+1, n)
	}
	return box.View(d.env.Theme, d.Width, d.Height, func(p *ui.Paper) { p.Squeeze(d.head, d.facts, d.foot) })
}

func (d *Dialog) head(p *ui.Paper) {
	o := d.orphan()
	said := o.Reason()
	if !undelivered.Used(&o.Key) {
		said += " What do you want to do with it?"
	}
	p.Blank()
	p.Text(ui.Strong, "", said)
}

func (d *Dialog) facts(p *ui.Paper) {
	o, now := d.orphan(), d.env.Now()
	p.Blank()
	fact := func(label, value string) { p.Fact(label, 13, value) }
	if d.env.Environment.IsProduction() {
		fact("Instance", d.env.Where())
	}
	if o.Key.Preview != "" {
		fact("Key", o.Key.Preview)
	}
	if !o.Key.Created.IsZero() {
		fact("Created", text.Moment(o.Key.Created, d.env.Zone)+", "+text.Relative(o.Key.Created, now, ""))
	}
	fact("Permissions", o.Key.Permissions.Summary())
	fact("Expires", o.Key.Expires.Words(now, d.env.Zone))
	fact("Last used", text.Relative(o.Key.LastUsed, now, "never"))
}

func (d *Dialog) foot(p *ui.Paper) {
	p.Blank()
	p.Add(d.choices.Lines(d.env.Theme, d.answers(), d.deaf)...)
	if d.note != "" {
		p.Text(d.tone, "", d.note)
	}
}
