package accessible

import (
	"context"
	"errors"
	"path/filepath"

	"github.com/supascale/supascale-tui/internal/deliver"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// askPath asks for the whole path of a file.
func (s *session) askPath(ctx context.Context, ask, preset, help string) (string, error) {
	for {
		typed, err := s.Input(ctx, prompt.Question{Ask: ask, Default: preset, Help: []string{help}})
		if err != nil {
			return "", err
		}
		path := deliver.ExpandHome(typed, s.home())
		if path == "" {
			s.Say("Only ~ and ~/ stand for a home folder here, your own. Type the whole path.")
			continue
		}
		if path, err = filepath.Abs(path); err != nil {
			s.Say("The folder this program is in can't be told: type the whole path.")
			continue
		}
		return path, nil
	}
}

// exportNotes writes the notes to a team's file.
func (s *session) exportNotes(ctx context.Context) error {
	s.Sayf("All notes about the keys of %s, as a file to keep in version control: ids, names and what is noted, no secrets.", s.where())
	store, instance := s.env.Notes, s.env.API.Instance()
	preset, force := "~/"+notes.SuggestedFile, false
	for {
		path, err := s.askPath(ctx, "File", preset, "A file of notes that is there is written over where that loses nothing.")
		if err != nil {
			return err
		}
		write := func() (int, error) { return store.Export(instance, path, force) }
		n, err := local(ctx, s.Prompter, write)
		if inTheWay, is := errors.AsType[*notes.InTheWay](err); is {
			s.Say(text.Sentence(inTheWay.Error()))
			if force, err = s.Confirm(ctx, "Write over it all the same?", false); err != nil {
				return err
			}
			if !force {
				continue
			}
			n, err = local(ctx, s.Prompter, write)
			force = false
		}
		switch {
		case prompt.Left(err):
			return err
		case err != nil:
			s.Say("Error: " + text.Sentence(err.Error()))
			continue
		}
		s.Say(text.Plural(n, "note", "notes") + " in " + sanitize.Text(path))
		return nil
	}
}

// importNotes reads a team's file, says what an import of it does, and does it. It
// reports whether something was imported.
func (s *session) importNotes(ctx context.Context, l *noteList) (done bool, err error) {
	s.Say("The notes of a file that your team shares. Nothing changes before you have heard what an import does.")
	var file notes.File
	for {
		path, err := s.askPath(ctx, "File", "~/"+notes.SuggestedFile, "A file that an export wrote.")
		if err != nil {
			return false, err
		}
		file, err = prompt.Await(ctx, s.Prompter, prompt.Job{}, func(ctx context.Context) (notes.File, error) { return notes.ReadFile(ctx, path) })
		if err == nil {
			break
		}
		if err := s.refusedHere(err); err != nil {
			return false, err
		}
	}
	choice := notes.Undecided
	for {
		plan, err := s.planImport(ctx, l, file, choice)
		if err != nil {
			return false, s.refusedHere(err)
		}
		s.tellImport(&plan)
		word, err := s.Select(ctx, "What to do", importOptions(&plan), "cancel")
		switch {
		case err != nil:
			return false, err
		case word == "cancel":
			s.Say("Nothing was imported.")
			return false, nil
		case word != "import":
			choice = notes.Choice(word)
			continue
		}
		store, instance, now := s.env.Notes, s.env.API.Instance(), s.env.Now()
		_, err = local(ctx, s.Prompter, func() (struct{}, error) { return struct{}{}, store.Import(instance, file, plan, now) })
		switch {
		case errors.Is(err, notes.ErrMoved):
			s.Say(text.Sentence(err.Error()))
			continue
		case err != nil:
			return false, s.refusedHere(err)
		}
		s.Say("Imported: " + plan.Words() + ".")
		return true, nil
	}
}

func (s *session) planImport(ctx context.Context, l *noteList, file notes.File, choice notes.Choice) (notes.Plan, error) {
	store, instance := s.env.Notes, s.env.API.Instance()
	plan, err := local(ctx, s.Prompter, func() (notes.Plan, error) { return store.Plan(instance, file, choice) })
	if err == nil && l.asked {
		plan.Mark(func(id string) bool { _, found := l.listed[id]; return found })
	}
	return plan, err
}

// importOptions are what can be done about a plan: as long as conflicts are not
// decided, it can't be imported.
func importOptions(p *notes.Plan) (list []prompt.Option) {
	if !p.Undecided() {
		list = append(list, prompt.Option{Word: "import", Text: "do what was read out"})
	}
	if p.Count(notes.Conflict) > 0 {
		list = append(list, prompt.Option{Word: string(notes.Mine), Text: "where both sides have changed the same, keep yours"},
			prompt.Option{Word: string(notes.Theirs), Text: "where both sides have changed the same, take theirs"})
	}
	return append(list, prompt.Option{Word: "cancel", Text: "import nothing", Number: "0"})
}

// tellImport reads out what an import does.
func (s *session) tellImport(p *notes.Plan) {
	s.Gap()
	s.Say("Nothing has changed yet. An import would do this: " + p.Words() + ".")
	for _, remark := range p.Remarks() {
		s.Say("Warning: " + remark)
	}
	switch words := p.Choice.Words(); {
	case p.Undecided():
		s.Say("Both sides have changed the same since they last agreed: say mine or theirs.")
	case words != "" && p.Count(notes.Conflict) > 0:
		s.Say(words)
	}
	for i := range p.Changes {
		c := &p.Changes[i]
		if !c.Tells() {
			continue
		}
		s.Say(c.Named() + ": " + c.Words() + ".")
		for _, d := range c.Differences() {
			s.Say("- " + d.Field + ": " + c.DifferenceWords(d) + ".")
		}
	}
}
