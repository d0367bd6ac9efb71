package fleet

import (
	"slices"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
)

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
