package fleet

import (
	"context"
	"time"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/history"
)

// History tells what happened to the keys of what the client works on: to those of several
// instances by each instance, as what was seen of them is, and joined. Records may be nil.
func History(ctx context.Context, client app.API, records history.Records, p history.Period, now func() time.Time) (history.Report, error) {
	s, several := client.(*Source)
	if !several {
		return history.Gather(ctx, client, records, client.Instance().ID, p, now)
	}
	answers := each(ctx, s, func(ctx context.Context, m Member, client app.Client) (history.Report, error) {
		r, err := history.Gather(ctx, client, records, client.Instance().ID, p, now)
		for i := range r.Changes {
			c := &r.Changes[i]
			c.Key, c.Was = c.Key.Of(m.Name), c.Was.Of(m.Name)
		}
		return r, whole(err, r.Partial)
	})
	parts := make([]history.Part, len(answers))
	for i, a := range answers {
		parts[i] = history.Part{Name: a.Member.Name, Report: a.Value, Err: a.Err}
	}
	return history.Join(p, now(), parts), ctx.Err()
}
