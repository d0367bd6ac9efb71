package undelivered

import (
	"fmt"

	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
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

// View draws the box. Where it is too low for everything, the facts give way:
// the question and the answers stay.
func (d *Dialog) View(width, height int) string {
	inner := min(width-frameCells, 70)
	if len(d.orphans) == 0 || inner < leastInner || height <= frameLines {
		return ""
	}
	head, facts, foot := d.head(inner), d.facts(inner), d.foot(inner)
	room := height - frameLines
	if over := len(head) + len(facts) + len(foot) - room; over > 0 {
		facts = facts[:max(len(facts)-over, 0)]
	}
	lines := append(append(head, facts...), foot...)
	if over := len(lines) - room; over > 0 {
		lines = lines[:room]
	}
	title := "A key that was never taken"
	if n := len(d.orphans); n > 1 {
		title = fmt.Sprintf("Keys that were never taken (%d of %d)", d.at+1, n)
	}
	return d.env.Theme.Frame(ui.Warn, title, lines, inner)
}

func (d *Dialog) head(inner int) []string {
	o := d.orphan()
	said := fmt.Sprintf("Key “%s” was created and never taken: its value is gone. What is to become of it?", o.Key.Name)
	switch {
	case undelivered.Used(&o.Key):
		said = fmt.Sprintf("Nobody told the console that key “%s” was taken, but it is in use: somebody has its value.", o.Key.Name)
	case o.Entry.KeyID == "":
		said = fmt.Sprintf("Key “%s” was created, but the answer with its value was lost: nobody can use it. What is to become of it?", o.Key.Name)
	}
	return append([]string{""}, d.wrapped(ui.Strong, said, inner)...)
}

func (d *Dialog) facts(inner int) []string {
	o := d.orphan()
	now := d.env.Now()
	lines := []string{""}
	fact := func(label, value string) {
		const gap = 13
		for i, l := range ui.Wrap(value, max(inner-gap, 1)) {
			if i > 0 {
				label = ""
			}
			lines = append(lines, d.env.Theme.Paint(ui.Muted, ui.Fit(label, gap))+l)
		}
	}
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
	return lines
}

func (d *Dialog) foot(inner int) []string {
	lines := append([]string{""}, d.choices.Lines(d.env.Theme, d.answers(), d.deaf)...)
	if d.note != "" {
		lines = append(lines, d.wrapped(d.tone, d.note, inner)...)
	}
	return lines
}

func (d *Dialog) wrapped(tone ui.Tone, text string, inner int) []string {
	var out []string
	for _, l := range ui.Wrap(text, inner) {
		out = append(out, d.env.Theme.Paint(tone, l))
	}
	return out
}
