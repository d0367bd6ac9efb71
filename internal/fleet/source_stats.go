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

// addCluster adds a cause to the same one of another instance, where there is one.
func (t *sums) addCluster(c cluster.Cluster) {
	i := slices.IndexFunc(t.Clusters, func(o cluster.Cluster) bool {
		return c.Reason.Keyless() && o.Reason == c.Reason && o.IP == c.IP && o.OwnTry() == c.OwnTry()
	})
	if i < 0 {
		t.Clusters = append(t.Clusters, c)
		return
	}
	o := &t.Clusters[i]
	if c.Last.After(o.Last) { // of the newest entry
		o.Path, o.Message, o.Agent, o.Status, o.KeyPreview, o.Last = c.Path, c.Message, c.Agent, c.Status, c.KeyPreview, c.Last
	}
	if c.First.Before(o.First) {
		o.First = c.First
	}
	if o.Method != c.Method || o.Route != c.Route {
		o.Method, o.Route = "", ""
	}
	o.Entries, o.Attempts = o.Entries+c.Entries, o.Attempts+c.Attempts
	// These count different ones, or the most within a span: together they are at least so
	// many.
	o.Burst, o.Previews, o.Routes = max(o.Burst, c.Burst), max(o.Previews, c.Previews), max(o.Routes, c.Routes)
	o.Spark = addSparks(o.Spark, c.Spark)
	o.Instances = append(o.Instances, c.Instances...)
	slices.Sort(o.Instances)
}

// addSparks adds what both have, the latest step being the last.
func addSparks(a, b []int) []int {
	if len(b) > len(a) {
		a, b = b, a
	}
	total := slices.Clone(a)
	for i, n := range b {
		total[len(a)-len(b)+i] += n
	}
	return total
}

// order puts the largest causes first and keeps as many as were asked for.
func (t *sums) order(most int) {
	slices.SortFunc(t.Clusters, cluster.Compare)
	if most > 0 && len(t.Clusters) > most {
		t.More += len(t.Clusters) - most
		t.Clusters = t.Clusters[:most]
	}
}
