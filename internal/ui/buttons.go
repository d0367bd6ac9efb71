package ui

import tea "charm.land/bubbletea/v2"

// Button is one of those at the end of a form.
type Button struct {
	Label string
	Does  string // in the footer
	Press func() tea.Cmd
}

// Buttons are those of a form, one of them chosen.
type Buttons struct{ at int }

// Reset chooses the first again.
func (b *Buttons) Reset() { b.at = 0 }

// Step chooses another; the ends hold.
func (b *Buttons) Step(list []Button, by int) { b.at = min(max(b.at+by, 0), len(list)-1) }

// Chosen is the one that is chosen.
func (b *Buttons) Chosen(list []Button) Button { return list[min(b.at, len(list)-1)] }

// Refusals are what was refused of a form, by part.
type Refusals[P comparable] map[P]string

// Add adds a refusal behind what was refused of the part before.
func (r Refusals[P]) Add(part P, why string) {
	if r[part] != "" {
		why = r[part] + " " + why
	}
	r[part] = why
}

// First is the first of the parts that was refused.
func (r Refusals[P]) First(parts []P) (part P, found bool) {
	for _, p := range parts {
		if r[p] != "" {
			return p, true
		}
	}
	return part, false
}
