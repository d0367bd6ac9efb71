package accessible

import (
	"context"
	"errors"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text"
)

// noteList is the notes as the task about them shows them.
type noteList struct {
	list   []notes.Note
	listed map[string]api.Key // of the instance, by id
	asked  bool               // whether the instance could be asked for them
}

// notes lists what is noted about keys, those that are gone included.
func (s *session) notes(ctx context.Context) error {
	for {
		l, err := s.readNotes(ctx)
		if err != nil {
			return s.refusedHere(err)
		}
		if len(l.list) == 0 {
			s.Say("There is no note yet. To write one, choose note on a key.")
		} else {
			s.Say(text.Plural(len(l.list), "note", "notes") + ", " + notes.Label + ".")
		}
		if err := s.chooseNote(ctx, l); err != nil {
			return err
		}
		s.Gap()
	}
}

// readNotes reads the notes, and which of their keys there are. Without the latter
// they are of use too.
func (s *session) readNotes(ctx context.Context) (*noteList, error) {
	store, instance := s.env.Notes, s.env.API.Instance()
	list, err := local(ctx, s.Prompter, func() ([]notes.Note, error) { return store.List(instance) })
	if err != nil {
		return nil, err
	}
	l := &noteList{list: list}
	l.listed, l.asked, err = s.listedKeys(ctx)
	return l, err
}

// listedKeys gives the keys of the instance by id. Where it can't be asked it says
// so.
func (s *session) listedKeys(ctx context.Context) (listed map[string]api.Key, asked bool, err error) {
	all, part, err := s.load(ctx)
	switch {
	case prompt.Left(err) || errors.Is(err, prompt.ErrStopped):
		return nil, false, err
	case err != nil:
		s.Say("Which of the keys are still there can't be told: " + api.Explain(err))
		return nil, false, nil
	}
	listed = make(map[string]api.Key, len(all))
	for _, k := range all {
		listed[k.ID] = k
	}
	return listed, part == nil, nil
}

// chooseNote reads the notes out until something is to be read anew.
func (s *session) chooseNote(ctx context.Context, l *noteList) error {
	b := &browser{
		noun: "note", nouns: "notes",
		len:   func() int { return len(l.list) },
		line:  func(i int) string { return l.line(&l.list[i]) },
		named: func(i int) (name, id string) { return l.list[i].Named(), l.list[i].KeyID },
		extra: []prompt.Option{{Word: "import", Text: "import the notes of a team's file"}},
	}
	if len(l.list) > 0 {
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
			changed, err = s.oneNote(ctx, l, &l.list[c.item])
		case c.word == "export":
			err = s.exportNotes(ctx)
		default:
			changed, err = s.importNotes(ctx, l)
		}
		if err != nil && !errors.Is(err, prompt.ErrBack) || changed {
			return err
		}
		s.Gap()
	}
}

func (l *noteList) line(n *notes.Note) string {
	gone := ""
	if _, found := l.listed[n.KeyID]; l.asked && !found {
		gone = " The key is gone."
	}
	return n.Named() + ": " + n.Words() + "." + gone
}

// oneNote shows a note and what can be done with it. It reports whether something
// was changed.
func (s *session) oneNote(ctx context.Context, l *noteList, n *notes.Note) (changed bool, err error) {
	s.Say(l.line(n))
	s.fact("Id", n.KeyID)
	s.Sayf("Changed: %s.", s.when(n.Changed, "not told"))
	options := []prompt.Option{{Word: "edit", Text: "change the note"}, {Word: "remove", Text: "remove the note"}}
	k, found := l.listed[n.KeyID]
	if found {
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
				did, err = s.editNote(ctx, n)
			case "remove":
				did, err = s.removeNote(ctx, n)
			case "key":
				did, err = s.key(ctx, &k)
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
	store, instance := s.env.Notes, s.env.API.Instance()
	_, err = local(ctx, s.Prompter, func() (struct{}, error) { return struct{}{}, store.Remove(instance, n.KeyID) })
	if err != nil {
		return false, s.refusedHere(err)
	}
	s.Say("The note is removed.")
	return true, nil
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
