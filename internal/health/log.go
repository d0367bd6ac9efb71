package health

import (
	"context"
	"slices"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api"
)

// Log is what the activity log tells of all keys.
type Log struct {
	Uses []cluster.Use
	// Addresses is from where keys were used. AddressesCut says that there may be
	// more.
	Addresses    []cluster.Address
	AddressesCut bool
	// From is the moment from which on the log has everything; zero where the
	// instance does not tell how far its log reaches.
	From time.Time
	// Partial says that not all of it was looked at.
	Partial bool
	// Figures are what the instance counted, and say how far they reach.
	Figures cluster.Stats
}

// Source is where keys and log come from; *api.Client is one.
type Source interface {
	api.KeyLister
	Stats(ctx context.Context, q api.StatsQuery) (cluster.Stats, error)
}

// Gather lists the keys, and asks the log where one of the rules needs it. A log
// that can't be read is for Check to tell, unless the instance can't be reached,
// or takes the credential no more. Rotations are left to the caller.
func Gather(ctx context.Context, source Source, rules []Rule, th Thresholds, now time.Time) (in Input, err error) {
	in.Keys, err = api.Keys(ctx, source)
	if in.Partial = api.PartOf(err); in.Partial != nil {
		err = nil
	}
	if err != nil || !slices.ContainsFunc(rules, Rule.NeedsLog) {
		return in, err
	}
	in.Log, in.LogErr = ReadLog(ctx, source, th, now)
	switch api.KindOf(in.LogErr) {
	case api.Unauthorized, api.Unreachable, api.Timeout, api.Canceled:
		return Input{}, in.LogErr
	}
	return in, nil
}

// ReadLog asks what all keys were used for and from where, as far back as the
// thresholds need.
func ReadLog(ctx context.Context, source Source, th Thresholds, now time.Time) (*Log, error) {
	since := now.Add(-max(th.Evidence, th.NewAddress+th.Grace)).Truncate(day)
	stats, err := source.Stats(ctx, api.StatsQuery{
		Since: since, Until: now, Step: day, Where: query.Query{}.With(query.Outcome, query.Any), Clusters: 1, Uses: true,
	})
	if err != nil {
		return nil, err
	}
	log := &Log{
		Uses: stats.Uses, Partial: stats.Partial || len(stats.Uses) >= api.UsesMax,
		Addresses: stats.Addresses, AddressesCut: len(stats.Addresses) >= api.AddressesMax,
		Figures: stats,
	}
	if !stats.Oldest.IsZero() {
		log.From = since
		if stats.Oldest.After(since) {
			log.From = stats.Oldest
		}
	}
	return log, nil
}
