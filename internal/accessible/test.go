package accessible

import (
	"context"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	verbs "github.com/supascale/supascale-tui/internal/cli/keys"
	"github.com/supascale/supascale-tui/internal/keytest"
)

// test tries out what a key lets through, a revoked one too. The value is that of
// a key just made; a zero one is asked for.
func (s *session) test(ctx context.Context, k api.RevokedKey, value api.Secret) error {
	if value.IsZero() {
		s.Say(keytest.AskWords)
	}
	s.Say(keytest.HowWords)
	o := verbs.TestOptions{Target: s.target(), Key: &k, Value: value, Confirm: true}
	_, err := s.run(ctx, o.Run)
	return err
}

// pause waits by the session's clock.
func (s *session) pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-s.After(d):
		return nil
	}
}
