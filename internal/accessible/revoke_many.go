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
	return s.revokeEach(ctx, chosen)
}

// revokeEach revokes the chosen keys, those of several instances instance by instance, each
// with its own question. It reports whether something was asked of one.
func (s *session) revokeEach(ctx context.Context, chosen []api.Key) (asked bool, err error) {
	for len(chosen) > 0 && err == nil {
		own, others := ownKeys(chosen)
		if len(others) > 0 {
			s.Sayf("They are of several instances. Those of %s come first.", chosen[0].Instance)
		}
		var did bool
		did, err = at(ctx, s, chosen[0].Instance, func() (bool, error) {
			if len(own) == 1 {
				return s.revoke(ctx, &own[0])
			}
			return s.revokeMany(ctx, own)
		})
		asked, chosen = asked || did, others
	}
	return asked, err
}

// revokeMany revokes the chosen keys after the admin has confirmed them, and reads out the
// result for each. It reports whether something was asked of the instance.
func (s *session) revokeMany(ctx context.Context, chosen []api.Key) (asked bool, err error) {
	s.Sayf("Revoke keys on %s.", s.where())
	b, err := s.revokeKeys(ctx, verbs.RevokeOptions{Keys: chosen, Ask: true})
	if b == nil {
		return false, err
	}
	s.Gap()
	return true, s.receipts(ctx, b)
}

// revokeKeys revokes keys and gives the results; nil where no key was tried.
func (s *session) revokeKeys(ctx context.Context, o verbs.RevokeOptions) (b *revocation, err error) {
	o.Target = s.target()
	o.Tell = func(end revokemany.Revocation, stopped error) { b = &revocation{Revocation: end, stopped: stopped} }
	_, err = s.run(ctx, o.Run)
	return b, err
}
