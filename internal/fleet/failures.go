package fleet

import (
	"context"
	"errors"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
)

// Hours is of how many hours a row has the failures, the one that is not over among them.
const Hours = 24

// countFailures counts the failures of the last Hours, by hour.
func (r *Row) countFailures(ctx context.Context, client app.Client, now time.Time) error {
	stats, err := client.Stats(ctx, api.StatsQuery{
		Since: now.Truncate(time.Hour).Add(-(Hours - 1) * time.Hour), Until: now, Step: time.Hour,
		Where: query.Query{}.With(query.Outcome, query.Failure), Clusters: 1,
	})
	if err != nil {
		return err
	}
	r.Failures, r.PerHour = Figure{stats.Attempts, true}, stats.Buckets
	if stats.Partial {
		return errors.New("only a part of the log could be looked at for failures")
	}
	return nil
}
