package accessible

import (
	"context"

	"github.com/supascale/supascale-tui/internal/api"
	verbs "github.com/supascale/supascale-tui/internal/cli/keys"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/prompt"
)

// local does something on this machine that may take its time and is not left half
// way.
func local[T any](ctx context.Context, p *prompt.Prompter, do func() (T, error)) (T, error) {
	return prompt.Await(ctx, p, prompt.Job{Fixed: true}, func(context.Context) (T, error) { return do() })
}

// tellNote says what is noted about a key, nothing where nothing is.
func (s *session) tellNote(ctx context.Context, keyID string) error {
	store, instance := s.env.Notes, s.env.API.Instance()
	note, err := local(ctx, s.Prompter, func() (notes.Note, error) { return store.Of(instance, keyID) })
	switch {
	case prompt.Left(err):
		return err
	case err != nil:
		s.Say("Warning: " + api.Sentence(err.Error()))
	case !note.IsZero():
		s.details(output.NoteDetails(&note, s.env.Now(), s.env.Zone))
	}
	return nil
}

// editNote asks for the note about a key, and reports whether it was written.
func (s *session) editNote(ctx context.Context, about *notes.Note) (changed bool, err error) {
	o := verbs.NoteOptions{Target: s.target(), Edit: true, Key: about}
	return s.run(ctx, o.Run)
}
