package accessible

import (
	"context"
	"errors"
	"strings"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/prompt"
)

// revoke asks for the key's name, revokes it and lists again to confirm. It
// reports whether the key is gone.
func (s *session) revoke(ctx context.Context, k *api.Key) (gone bool, err error) {
	if why := k.CantName(); why != "" {
		s.Say(why)
		return false, nil
	}
	own, err := s.confirmRevoke(ctx, k, s.phraseFor(k), "")
	if err != nil {
		return false, err
	}
	client := s.env.API
	return s.revokeNow(ctx, k, own, func(ctx context.Context) (bool, error) { return lifecycle.Revoke(ctx, client, k) })
}

// confirmRevoke says what the revocation of a key means, with what is known of its
// use, and asks for its name. It reports whether the key is the console's own; an
// error leaves the key as it is.
func (s *session) confirmRevoke(ctx context.Context, k *api.Key, phrase lifecycle.Phrase, known string) (own bool, err error) {
	own = s.isOwn(k)
	s.Sayf("Revoke %s on %s.", lifecycle.Shown(k), s.where())
	if own {
		s.Say("Warning: " + lifecycle.OwnWarning)
	}
	if known != "" {
		s.Say(known)
	}
	s.Say(lifecycle.Consequence(k, s.env.Now()))
	return own, s.typed(ctx, phrase, "The key is revoked when this is typed exactly. Anything else leaves it as it is.", "b leaves the key as it is.")
}

func (s *session) phraseFor(k *api.Key) lifecycle.Phrase {
	return lifecycle.PhraseFor(k, s.isOwn(k), s.env.Now())
}

// typed has a phrase typed. An error says that it was not.
func (s *session) typed(ctx context.Context, phrase lifecycle.Phrase, help, leaves string) error {
	if phrase.Empty() {
		return s.agreed(ctx)
	}
	ask := strings.TrimSuffix(phrase.Question(), ":")
	for {
		typed, err := s.Input(ctx, prompt.Question{Ask: strings.Join(strings.Fields(ask), " "), Literal: phrase.Fits, Help: []string{help}})
		if err != nil {
			if errors.Is(err, prompt.ErrBack) {
				s.Say("Not revoked.")
			}
			return err
		}
		if phrase.Fits(typed) {
			return nil
		}
		s.Say("What was typed is not the same. Capitals and spaces count. " + leaves)
	}
}

// agreed asks for a yes where nothing needs to be typed. An error says that there was
// none.
func (s *session) agreed(ctx context.Context) error {
	yes, err := s.Confirm(ctx, "Revoke?", true)
	if err == nil && !yes {
		err = prompt.ErrBack
	}
	if errors.Is(err, prompt.ErrBack) {
		s.Say("Not revoked.")
	}
	return err
}

func (s *session) isOwn(k *api.Key) bool { return lifecycle.IsOwn(k, s.env.API.OwnPreview()) }

// revokeNow revokes a key and says what became of it.
func (s *session) revokeNow(ctx context.Context, k *api.Key, own bool, do func(context.Context) (byUs bool, err error)) (gone bool, err error) {
	byUs, err := prompt.Await(ctx, s.Prompter, prompt.Job{Fixed: true}, do)
	switch {
	case own && api.KindOf(err) == api.Unauthorized:
		s.Sayf("Revoked %s: the instance no longer accepts it, and this console can do nothing more here.", lifecycle.Shown(k))
		return true, nil
	case err != nil:
		if prompt.Left(err) {
			return false, err
		}
		s.Say("The revocation is not confirmed. " + api.Explain(err))
		return false, nil
	case !byUs:
		s.Sayf("%s was revoked already, from somewhere else.", lifecycle.Shown(k))
	default:
		s.Sayf("Revoked %s. It is gone from the list.", lifecycle.Shown(k))
	}
	return true, nil
}
