package accessible

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	verbs "github.com/supascale/supascale-tui/internal/cli/review"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/review"
)

// review tells who has access: every key with its owner, its use and its findings.
func (s *session) review(ctx context.Context) error {
	since := "" // as far as the evidence of Health
	for {
		o := verbs.Options{Target: s.target(), Since: since}
		l, err := s.list(ctx, o.Run)
		if l == nil {
			return err
		}
		if since, err = s.chooseReviewed(ctx, l.rows, since); err != nil {
			return err
		}
		s.Gap()
	}
}

// chooseReviewed reads the keys out until they are to be reviewed again.
func (s *session) chooseReviewed(ctx context.Context, rows []row, since string) (string, error) {
	b := &browser{noun: "key", nouns: "keys", rows: rows, extra: []prompt.Option{{Word: "since", Text: "read the log from another time on"}}}
	for {
		c, err := s.browse(ctx, b)
		if err != nil {
			return "", err
		}
		s.Gap()
		var changed bool
		if c.item >= 0 {
			k := rows[c.item].about.(*review.Key)
			changed, err = at(ctx, s, k.Instance, func() (bool, error) {
				own := k.Own()
				return s.key(ctx, &own)
			})
		} else {
			since, err = s.Input(ctx, prompt.Question{Ask: "Since", Default: cmp.Or(since, fmt.Sprintf("%.0fd", s.env.Health.Thresholds.Evidence.Hours()/24)), Help: []string{"A length of time, as 30d or 90d."}})
			changed = err == nil
		}
		if err != nil && !errors.Is(err, prompt.ErrBack) || changed {
			return since, err
		}
		b.shown = 0
	}
}
