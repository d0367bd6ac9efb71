package accessible

import (
	"context"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/cli/audit"
	"github.com/supascale/supascale-tui/internal/output"
)

// logPage is how many entries are asked for at first; more are ten times as many.
const logPage = 200

// noTime is where the query says when, or query.DefaultWindow.
var noTime time.Time

// log reads what fits a query of the log out, page by page.
func (s *session) log(ctx context.Context, q query.Query, since, until time.Time) error {
	o := audit.Options{Target: s.target(), Limit: logPage, Since: since, Until: until}
	l, err := s.list(ctx, o.Run, q.String())
	if l == nil {
		return err
	}
	if len(l.rows) == 0 {
		s.Say("There is nothing in the time the log covers.")
		return nil
	}
	b := &browser{noun: "entry", nouns: "entries", rows: l.rows}
	if len(l.rows) == o.Limit {
		b.more = func(ctx context.Context) (bool, error) {
			before := len(b.rows)
			o.Limit *= 10
			l, err := s.list(ctx, o.Run, q.String())
			if l != nil {
				b.rows = l.rows
			}
			return len(b.rows) > before, err
		}
	}
	for {
		c, err := s.browse(ctx, b)
		if err != nil {
			return err
		}
		s.details(output.EntryDetails(b.rows[c.item].about.(*api.Activity), s.env.Now(), s.env.Zone))
	}
}
