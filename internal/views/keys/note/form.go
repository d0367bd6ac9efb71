// Package note is what the console has for the admin's own notes about keys: the
// form for one, the list of them, and how they go to a file for a team and come
// from it.
package note

import (
	"context"
	"errors"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// ID owns the requests of the form.
const ID = "note"

// FormRoute leads to the form.
var FormRoute = screen.Route{ID: ID, Once: true, Needs: needsNotes, Opens: []screen.Opener{screen.On(NewForm)}}

func needsNotes(env screen.Env) string {
	if env.Notes == nil {
		return "This console keeps no notes."
	}
	return ""
}

// fieldLimit is more than a field may have, so that a long paste is refused in
// words and not cut in silence.
const fieldLimit = 1000

var parts = notes.Fields()

// Form is the form for the note about a key.
type Form struct {
	screen.Base
	env    screen.Env
	key    screen.ShowNote
	fields []*ui.Field
	focus  int
	look   screen.Call[notes.Note]
	save   screen.Call[notes.Note]

	have    bool
	was     notes.Note // as it is on disk, as far as is known here
	trouble error      // it can't be read
	wrong   string     // why it was not saved
	at      int        // the field that is wrong, -1 for none
}

// NewForm returns the form, empty until Init.
func NewForm(env screen.Env, key screen.ShowNote) *Form {
	f := &Form{
		env: env, key: key, at: -1,
		look: screen.Call[notes.Note]{Owner: ID, Name: "look"},
		save: screen.Call[notes.Note]{Owner: ID, Name: "save"},
	}
	for _, p := range parts {
		f.fields = append(f.fields, ui.NewField(env.Theme, p.Hint, fieldLimit))
	}
	f.fields[0].Focus()
	return f
}

// Title names the form.
func (f *Form) Title() string { return "Note about " + f.named() }

func (f *Form) named() string {
	if f.key.KeyName == "" {
		return f.key.KeyID
	}
	return f.key.KeyName
}

// Init reads the note, once.
func (f *Form) Init() tea.Cmd {
	if f.have {
		return nil
	}
	store, instance, id := f.env.Notes, f.env.API.Instance(), f.key.KeyID
	return f.look.Start(func(context.Context) (notes.Note, error) { return store.Of(instance, id) })
}

// Update takes a message.
func (f *Form) Update(msg tea.Msg) tea.Cmd {
	if r, mine := f.look.Take(msg); mine {
		if f.trouble = r.Err; r.Err == nil {
			f.have, f.was = true, r.Value
			for i, p := range parts {
				f.fields[i].SetValue(*p.Of(&f.was.Text))
			}
		}
		return nil
	}
	if r, mine := f.save.Take(msg); mine {
		return f.saved(r.Value, r.Err)
	}
	cmd, _ := screen.Input(f, msg, f.edit)
	return cmd
}

// edit takes typing. What is said of a mistake stays until something is typed.
func (f *Form) edit(msg tea.Msg) {
	if !f.have || f.save.Running() {
		return
	}
	field := f.fields[f.focus]
	before := field.Value()
	if field.Update(msg); field.Value() != before {
		f.wrong, f.at = "", -1
	}
}

const savingWords = "The note is being written: wait a moment."

// Actions are what can be done now.
func (f *Form) Actions() []screen.Action {
	esc := screen.Do(ui.Bind(press.Esc, "back").DisabledIf(f.save.Running(), savingWords), func() tea.Cmd { return screen.Send(screen.Back{}) })
	if f.trouble != nil {
		return []screen.Action{esc, screen.Do(ui.Bind(press.Refresh, "try again"), f.Init)}
	}
	return []screen.Action{
		screen.Do(ui.Bind(press.Enter, "save").DisabledIf(!f.have || f.save.Running(), savingWords), f.send),
		screen.Step(ui.Bind(press.Tab.Or(press.ArrowDown), "next field"), f.turn),
		screen.Step(ui.Bind(press.BackTab.Or(press.ArrowUp), "field before").HelpOnly(), f.turn),
		esc,
	}
}

func (f *Form) turn(by int) {
	f.fields[f.focus].Blur()
	f.focus = (f.focus + by + len(f.fields)) % len(f.fields)
	f.fields[f.focus].Focus()
}

// text is what is typed.
func (f *Form) text() (t notes.Text) {
	for i, p := range parts {
		*p.Of(&t) = f.fields[i].Value()
	}
	return t
}

// changed reports whether there is something to lose.
func (f *Form) changed() bool {
	if !f.have {
		return false
	}
	sanitize, err := f.text().Sanitize()
	return err != nil || sanitize != f.was.Text
}

// send writes the note away from the event loop.
func (f *Form) send() tea.Cmd {
	f.wrong, f.at = "", -1
	store, instance, key, now, was, text := f.env.Notes, f.env.API.Instance(), f.key, f.env.Now(), f.was.Text, f.text()
	return f.save.Start(func(context.Context) (notes.Note, error) {
		return store.Edit(instance, key.KeyID, key.KeyName, now, notes.Instead(was, text))
	})
}

func (f *Form) saved(n notes.Note, err error) tea.Cmd {
	if field, refused := errors.AsType[*keys.FieldError](err); refused {
		f.wrong = notes.Sentence(err)
		if i := slices.IndexFunc(parts, func(p notes.Field) bool { return p.Name == field.Field }); i >= 0 {
			f.turn(i - f.focus)
			f.at = i
		}
		return nil
	}
	switch {
	case errors.Is(err, notes.ErrElsewhere):
		f.was = n
		f.wrong = text.Sentence(err.Error()) + " It says now: " + n.Words() + ". Enter writes yours over it."
		return nil
	case err != nil:
		f.wrong = text.Sentence(err.Error())
		return nil
	}
	f.was = n
	for i, p := range parts {
		f.fields[i].SetValue(*p.Of(&n.Text))
	}
	said := "Noted about “" + f.named() + "”, on this machine."
	if n.IsZero() {
		said = "Nothing is noted about “" + f.named() + "” any more."
	}
	return tea.Sequence(screen.Send(screen.NotesChanged{}), screen.Send(screen.Back{}), screen.Say(ui.Good, said))
}

// Leave says what would be lost.
func (f *Form) Leave() screen.Leave {
	if !f.changed() {
		return screen.Leave{}
	}
	return screen.Leave{Question: "What you typed about “" + f.named() + "” is not saved.", Stay: "go on writing", Go: "throw it away"}
}

// Capturing reports that letters are text.
func (f *Form) Capturing() bool { return f.trouble == nil }

// labelEnd is where the labels end and the fields begin, in cells.
const labelEnd = 14

// View draws the form.
func (f *Form) View() (string, *tea.Cursor) {
	if f.trouble != nil {
		return f.Message(f.env.Theme, cantRead(f.trouble))
	}
	return f.Form(f.env.Theme, labelEnd, 0, true, f.draw)
}

// cantRead says that notes can't be read.
func cantRead(err error) ui.Message {
	return ui.Message{
		Tone: ui.Danger, Mark: "✗", Title: "The notes can't be read", Lines: []string{text.Sentence(err.Error())},
		Keys: []ui.Binding{ui.Bind(press.Refresh, "try again"), ui.Bind(press.Esc, "back")},
	}
}

func (f *Form) draw(p *ui.Form) {
	p.NoteAt(1, ui.Strong, "", f.named())
	p.NoteAt(1, ui.Muted, "", "Id "+f.key.KeyID)
	p.NoteAt(1, ui.Muted, "", "What you note stays "+notes.Label+": the instance never hears of it. :notes export takes it to your team.")
	p.Add("")
	for i, part := range parts {
		p.Part(i == f.focus, func() {
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
}

var _ screen.Screen = (*Form)(nil)
