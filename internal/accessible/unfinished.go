package accessible

import (
	"context"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/many"
	"github.com/supascale/supascale-tui/internal/text"
)

// batches are the revocations of many keys that are not at their end. A note that
// can't be read is an error beside the others.
func (s *session) batches(ctx context.Context) (list []many.Batch, err error) {
	store, instance := s.env.RevokeMany, s.env.API.Instance().ID
	return local(ctx, s.Prompter, func() ([]many.Batch, error) { return store.List(instance) })
}

// unfinished goes on with revocations of many keys that were cut off.
func (s *session) unfinished(ctx context.Context) error {
	for {
		list, err := s.batches(ctx)
		if left(err) {
			return err
		}
		if err != nil {
			s.Say("Warning: " + api.Sentence(err.Error()))
		}
		switch len(list) {
		case 0:
			if err == nil {
				s.Say("No revocation is unfinished.")
			}
			return nil
		case 1:
			return s.reopen(ctx, &list[0])
		}
		s.Say(text.Plural(len(list), "revocation of many keys is", "revocations of many keys are") + " not finished.")
		c, err := s.browse(ctx, &browser{
			noun: "revocation", nouns: "revocations",
			len:  func() int { return len(list) },
			line: func(i int) string { return s.batchLine(&list[i]) },
		})
		if err == nil {
			err = s.reopen(ctx, &list[c.item])
		}
		if err != nil {
			return err
		}
		s.Gap()
	}
}

func (s *session) reopen(ctx context.Context, b *many.Batch) error {
	return s.receipts(ctx, &batch{Batch: *b, reopened: true, onlyLeft: true})
}

func (s *session) batchLine(b *many.Batch) string {
	t := b.Tally()
	return "begun " + text.Relative(b.Begun, s.env.Now(), "") + ", " + text.Number(t.Left()) + " of " + text.Plural(t.Keys, "key", "keys") +
		" left, the first is " + lifecycle.Shown(&b.Receipts[0].Key) + "."
}

// forget forgets a batch.
func (s *session) forget(ctx context.Context, b *many.Batch) error {
	store := s.env.RevokeMany
	if _, err := local(ctx, s.Prompter, func() (struct{}, error) { return struct{}{}, store.Forget(b) }); err != nil {
		return s.refusedHere(err)
	}
	s.Say("Forgotten: the keys that are left stay as they are.")
	return nil
}

// unfinishedWords say that there is something to go on with, "" for nothing. A note
// that can't be read is told of in the task about them.
func (s *session) unfinishedWords(ctx context.Context) (string, error) {
	list, err := s.batches(ctx)
	if left(err) {
		return "", err
	}
	n := 0
	for i := range list {
		n += list[i].Tally().Left()
	}
	switch {
	case len(list) > 0:
		return "A revocation of many keys is not finished, " + text.Plural(n, "key is", "keys are") + " left: unfinished in the main menu goes on.", nil
	case err != nil:
		return "A note about keys to be revoked can't be read: unfinished in the main menu says more.", nil
	}
	return "", nil
}
