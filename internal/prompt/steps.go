package prompt

import (
	"context"
	"errors"
)

// Step asks for a part of something.
type Step[T any] func(context.Context, *T) error

// InSteps asks for what is asked part by part. Going back from a part leads to
// the one before.
func InSteps[T any](ctx context.Context, p *Prompter, what *T, steps []Step[T]) error {
	for at := 0; at < len(steps); {
		err := steps[at](ctx, what)
		switch {
		case err == nil:
			at++
		case errors.Is(err, ErrBack) && at > 0:
			at--
			p.Say("Back one step.")
		default:
			return err
		}
	}
	return nil
}
