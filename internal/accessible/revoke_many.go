package accessible

import (
	"context"

	"github.com/supascale/supascale-tui/internal/api"
	verbs "github.com/supascale/supascale-tui/internal/cli/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle/revokemany"
)

// revokeWord begins the answer that revokes several keys of the list.
const revokeWord = "revoke"

// revokeShown revokes keys of the list by their numbers, and asks for them where there
// are none. It reports whether the list has changed.
func (s *session) revokeShown(ctx context.Context, l *keyList, numbers string) (changed bool, err error) {
	shown := l.keys()
	if len(shown) == 0 {
		s.Say("There is no key here.")
		return false, nil
	}
	items, err := s.Numbers(ctx, numbers, "Numbers of the keys to revoke", "all shown", len(shown))
	if err != nil {
		return false, err
	}
	chosen := make([]api.Key, 0, len(items))
	for _, i := range items {
		chosen = append(chosen, shown[i])
	}
	if len(chosen) == 1 {
		return at(ctx, s, chosen[0].Instance, func() (bool, error) {
			k := chosen[0].Own()
			return s.revoke(ctx, &k)
		})
	}
	return s.revokeMany(ctx, chosen)
}

// revokeMany revokes the chosen keys after the admin has confirmed them, and reads out the
// result for each. It reports whether something was asked of an instance.
func (s *session) revokeMany(ctx context.Context, chosen []api.Key) (asked bool, err error) {
	if s.several() == nil { // each key of several is read out with its own
		s.Sayf("Revoke keys on %s.", s.where())
	}
	r, err := s.revokeKeys(ctx, verbs.RevokeOptions{Keys: chosen, Ask: true})
	if r == nil {
		return false, err
	}
	s.Gap()
	return true, s.receipts(ctx, &revocation{Revocations: *r})
}

// revokeKeys revokes keys and gives the results; nil where no key was tried.
func (s *session) revokeKeys(ctx context.Context, o verbs.RevokeOptions) (r *revokemany.Revocations, err error) {
	o.Target = s.target()
	o.Tell = func(end revokemany.Revocations) { r = &end }
	_, err = s.run(ctx, o.Run)
	return r, err
}
