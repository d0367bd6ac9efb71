package accessible

import (
	"context"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle/many"
	"github.com/supascale/supascale-tui/internal/lifecycle/pending"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text"
)

// pending lists what was begun and is not finished, and goes on to what is chosen.
func (s *session) pending(ctx context.Context) error {
	env := s.env
	source := pending.Source{Rotator: s.newRotator(), Client: env.API, Notes: env.Undelivered, Many: env.RevokeMany}
	for {
		seen, err := prompt.Await(ctx, s.Prompter, prompt.Job{}, func(ctx context.Context) (pending.Seen, error) {
			return pending.Look(ctx, source, env.API.Instance().ID, env.Now)
		})
		if err != nil {
			return s.trouble(err)
		}
		if seen.Unread != nil {
			s.Say("Warning: " + api.Sentence(seen.Unread.Error()))
		}
		if seen.Doubtful {
			s.Say(pending.DoubtWords)
		}
		if len(seen.Items) == 0 {
			s.Say(pending.NoneWords)
			return nil
		}
		s.Say(text.Plural(len(seen.Items), "thing is", "things are") + " not finished.")
		c, err := s.browse(ctx, &browser{
			noun: "thing", nouns: "things",
			len:   func() int { return len(seen.Items) },
			line:  func(i int) string { return s.pendingLine(&seen.Items[i]) },
			named: func(i int) (name, id string) { return seen.Items[i].Name(), "" },
		})
		if err != nil {
			return err
		}
		s.Gap()
		if err := s.settlePending(ctx, &seen.Items[c.item]); err != nil {
			return err
		}
		s.Gap()
	}
}

func (s *session) pendingLine(i *pending.Item) string {
	now := s.env.Now()
	return i.Kind.Words() + ", " + i.Name() + ": " + i.State() + ", since " + text.Relative(i.Since, now, "") + ". " + i.Reason(now) + " What to do: " + i.Remedy()
}

// settlePending leads to what settles an item.
func (s *session) settlePending(ctx context.Context, i *pending.Item) error {
	switch i.Kind {
	case pending.Undelivered:
		return s.orphan(ctx, i.Orphan)
	case pending.RevokeMany:
		return s.reopen(ctx, i.Batch)
	}
	_, err := s.rotate(ctx, i.Rotation.Old)
	return err
}

func (s *session) reopen(ctx context.Context, b *many.Batch) error {
	return s.receipts(ctx, &batch{Batch: *b, reopened: true, onlyLeft: true})
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

// pendingWords say that revocations are not finished, "" for none.
func (s *session) pendingWords(ctx context.Context) (string, error) {
	store, instance := s.env.RevokeMany, s.env.API.Instance().ID
	list, err := local(ctx, s.Prompter, func() ([]many.Batch, error) { return store.List(instance) })
	if prompt.Left(err) {
		return "", err
	}
	n := 0
	for i := range list {
		n += list[i].Tally().Left()
	}
	switch {
	case len(list) > 0:
		return "A revocation of many keys is not finished, " + text.Plural(n, "key is", "keys are") + " left: pending in the main menu goes on.", nil
	case err != nil:
		return "A note about keys to be revoked can't be read: pending in the main menu says more.", nil
	}
	return "", nil
}
