package accessible

import (
	"context"
	"errors"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys/filter"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/prompt"
)

// nothing is the answer that empties a field.
const nothing = "none"

// local does something on this machine that may take its time and is not left half
// way.
func local[T any](ctx context.Context, p *prompt.Prompter, do func() (T, error)) (T, error) {
	return prompt.Await(ctx, p, prompt.Job{Fixed: true}, func(context.Context) (T, error) { return do() })
}

// noteOf reads the note about a key.
func (s *session) noteOf(ctx context.Context, keyID string) (notes.Note, error) {
	store, instance := s.env.Notes, s.env.API.Instance()
	return local(ctx, s.Prompter, func() (notes.Note, error) { return store.Of(instance, keyID) })
}

// tellNote says what is noted about a key, nothing where nothing is.
func (s *session) tellNote(ctx context.Context, keyID string) error {
	note, err := s.noteOf(ctx, keyID)
	switch {
	case prompt.Left(err):
		return err
	case err != nil:
		s.Say("Warning: " + api.Sentence(err.Error()))
	case !note.IsZero():
		s.Sayf("Note, %s: %s.", notes.Label, note.Words())
	}
	return nil
}

// editNote asks for the note about a key, part by part, and writes it. It reports
// whether the note was changed.
func (s *session) editNote(ctx context.Context, about *notes.Note) (changed bool, err error) {
	was, err := s.noteOf(ctx, about.KeyID)
	if err != nil {
		return false, s.refusedHere(err)
	}
	s.Sayf("Note about %s, %s.", about.Named(), notes.Label)
	s.fact("Id", about.KeyID)
	if was.IsZero() {
		s.Say("Nothing is noted so far.")
	}
	s.Sayf("The word %s empties a field.", nothing)
	text := was.Text
	var steps []step[notes.Text]
	for _, f := range notes.Fields() {
		steps = append(steps, func(ctx context.Context, t *notes.Text) error { return s.askNoted(ctx, f, t) })
	}
	if err := inSteps(ctx, s.Prompter, &text, steps); err != nil {
		return false, err
	}
	if text == was.Text {
		s.Say("The note is as it was.")
		return false, nil
	}
	return s.saveNote(ctx, about, was.Text, text)
}

// askNoted asks for one part of a note. What stands there is its default.
func (s *session) askNoted(ctx context.Context, f notes.Field, t *notes.Text) error {
	part := f.Of(t)
	shown := *part
	switch shown {
	case "":
		shown = nothing
	case nothing, prompt.Back:
		shown = `"` + shown + `"`
	}
	for {
		text, err := s.Input(ctx, prompt.Question{Ask: f.Label + ", " + f.Hint, Default: shown, Help: []string{
			"It is kept as plain text on this machine; the instance never hears of it. The word " + nothing + " empties it.",
		}})
		switch {
		case err != nil:
			return err
		case text == shown:
			return nil
		case text == nothing:
			text = ""
		case text == `"`+nothing+`"`:
			text = nothing
		}
		var one notes.Text
		*f.Of(&one) = text
		if one, err = one.Sanitize(); err != nil {
			s.Say(notes.Sentence(err))
			continue
		}
		*part = *f.Of(&one)
		return nil
	}
}

// saveNote writes a note in the place of the one that was there. One that somebody
// else changed meanwhile is written over only when that is wanted.
func (s *session) saveNote(ctx context.Context, about *notes.Note, was, text notes.Text) (changed bool, err error) {
	store, instance, now := s.env.Notes, s.env.API.Instance(), s.env.Now()
	for {
		note, err := local(ctx, s.Prompter, func() (notes.Note, error) {
			return store.Edit(instance, about.KeyID, about.KeyName, now, notes.Instead(was, text))
		})
		switch {
		case prompt.Left(err):
			return false, err
		case errors.Is(err, notes.ErrElsewhere):
			s.Say(api.Sentence(err.Error()) + " It says now: " + note.Words() + ".")
			over, err := s.Confirm(ctx, "Write yours over it?", false)
			if err != nil || !over {
				return false, err
			}
			was = note.Text
			continue
		case err != nil:
			s.Say("Error: " + notes.Sentence(err))
			return false, nil
		case note.IsZero():
			s.Sayf("Nothing is noted about “%s” any more.", about.Named())
		default:
			s.Sayf("Noted about “%s”, on this machine.", about.Named())
		}
		return true, nil
	}
}

// filterNotes are the notes as a filter looks at them, by key id. Without them the
// list is of use too.
func (s *session) filterNotes(ctx context.Context) (map[string]*filter.Note, error) {
	store, instance := s.env.Notes, s.env.API.Instance()
	list, err := local(ctx, s.Prompter, func() ([]notes.Note, error) { return store.List(instance) })
	switch {
	case prompt.Left(err):
		return nil, err
	case err != nil:
		s.Say("Warning: " + api.Sentence(err.Error()))
	}
	return notes.ForFilter(list), nil
}
