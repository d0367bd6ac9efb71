package accessible

import (
	"context"

	verbs "github.com/supascale/supascale-tui/internal/cli/pending"
	"github.com/supascale/supascale-tui/internal/lifecycle/pending"
	"github.com/supascale/supascale-tui/internal/lifecycle/revokemany"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text"
)

// pending lists what was begun and is not finished, and goes on to what is chosen.
func (s *session) pending(ctx context.Context) error {
	for {
		o := verbs.Options{Target: s.target()}
		l, err := s.list(ctx, o.Run)
		if l == nil || len(l.rows) == 0 {
			return err
		}
		s.Say(text.Plural(len(l.rows), "thing is", "things are") + " not finished.")
		c, err := s.browse(ctx, &browser{noun: "thing", nouns: "things", rows: l.rows})
		if err != nil {
			return err
		}
		s.Gap()
		i := l.rows[c.item].about.(*pending.Item)
		if _, err := at(ctx, s, i.Instance, func() (struct{}, error) { return struct{}{}, s.settlePending(ctx, i) }); err != nil {
			return err
		}
		s.Gap()
	}
}

// settlePending leads to what settles an item.
func (s *session) settlePending(ctx context.Context, i *pending.Item) error {
	switch i.Kind {
	case pending.Undelivered:
		return s.orphan(ctx, i.Orphan)
	case pending.RevokeMany:
		return s.reopen(ctx, i.Revocation)
	}
	_, err := s.rotate(ctx, i.Rotation.Old, rotation.Wish{})
	return err
}

func (s *session) reopen(ctx context.Context, b *revokemany.Revocation) error {
	return s.receipts(ctx, &revocation{Revocations: revokemany.Join(revokemany.Run{Revocation: *b}), reopened: true, onlyLeft: true})
}

// forget forgets a revocation.
func (s *session) forget(ctx context.Context, r *revokemany.Revocations) error {
	store := s.env.RevokeMany
	for i := range r.Runs {
		if _, err := local(ctx, s.Prompter, func() (struct{}, error) { return struct{}{}, store.Forget(&r.Runs[i].Revocation) }); err != nil {
			return s.refusedHere(err)
		}
	}
	s.Say("Forgotten: the keys that are left stay as they are.")
	return nil
}

// pendingWords say that revocations are not finished, "" for none.
func (s *session) pendingWords(ctx context.Context) (string, error) {
	store, instance := s.env.RevokeMany, s.env.API.Instance().ID
	list, err := local(ctx, s.Prompter, func() ([]revokemany.Revocation, error) { return store.List(instance) })
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
