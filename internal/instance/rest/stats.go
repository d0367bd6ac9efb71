package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/api/wire"
	"github.com/supascale/supascale-tui/internal/instance/activity"
)

var statsParams = []string{"since", "until", "step", "outcome", "query", "clusters", "uses"}

const (
	maxStep         = 366 * 24 * 60 * 60 // seconds
	maxBuckets      = 2000
	maxClusters     = 1000
	defaultClusters = 100
	// figuresWithin is how long the log may be counted for one request.
	figuresWithin = 5 * time.Second
)

// activityStats answers the log in figures. They hold everything recorded
// before the request.
func (s *Service) activityStats(c *call) (answer, error) {
	q, err := readStatsQuery(c)
	if err != nil {
		return answer{}, err
	}
	ctx, cancel := context.WithTimeout(c.r.Context(), figuresWithin)
	defer cancel()
	waiting := s.bringUpToDate(ctx)
	found, err := s.readStats(ctx, c, q)
	if errors.Is(err, context.DeadlineExceeded) {
		return answer{}, unavailable("Counting the log takes too long. Ask for a shorter time, or for less.")
	}
	if err != nil {
		return answer{}, fmt.Errorf("read the activity log: %w", err)
	}
	return answer{status: http.StatusOK, body: s.wireStats(&found, waiting)}, nil
}

// readStats counts for one request of a key at a time: figures of a long log take
// a processor for a while.
func (s *Service) readStats(ctx context.Context, c *call, q activity.StatsQuery) (activity.Figures, error) {
	done, err := s.figures.take(ctx, c.keyID()+"/"+c.user)
	if err != nil {
		return activity.Figures{}, err
	}
	defer done()
	return s.Log.ActivityStats(ctx, q)
}

func readStatsQuery(c *call) (activity.StatsQuery, error) {
	p := c.params
	since, until := p.time("since"), p.time("until")
	q := activity.StatsQuery{
		Query:    activity.Query{Since: since, Until: until, Outcome: p.text("outcome")},
		Step:     time.Duration(p.number("step", 0, 60, maxStep)) * time.Second,
		Clusters: p.number("clusters", defaultClusters, 0, maxClusters),
		Uses:     p.flag("uses"),
	}
	oneOf(p, "outcome", q.Outcome, []string{wire.Success, wire.Failure})
	switch {
	case since.IsZero():
		p.refuse("since", "is needed")
	case until.IsZero():
		p.refuse("until", "is needed")
	case since.Year() < 1970 || until.Before(since):
		p.refuse("until", "must not be before since, nor since before 1970")
	case q.Step == 0:
		p.refuse("step", "is needed")
	case q.Step%time.Minute != 0:
		p.refuse("step", "must be a multiple of 60")
	case cluster.Buckets(since, until, q.Step) > maxBuckets:
		p.refuse("step", fmt.Sprintf("must be larger: there are at most %d buckets", maxBuckets))
	}
	if p.err != nil {
		return q, p.err
	}
	readQueryLine(c, &q.Query)
	return q, p.err
}

func (s *Service) wireStats(found *activity.Figures, waiting int) wire.ActivityStats {
	f := &found.Stats
	w := wire.ActivityStats{
		Success: true, Start: f.Start, Step: int(f.Step / time.Second), Buckets: f.Buckets, Reasons: map[string]int{},
		Clusters: make([]wire.Cluster, len(f.Clusters)), MoreClusters: f.More, Requests: f.Attempts,
		Coverage: s.wireCoverage(found.Coverage, waiting),
	}
	for reason, n := range f.Reasons {
		if reason == "" {
			reason = wire.Success
		}
		w.Reasons[string(reason)] = n
	}
	for i := range f.Clusters {
		w.Clusters[i] = wire.OfCluster(&f.Clusters[i])
	}
	for _, u := range f.Uses {
		w.Uses = append(w.Uses, wire.Use{
			KeyID: u.KeyID, Resource: string(u.Resource), Required: u.Required, Outcome: outcome(u.Failed),
			Reason: string(u.Reason), Requests: u.Count, Last: u.Last.UTC(),
		})
	}
	for _, a := range f.Addresses[:min(len(f.Addresses), wire.AddressesMax)] {
		w.Addresses = append(w.Addresses, wire.Address{KeyID: a.KeyID, IP: a.IP, Requests: a.Count, First: a.First.UTC(), Last: a.Last.UTC()})
	}
	return w
}

func outcome(failed bool) string {
	if failed {
		return wire.Failure
	}
	return wire.Success
}
