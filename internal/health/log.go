package health

import (
	"context"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/cluster"
	"github.com/supascale/supascale-tui/internal/query"
)

// Log is what the activity log tells of all keys.
type Log struct {
	Uses []cluster.Use
	// From is the moment from which on the log has everything; zero where the
	// instance does not tell how far its log reaches.
	From time.Time
	// Partial says that not all of it was looked at.
	Partial bool
}

// Source is where the log comes from; *api.Client is one.
type Source interface {
	Stats(ctx context.Context, q api.StatsQuery) (cluster.Stats, error)
}

// ReadLog asks what all keys were used for, as far back as the thresholds need.
func ReadLog(ctx context.Context, source Source, th Thresholds, now time.Time) (*Log, error) {
	since := now.Add(-th.Evidence).Truncate(day)
	stats, err := source.Stats(ctx, api.StatsQuery{
		Since: since, Until: now, Step: day, Where: query.Query{}.With(query.Outcome, query.Any), Clusters: 1, Uses: true,
	})
	if err != nil {
		return nil, err
	}
	log := &Log{Uses: stats.Uses, Partial: stats.Partial || len(stats.Uses) >= api.UsesMax}
	if !stats.Oldest.IsZero() {
		log.From = since
		if stats.Oldest.After(since) {
			log.From = stats.Oldest
		}
	}
	return log, nil
}
