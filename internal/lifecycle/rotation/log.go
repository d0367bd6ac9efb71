package rotation

import (
	"context"
	"slices"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api"
)

// Log is where it is told who uses a key; *api.Client is one.
type Log interface {
	Stats(ctx context.Context, q api.StatsQuery) (cluster.Stats, error)
}

const (
	// logSpan is how far the log is looked back into.
	logSpan = 7 * 24 * time.Hour
	// logStep is the width of the buckets that the log is asked for; only its clusters are used.
	logStep = time.Hour
	// clustersMost is how many different uses of a key are looked at.
	clustersMost = 200
)

// ReadUse asks the log who used a key, at most a week back.
func ReadUse(ctx context.Context, log Log, id string, now time.Time) (Use, error) {
	since := now.Add(-logSpan).Truncate(logStep)
	// That a key was made or revoked is no use of it.
	where := query.Query{}.With(query.KeyID, id).With(query.Outcome, query.Any)
	for _, kind := range []string{"api_key.created", "api_key.revoked"} {
		where.Terms = append(where.Terms, query.Term{Field: query.Type, Value: kind, Not: true})
	}
	read := func(where query.Query) (Use, error) {
		stats, err := log.Stats(ctx, api.StatsQuery{Since: since, Until: now.Add(time.Minute), Step: logStep, Where: where, Clusters: clustersMost})
		return useOf(stats, since), err
	}
	use, err := read(where)
	if use.Work, use.Done = use.Users, use.Kinds; err == nil && !use.Tested.IsZero() {
		// What is folded with a test may be older work.
		var work Use
		work, err = read(cluster.WithoutTests(where))
		use.Work, use.Done = work.Users, work.Kinds
	}
	if err != nil {
		return Use{}, err
	}
	return use, nil
}

// useOf folds what the log tells by who made the requests.
func useOf(stats cluster.Stats, since time.Time) Use {
	var u Use
	if !stats.Partial && stats.More == 0 && !stats.Oldest.IsZero() {
		u.From = later(since, stats.Oldest)
	}
	for i := range stats.Clusters {
		c := &stats.Clusters[i]
		u.Let = u.Let || !c.Failed && !c.Untold
		if cluster.IsTest(c.Agent) {
			u.Tested = later(u.Tested, c.Last)
		}
		u.Kinds = append(u.Kinds, kindOf(c))
		at := slices.IndexFunc(u.Users, func(k User) bool { return k.IP == c.IP && k.Agent == c.Agent })
		if at < 0 {
			at = len(u.Users)
			u.Users = append(u.Users, User{IP: c.IP, Agent: c.Agent})
		}
		u.Users[at].Count += c.Attempts
		u.Users[at].Last = later(u.Users[at].Last, c.Last)
	}
	slices.SortStableFunc(u.Users, func(a, b User) int { return b.Last.Compare(a.Last) })
	return u
}
