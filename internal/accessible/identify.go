package accessible

import (
	"context"

	verbs "github.com/supascale/supascale-tui/internal/cli/keys"
	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/identify"
)

// identify finds the key of a value that somebody found somewhere, and goes on to
// it.
func (s *session) identify(ctx context.Context) error {
	s.Say("A key that was found somewhere is compared on this machine, never sent and not kept.")
	o := verbs.IdentifyOptions{Target: s.target(), Exact: s.env.Exact}
	found, err := s.list(ctx, o.Run)
	if found == nil || len(found.rows) == 1 {
		if err == nil && found != nil {
			s.Gap()
			err = s.match(ctx, found.rows[0])
		}
		return err
	}
	b := &browser{noun: "key", nouns: "keys", rows: found.rows}
	for {
		c, err := s.browse(ctx, b)
		if err == nil {
			s.Gap()
			err = s.match(ctx, found.rows[c.item])
		}
		if err != nil {
			return err
		}
		b.shown = 0
	}
}

// match shows a key that the value may be, or what is left of it.
func (s *session) match(ctx context.Context, r row) error {
	m := r.about.(identify.Match)
	if m.IsRevoked() {
		t := history.Remembered(m.Key)
		if m.Seen != nil {
			t = *m.Seen
		}
		_, err := s.ownGoneKey(ctx, t)
		return err
	}
	_, err := at(ctx, s, m.Key.Instance, func() (bool, error) {
		own := m.Key.Own()
		return s.key(ctx, &own)
	})
	return err
}
