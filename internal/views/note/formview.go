package note

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// labelEnd is where the labels end and the fields begin, in cells.
const labelEnd = 14

// View draws the form.
func (f *Form) View() string {
	if f.trouble != nil {
		return cantRead(f.trouble).View(f.env.Theme, f.width, f.height)
	}
	lines, _ := f.lines()
	return ui.Box(strings.Join(lines, "\n"), f.width, f.height)
}

// cantRead says that notes can't be read.
func cantRead(err error) ui.Message {
	return ui.Message{
		Tone: ui.Danger, Mark: "✗", Title: "The notes can't be read", Lines: []string{ui.Sentence(err.Error())},
		Keys: []ui.Binding{ui.Bind("r", "try again", "r"), ui.Bind("esc", "back", "esc")},
	}
}

// lines gives what is drawn, and the line of the field with the focus.
func (f *Form) lines() (lines []string, field int) {
	p := &paper{theme: f.env.Theme, width: f.width}
	p.text(ui.Strong, " ", f.named())
	p.text(ui.Muted, " ", "Id "+f.key.KeyID)
	p.text(ui.Muted, " ", "What you note stays "+notes.Label+": the instance never hears of it. :notes export takes it to your team.")
	p.blank()
	for i, part := range parts {
		label := "   " + p.theme.Paint(ui.Muted, ui.Fit(part.Label, labelEnd-3))
		if i == f.focus {
			label = " " + p.theme.Paint(ui.Accent, "▌") + " " + p.theme.Paint(ui.Strong, ui.Fit(part.Label, labelEnd-3))
			field = len(p.lines)
		}
		f.fields[i].SetWidth(max(f.width-labelEnd-1, 1))
		p.lines = append(p.lines, label+f.fields[i].View())
		if i == f.at {
			p.text(ui.Danger, ui.Spaces(labelEnd)+"✗ ", f.wrong)
		}
	}
	p.blank()
	switch {
	case f.save.Running():
		p.text(ui.Muted, "   ", "writing…")
	case f.wrong != "" && f.at < 0:
		p.text(ui.Danger, " ✗ ", f.wrong)
	case !f.have:
		p.text(ui.Muted, "   ", "reading…")
	case f.was.IsZero():
		p.text(ui.Muted, "   ", "Nothing is noted about this key yet.")
	default:
		p.text(ui.Muted, "   ", "Last changed on this machine "+ui.Moment(f.was.Changed, f.env.Zone)+". Empty fields are not kept.")
	}
	return p.lines, field
}

// Cursor is in the field with the focus.
func (f *Form) Cursor() *tea.Cursor {
	c := f.fields[f.focus].Cursor()
	if c == nil || f.trouble != nil || f.width <= labelEnd+1 {
		return nil
	}
	_, line := f.lines()
	if line >= f.height {
		return nil
	}
	c.X = min(c.X+labelEnd, f.width-1)
	c.Y = line
	return c
}

// paper collects lines.
type paper struct {
	theme *ui.Theme
	width int
	lines []string
}

func (p *paper) blank() { p.lines = append(p.lines, "") }

// text adds wrapped text; lead stands before its first line, and the others are
// indented as far.
func (p *paper) text(tone ui.Tone, lead, text string) {
	indent := ui.Width(lead)
	for i, l := range ui.Wrap(text, max(p.width-indent-1, 1)) {
		if i > 0 {
			lead = ui.Spaces(indent)
		}
		p.lines = append(p.lines, p.theme.Paint(tone, lead)+p.theme.Paint(tone, l))
	}
}

var _ screen.Screen = (*Form)(nil)
