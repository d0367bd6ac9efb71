package notes

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/local"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// SuggestedFile is the name of a team's file where nobody said another.
const SuggestedFile = "supascale-notes.toml"

// ReadFile reads a team's file until ctx ends: one of the greatest size takes seconds.
// Its error begins with the path, unless it is ctx's.
func ReadFile(ctx context.Context, path string) (File, error) {
	return local.Await(ctx, func() (File, error) { return readFile(path) })
}

func readFile(path string) (File, error) {
	text, err := local.ReadFile(path, FileMax)
	switch {
	case errors.Is(err, local.ErrNotFile):
		return File{}, fmt.Errorf("%s is not a file", path)
	case errors.Is(err, local.ErrTooLarge):
		return File{}, fmt.Errorf("%s can't be read: it is larger than %d MiB", path, FileMax>>20)
	case err != nil:
		return File{}, fmt.Errorf("%s can't be read: %s", path, local.Reason(err))
	}
	f, err := Decode(text)
	if _, placed := errors.AsType[*Mistake](err); placed {
		return File{}, fmt.Errorf("%s, %w", path, err)
	}
	if err != nil {
		return File{}, fmt.Errorf("%s can't be read: %w", path, err)
	}
	return f, nil
}

// InTheWay says why a file is not written over. Force does it all the same.
type InTheWay struct {
	Path, Why string
}

func (e *InTheWay) Error() string { return e.Path + " " + e.Why + ": nothing was written" }

// Export writes the notes about an instance's keys to a team's file, as a whole or
// not at all, and gives how many. What it wrote is what both sides have in common
// from then on. A file that is there is written over when it is one of notes, of
// this instance, and an import of it would change nothing here; anything else is
// InTheWay, unless forced.
func (s *Store) Export(in api.Instance, path string, force bool) (int, error) {
	target, err := local.FollowLinks(path)
	if err != nil {
		return 0, fmt.Errorf("%s can't be written: %s", path, local.Reason(err))
	}
	if info, err := os.Lstat(target); err == nil && !info.Mode().IsRegular() {
		return 0, fmt.Errorf("%s is not a file: nothing was written", path)
	}
	n, written := 0, false
	err = s.alone(in, func(b *book) (bool, error) {
		if err := b.mayReplace(in, path, target); err != nil && !force {
			return false, err
		}
		list := sorted(b.notes)
		if err := local.WriteFile(path, Encode(Place(in), list)); err != nil {
			return false, fmt.Errorf("%s can't be written: %s", path, local.Reason(err))
		}
		n, written = len(list), true
		b.shared = make(map[string]Text, n)
		for _, note := range list {
			b.shared[note.KeyID] = note.Text
		}
		return true, nil
	})
	if err != nil && written {
		err = fmt.Errorf("%s was written, but not noted as shared, so that the next import may ask about more than it need: %w", path, err)
	}
	return n, err
}

// mayReplace refuses to write over what would be lost. A link that came with a
// repository may lead anywhere, so what it leads to must be notes already.
func (b *book) mayReplace(in api.Instance, path, target string) error {
	if info, err := os.Lstat(target); err != nil || info.Size() == 0 {
		if target != path {
			return &InTheWay{path, "is a link to " + sanitize.Limit(target, 200) + ", which holds no notes"}
		}
		return nil // nothing is there, or writing tells what is wrong
	}
	f, err := readFile(path)
	if err != nil {
		return &InTheWay{path, "is there and is not a file of notes"}
	}
	p := b.plan(in, f, Undecided)
	switch {
	case p.Other:
		return &InTheWay{path, "has the notes of another instance, " + p.Place}
	case !p.Nothing():
		return &InTheWay{path, "has notes that are not here yet. Import it first"}
	}
	return nil
}
