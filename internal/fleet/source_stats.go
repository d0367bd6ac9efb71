package fleet

import (
	"context"
	"slices"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/keys"
)

// Stats adds up the figures of the logs. A cause that is about no key, as an address without
// one, is one cause on all instances that have it; a key's causes are its own instance's.
func (s *Source) Stats(ctx context.Context, q api.StatsQuery) (cluster.Stats, error) {
	all := sums{Stats: cluster.Stats{Step: q.Step, Reasons: map[keys.Reason]int{}}}
	var failed error
	for a := range Ask(ctx, s.all(), answerWithin, func(ctx context.Context, m Member, client app.Client) (*cluster.Stats, error) {
		own := q
		var about bool
		if own.Where, about = whereOf(m.Name, q.Where); !about {
			return nil, nil
		}
		stats, err := client.Stats(ctx, own)
		return &stats, err
	}) {
		s.note(a.Member.Name, api.OpStats, a.Err)
		switch {
		case a.Err != nil:
			failed = a.Err
		case a.Value != nil:
			all.add(a.Member.Name, a.Value)
		}
	}
	if all.Buckets == nil && failed != nil {
		return cluster.Stats{}, failed
	}
	if failed != nil {
		all.Partial, all.Cut = true, s.cut()
	}
	all.Oldest = all.reach.oldest()
	all.order(q.Clusters)
	return all.Stats, nil
}

// sums are figures of several logs.
type sums struct {
	cluster.Stats
	reach reach
}

func (t *sums) add(instance string, s *cluster.Stats) {
	t.addBuckets(s)
	for reason, n := range s.Reasons {
		t.Reasons[reason] += n
	}
	for _, c := range s.Clusters {
		c.KeyID, c.Instances = api.JoinID(instance, c.KeyID), []string{instance}
		t.addCluster(c)
	}
	for _, u := range s.Uses {
		u.KeyID = api.JoinID(instance, u.KeyID)
		t.Uses = append(t.Uses, u)
	}
	for _, a := range s.Addresses {
		a.KeyID = api.JoinID(instance, a.KeyID)
		t.Addresses = append(t.Addresses, a)
	}
	t.More, t.Entries, t.Attempts = t.More+s.More, t.Entries+s.Entries, t.Attempts+s.Attempts
	t.Total, t.Dropped = sum(t.Total, s.Total), t.Dropped+s.Dropped
	t.Lost, t.Waiting = t.Lost+s.Lost, t.Waiting+s.Waiting
	t.Examined, t.Untold = t.Examined+s.Examined, t.Untold+s.Untold
	t.Partial = t.Partial || s.Partial
	t.reach.add(s.Oldest)
}

// addBuckets adds the buckets of the same times.
func (t *sums) addBuckets(s *cluster.Stats) {
	if t.Buckets == nil {
		t.Start, t.Step, t.Buckets = s.Start, s.Step, slices.Clone(s.Buckets)
		return
	}
	for i, n := range s.Buckets {
		at := i + int(s.Start.Sub(t.Start)/t.Step)
		t.Buckets[min(max(at, 0), len(t.Buckets)-1)] += n
	}
}

// order puts the largest causes first and keeps as many as were asked for.
func (t *sums) order(most int) {
	slices.SortFunc(t.Clusters, cluster.Compare)
	if most > 0 && len(t.Clusters) > most {
		t.More += len(t.Clusters) - most
		t.Clusters = t.Clusters[:most]
	}
}
