package accessible

import (
	"cmp"
	"context"

	"github.com/supascale/supascale-tui/internal/api"
	verbs "github.com/supascale/supascale-tui/internal/cli/keys"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/revokemany"
	"github.com/supascale/supascale-tui/internal/prompt"
)

// revoke has the key's name typed and revokes it. It reports whether the key is gone.
func (s *session) revoke(ctx context.Context, k *api.Key) (gone bool, err error) {
	r, err := s.revokeKey(ctx, k)
	return r.Gone(), err
}

// revokeKey is revoke with the receipt, which is zero where nothing was tried.
func (s *session) revokeKey(ctx context.Context, k *api.Key) (r lifecycle.Receipt, err error) {
	s.Sayf("Revoke %s on %s.", lifecycle.Shown(k), s.where())
	done, err := s.revokeKeys(ctx, verbs.RevokeOptions{Keys: []api.Key{*k}})
	if done != nil {
		r = done.Receipts()[0]
		s.tellReceipt(&r)
	}
	return r, err
}

func (s *session) tellReceipt(r *lifecycle.Receipt) {
	s.Sayf("%s: %s. %s", named(&r.Key), r.Words(), revokemany.Why(r))
	if r.Gone() && s.isOwn(&r.Key) {
		s.Sayf("This console can do nothing more %s: it was its own key.", cmp.Or(on(r.Key.Instance), "here"))
	}
}

// isOwn reports whether the console uses the key on its instance.
func (s *session) isOwn(k *api.Key) bool {
	return revokemany.OwnsOf(fleet.RevokeParts(s.env.API)).Has(k)
}

// confirmRevoke says what the revocation of a key means, with what is known of its use,
// and has its phrase typed. An error leaves the key as it is.
func (s *session) confirmRevoke(ctx context.Context, k *api.Key, phrase lifecycle.Phrase, known string) error {
	s.Sayf("Revoke %s on %s.", lifecycle.Shown(k), s.where())
	return s.call(nil, nil).ConfirmRevoke(ctx, k, s.isOwn(k), phrase, known)
}

// revokeNow revokes a key and says the result.
func (s *session) revokeNow(ctx context.Context, k *api.Key, do func(context.Context) (byUs bool, err error)) (gone bool, err error) {
	byUs, err := prompt.Await(ctx, s.Prompter, prompt.Job{Fixed: true}, do)
	if prompt.Left(err) {
		return false, err
	}
	if s.isOwn(k) && api.KindOf(err) == api.Unauthorized {
		byUs, err = true, nil // that the instance knows it no more is the proof
	}
	r := lifecycle.ReceiptOf(k, byUs, err)
	s.tellReceipt(&r)
	return r.Gone(), nil
}
