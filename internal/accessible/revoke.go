package accessible

import (
	"context"

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
// use, and has its phrase typed. It reports whether the key is the console's own; an
// error leaves the key as it is.
func (s *session) confirmRevoke(ctx context.Context, k *api.Key, phrase lifecycle.Phrase, known string) (own bool, err error) {
	own = s.isOwn(k)
	s.Sayf("Revoke %s on %s.", lifecycle.Shown(k), s.where())
	return own, s.call(nil, nil).ConfirmRevoke(ctx, k, own, phrase, known)
}

func (s *session) phraseFor(k *api.Key) lifecycle.Phrase {
	return lifecycle.PhraseFor(k, s.isOwn(k), s.env.Now())
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
