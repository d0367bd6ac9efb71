package accessible

import (
	"context"
	"errors"

	"github.com/supascale/supascale-tui/internal/api"
	keyverbs "github.com/supascale/supascale-tui/internal/cli/keys"
	verbs "github.com/supascale/supascale-tui/internal/cli/notes"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text"
)

// notes lists what is noted about keys, those that are gone included.
func (s *session) notes(ctx context.Context) error {
	for {
		o := verbs.ListOptions{Target: s.target()}
		l, err := s.list(ctx, o.Run)
		if l == nil {
			return err
		}
		if len(l.rows) > 0 {
			s.Say(text.Plural(len(l.rows), "note", "notes") + ", " + notes.Label + ".")
		}
		if err := s.chooseNote(ctx, l.rows); err != nil {
			return err
		}
		s.Gap()
	}
}

// chooseNote reads the notes out until something is to be read anew.
func (s *session) chooseNote(ctx context.Context, rows []row) error {
	b := &browser{
		noun: "note", nouns: "notes", rows: rows,
		extra: []prompt.Option{{Word: "import", Text: "import the notes of a team's file"}},
	}
	if len(rows) > 0 {
		b.extra = append([]prompt.Option{{Word: "export", Text: "write all notes to a file for a team"}}, b.extra...)
	}
	for {
		c, err := s.browse(ctx, b)
		if err != nil {
			return err
		}
		var changed bool
		s.Gap()
		switch {
		case c.item >= 0:
			n := rows[c.item].about.(output.NotedKey)
			changed, err = s.oneNote(ctx, &n)
		case c.word == "export":
			err = s.exportNotes(ctx)
		default:
			changed, err = s.importNotes(ctx)
		}
		if err != nil && !errors.Is(err, prompt.ErrBack) || changed {
			return err
		}
		s.Gap()
	}
}

// oneNote shows a note and what can be done with it. It reports whether something
// was changed.
func (s *session) oneNote(ctx context.Context, n *output.NotedKey) (changed bool, err error) {
	s.details(append([][2]string{{"Key", n.Named()}, {"ID", n.KeyID}}, output.NoteDetails(&n.Note, s.env.Now(), s.env.Zone)...))
	options := []prompt.Option{{Word: "edit", Text: "change the note"}, {Word: "remove", Text: "remove the note"}}
	if n.Listed {
		options = append(options, prompt.Option{Word: "key", Text: "the key, with its details"})
	}
	options = append(options, prompt.Option{Word: "list", Text: "back to the notes", Number: "0"})
	for {
		s.Gap()
		word, err := s.Select(ctx, "What to do", options, "list")
		if errors.Is(err, prompt.ErrBack) || err == nil && word == "list" {
			return changed, nil
		}
		did := false
		if err == nil {
			switch word {
			case "edit":
				did, err = s.editNote(ctx, &n.Note)
			case "remove":
				did, err = s.removeNote(ctx, &n.Note)
			case "key":
				did, err = s.keyOf(ctx, n.KeyID)
			}
		}
		changed = changed || did
		if !errors.Is(err, prompt.ErrBack) && (did || err != nil) {
			return changed, err
		}
	}
}

func (s *session) removeNote(ctx context.Context, n *notes.Note) (done bool, err error) {
	sure, err := s.Confirm(ctx, "Remove the note about "+n.Named()+" for good?", false)
	if err != nil || !sure {
		return false, err
	}
	o := keyverbs.NoteOptions{Target: s.target(), Clear: true, Key: n}
	return s.run(ctx, o.Run)
}

// refusedHere says what went wrong on this machine, in the words of its error. It
// gives back only what ends the task.
func (s *session) refusedHere(err error) error {
	if prompt.Left(err) || errors.Is(err, prompt.ErrStopped) {
		return s.trouble(err)
	}
	s.Say("Error: " + api.Sentence(err.Error()))
	return nil
}
