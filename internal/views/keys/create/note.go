package create

import (
	"context"
	"errors"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// noteLimit is more than a field may have, so that a long paste is refused in words.
const noteLimit = 1000

// noteForm is what is noted about the key: a line, and a field for each part of a note
// while it has the focus.
type noteForm struct {
	fields []*ui.Field
	at     int // the one that is typed in
	look   screen.Call[notes.Note]
	began  notes.Text // what the old key has
}

func newNoteForm(t *ui.Theme) noteForm {
	n := noteForm{look: screen.Call[notes.Note]{Owner: ID, Name: "note"}}
	for _, f := range notes.Fields() {
		n.fields = append(n.fields, ui.NewField(t, f.Hint, noteLimit))
	}
	return n
}

func (n *noteForm) text() (t notes.Text) {
	for i, f := range notes.Fields() {
		*f.Of(&t) = strings.TrimSpace(n.fields[i].Value())
	}
	return t
}

func (n *noteForm) set(t notes.Text) {
	for i, f := range notes.Fields() {
		n.fields[i].SetValue(*f.Of(&t))
	}
}

// focusOn moves the focus among the fields; -1 for none.
func (n *noteForm) focusOn(at int) {
	for _, f := range n.fields {
		f.Blur()
	}
	if at >= 0 {
		n.at = at
		n.fields[at].Focus()
	}
}

// readNote asks what is noted about the old key, which the new one takes over.
func (s *Screen) readNote() tea.Cmd {
	store, instance, id := s.env.Notes, s.env.API.Instance(), s.given.Old
	if store == nil || id == "" {
		return nil
	}
	return s.note.look.Start(func(context.Context) (notes.Note, error) { return store.Of(instance, id) })
}

// takeNote fills it in, unless something was typed meanwhile.
func (s *Screen) takeNote(n notes.Note, err error) tea.Cmd {
	if err != nil {
		return screen.Say(ui.Warn, "What is noted about the old key can't be read: "+err.Error())
	}
	if s.note.text().IsZero() {
		s.note.began = n.Text
		s.note.set(n.Text)
	}
	return nil
}

// checkNote puts a refusal on the field that it is about.
func (s *Screen) checkNote() notes.Text {
	text, err := s.note.text().Sanitize()
	if err == nil {
		err = text.Missing(s.env.Defaults.NoteRequired)
	}
	if err == nil {
		return text
	}
	if wrong, ok := errors.AsType[*keys.FieldError](err); ok {
		s.note.at = max(slices.IndexFunc(notes.Fields(), func(f notes.Field) bool { return f.Name == wrong.Field }), 0)
	}
	s.refuse(noted, notes.Sentence(err))
	return text
}

// noteActions go from field to field, and beyond them to the other parts.
func (s *Screen) noteActions() []screen.Action {
	last := len(s.note.fields) - 1
	on := func() {
		if s.note.at == last {
			s.next()
		} else {
			s.note.focusOn(s.note.at + 1)
		}
	}
	back := func() {
		if s.note.at == 0 {
			s.previous()
		} else {
			s.note.focusOn(s.note.at - 1)
		}
	}
	return []screen.Action{
		screen.Set(ui.Bind(press.Enter, "next"), on),
		screen.Set(ui.Bind(press.ArrowDown, "next field").HelpOnly(), on),
		screen.Set(ui.Bind(press.ArrowUp, "field before").HelpOnly(), back),
	}
}

// noteKeys lead to what is to be noted where tab passes it over: its letter does, outside
// of text.
func (s *Screen) noteKeys() []string {
	switch {
	case s.asksForNote() || s.lost != nil:
		return nil
	case s.Capturing() || s.inside():
		return []string{"tab", press.Note.Show()}
	}
	return []string{press.Note.Show()}
}

// drawNote draws a line, or the fields while they have the focus.
func (s *Screen) drawNote(f *ui.Form) {
	if s.focus == noted {
		for i, part := range notes.Fields() {
			f.Within(i-s.note.at, func() { f.Field(part.Label, s.note.fields[i]) })
		}
	} else {
		line := f.Label("Notes", labelEnd) + s.env.Theme.Paint(ui.Faint, ui.Cut(s.noteWords(), max(f.Width-labelEnd-1, 1)))
		f.Add(s.env.Theme.Zone(line, s.noteKeys()...))
	}
	if why := s.refused[noted]; why != "" {
		f.Note(ui.Danger, "✗ ", why)
	}
}

// asksForNote reports whether the admin is led to what is to be noted.
func (s *Screen) asksForNote() bool {
	return len(s.env.Defaults.NoteRequired) > 0 || s.refused[noted] != ""
}

func (s *Screen) noteWords() string {
	text := s.note.text()
	switch required := s.env.Defaults.NoteRequired; {
	case !text.IsZero():
		return text.Words()
	case len(required) > 0:
		return "required: " + strings.Join(required, ", ")
	}
	return press.Note.Show() + " notes owner, purpose and ticket, " + notes.Label
}
