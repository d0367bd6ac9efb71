package accessible

import (
	"context"

	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/text"
)

// rotations lists those that are not finished, and goes on to the one that is
// chosen.
func (s *session) rotations(ctx context.Context) error {
	for {
		rotator := s.newRotator()
		seen, err := await(ctx, s.Prompter, job{timeout: walkTimeout}, func(ctx context.Context) (rotation.Seen, error) {
			return rotator.Look(ctx, "")
		})
		if err != nil {
			return s.trouble(err)
		}
		s.warnUnread(&seen)
		list := seen.Unfinished
		if len(list) == 0 {
			s.Say(rotation.NoneWords + " To begin one, choose rotate on a key.")
			return nil
		}
		s.Say(text.Plural(len(list), "rotation is", "rotations are") + " not finished.")
		c, err := s.browse(ctx, &browser{
			noun: "rotation", nouns: "rotations",
			len:   func() int { return len(list) },
			line:  func(i int) string { return s.rotationLine(&list[i]) },
			named: func(i int) (name, id string) { return list[i].Old.Shown(), list[i].Old.ID },
		})
		if err != nil {
			return err
		}
		s.Gap()
		if _, err = s.rotate(ctx, list[c.item].Old); err != nil {
			return err
		}
		s.Gap()
	}
}

func (s *session) rotationLine(st *rotation.Standing) string {
	now := s.env.Now()
	return st.Old.Shown() + ": " + st.Step.Words() + ", begun " + text.Relative(st.Begun, now, "") + ". " + st.Reason(now) + " What to do: " + st.Remedy()
}
