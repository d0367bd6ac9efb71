package note

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/text"
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
	return f.form().View(f.height)
}

// cantRead says that notes can't be read.
func cantRead(err error) ui.Message {
	return ui.Message{
		Tone: ui.Danger, Mark: "✗", Title: "The notes can't be read", Lines: []string{text.Sentence(err.Error())},
		Keys: []ui.Binding{ui.Bind("r", "try again", "r"), ui.Bind("esc", "back", "esc")},
	}
}

// form draws the form.
func (f *Form) form() *ui.Form {
	return ui.FitForm(f.env.Theme, f.width, f.height, labelEnd, 0, func(p *ui.Form) {
		p.NoteAt(1, ui.Strong, "", f.named())
		p.NoteAt(1, ui.Muted, "", "Id "+f.key.KeyID)
		p.NoteAt(1, ui.Muted, "", "What you note stays "+notes.Label+": the instance never hears of it. :notes export takes it to your team.")
		p.Add("")
		for i, part := range parts {
			p.Part(i == f.focus, func() {
				f.fields[i].SetWidth(max(f.width-labelEnd-1, 1))
				p.Field(part.Label, f.fields[i])
				if i == f.at {
					p.Note(ui.Danger, "✗ ", f.wrong)
				}
			})
		}
		p.Add("")
		switch {
		case f.save.Running():
			p.NoteAt(3, ui.Muted, "", "writing…")
		case f.wrong != "" && f.at < 0:
			p.NoteAt(1, ui.Danger, "✗ ", f.wrong)
		case !f.have:
			p.NoteAt(3, ui.Muted, "", "reading…")
		case f.was.IsZero():
			p.NoteAt(3, ui.Muted, "", "Nothing is noted about this key yet.")
		default:
			p.NoteAt(3, ui.Muted, "", "Last changed on this machine "+text.Moment(f.was.Changed, f.env.Zone)+". Empty fields are not kept.")
		}
	})
}

// Cursor is in the field with the focus.
func (f *Form) Cursor() *tea.Cursor {
	if f.trouble != nil || f.width <= labelEnd+1 {
		return nil
	}
	return f.form().Cursor(f.height)
}

var _ screen.Screen = (*Form)(nil)
