package accessible

import (
	"context"
	"path/filepath"

	verbs "github.com/supascale/supascale-tui/internal/cli/notes"
	"github.com/supascale/supascale-tui/internal/deliver"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/prompt"
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
	return s.withFile(ctx, "A file of notes that is there is written over where that loses nothing.", func(path string) (bool, error) {
		o := verbs.ExportOptions{Target: s.target()}
		return s.run(ctx, o.Run, path)
	})
}

// importNotes reads a team's file, says what an import of it does, and does it. It
// reports whether the notes are to be read anew.
func (s *session) importNotes(ctx context.Context) (done bool, err error) {
	s.Say("The notes of a file that your team shares. Nothing changes before you have heard what an import does.")
	err = s.withFile(ctx, "A file that an export wrote.", func(path string) (bool, error) {
		o := verbs.ImportOptions{Target: s.target(), Confirm: true}
		return s.run(ctx, o.Run, path)
	})
	return err == nil, err
}

// withFile asks for a file of notes until what is done with it succeeds.
func (s *session) withFile(ctx context.Context, help string, do func(path string) (done bool, err error)) error {
	for {
		path, err := s.askPath(ctx, "File", "~/"+notes.SuggestedFile, help)
		if err != nil {
			return err
		}
		if done, err := do(path); done || err != nil {
			return err
		}
	}
}
