package cluster

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/keys"
)

// Stats is a part of the log in figures.
type Stats struct {
	// Start is the beginning of the first bucket. Buckets count requests in
	// steps of Step, which begin at whole multiples of it since the Unix epoch.
	Start   time.Time
	Step    time.Duration
	Buckets []int
	Reasons map[keys.Reason]int // requests by reason; successes under ""
	// Clusters has the largest first; there are More that were left out.
	Clusters []Cluster
	More     int
	// Uses and Addresses are there when they were asked for.
	Uses      []Use
	Addresses []Address

	Entries  int // of the log that match
	Attempts int // the requests they stand for

	// Oldest is the time of the oldest entry that the log has, zero where it
	// isn't told; Total counts its entries, -1 where that isn't told. Dropped
	// counts the entries that retention has removed so far.
	Oldest  time.Time
	Total   int
	Dropped int
	Unlogged
	// Examined is how many entries the client computed this from, 0 when the
	// instance did. Partial says that these were not all.
	Examined int
	Partial  bool
	// Cut says which of several instances did not answer, "" where all did.
	Cut string
	// Untold counts the entries that are left out for nothing but their outcome, which
	// nothing tells.
	Untold int
}

// Unlogged is what an instance with a disk in trouble tells of its log.
type Unlogged struct {
	Lost    int // requests that could not be logged so far
	Waiting int // entries that are not in an answer because they can't be written now
}

// Use is what a key was used for, or tried to be used for. Tests of the key are not
// counted.
type Use struct {
	KeyID    string
	Resource keys.Resource
	Required string // level by wire name
	Failed   bool
	Reason   keys.Reason
	Count    int
	Last     time.Time
}

// Address is where a key was used from: requests that named the key, let through
// or not.
type Address struct {
	KeyID       string
	IP          string
	Count       int
	First, Last time.Time // within what was counted
}

// Folder makes figures of events.
type Folder struct {
	step, spark time.Duration
	first       int64 // number of the first bucket
	most        int
	uses        map[useKey]*Use
	addresses   map[addressKey]*Address
	stats       Stats
	groups      map[Identity]*group
}

type useKey struct {
	key, resource, required string
	reason                  keys.Reason
	failed                  bool
}

type addressKey struct{ key, ip string }

type group struct {
	Cluster
	sparks   map[int64]int
	steps    map[int64]int // by BurstStep
	previews map[string]struct{}
	routes   map[[2]string]struct{}
}

// NewFolder counts in buckets of step from since to until, and keeps the most
// largest clusters, all for 0. Uses and addresses are counted on request.
func NewFolder(since, until time.Time, step time.Duration, most int, uses bool) *Folder {
	n := Buckets(since, until, step)
	f := &Folder{step: step, spark: SparkStep(n, step), most: most, groups: map[Identity]*group{}}
	f.first = floor(since, step)
	f.stats = Stats{
		Start: time.Unix(0, f.first*int64(step)).UTC(), Step: step, Buckets: make([]int, n),
		Reasons: map[keys.Reason]int{}, Total: -1,
	}
	if uses {
		f.uses, f.addresses = map[useKey]*Use{}, map[addressKey]*Address{}
	}
	return f
}

// Buckets is the number of buckets of step that the time from since to until
// touches.
func Buckets(since, until time.Time, step time.Duration) int {
	return max(int(floor(until, step)-floor(since, step))+1, 1)
}

// SparkStep is the step of the sparks above n buckets of step.
func SparkStep(n int, step time.Duration) time.Duration {
	return step * time.Duration((n+Sparks-1)/Sparks)
}

// floor is the number of the step that t is in.
func floor(t time.Time, step time.Duration) int64 {
	n, d := t.UnixMilli(), step.Milliseconds()
	if n < 0 {
		return (n+1)/d - 1
	}
	return n / d
}

// Cell is a number of requests that were made from a time on, within less than
// a step.
type Cell struct {
	At    time.Time
	Count int
}

// Add counts an event, with all that it stands for at its time.
func (f *Folder) Add(e *Event) {
	f.AddMany(e, []Cell{{e.At, max(e.Counts, 1)}})
}

// AddMany counts entries that differ in time alone, with their requests by
// time. Each cell must lie within one bucket and one BurstStep.
func (f *Folder) AddMany(e *Event, cells []Cell) {
	counts, entries := max(e.Counts, 1), max(e.Entries, 1)
	oldest := e.Oldest
	if oldest.IsZero() {
		oldest = e.At
	}
	reason := keys.Reason(e.Reason)
	if reason == "" && (e.Failed || e.Untold) {
		reason = keys.UntoldReason
	}
	f.AddCounts(reason, entries, cells)
	f.use(e, counts)
	f.address(e, oldest, counts)
	g := f.group(e)
	g.take(e, oldest, entries, counts)
	for _, c := range cells {
		bucket := f.stats.Start.Add(time.Duration(f.bucket(c.At)) * f.step)
		g.sparks[floor(bucket, f.spark)] += c.Count
		if e.Failed {
			g.steps[floor(c.At, BurstStep)] += c.Count
		}
	}
}

// AddCounts counts entries of a reason, with their requests by time, towards
// everything but clusters and uses.
func (f *Folder) AddCounts(reason keys.Reason, entries int, cells []Cell) {
	f.stats.Entries += entries
	for _, c := range cells {
		f.stats.Attempts += c.Count
		f.stats.Reasons[reason] += c.Count
		f.stats.Buckets[f.bucket(c.At)] += c.Count
	}
}

// bucket is the number of the bucket for a time. Where clocks differ an event
// may lie just outside: it counts in the first or last bucket, so that the
// buckets always add up.
func (f *Folder) bucket(at time.Time) int64 {
	return min(max(floor(at, f.step)-f.first, 0), int64(len(f.stats.Buckets)-1))
}

// isUse reports whether a resource was asked for with the key of the event. That a
// key was made or revoked is no use of it: another one asked.
func (e *Event) isUse() bool {
	return e.KeyID != "" && e.Resource != "" && e.Type != "api_key.created" && e.Type != "api_key.revoked"
}

func (f *Folder) use(e *Event, counts int) {
	if f.uses == nil || !e.isUse() || e.Untold || IsTest(e.Agent) {
		return
	}
	k := useKey{e.KeyID, e.Resource, e.Required, keys.Reason(e.Reason), e.Failed}
	u := f.uses[k]
	if u == nil {
		u = &Use{KeyID: e.KeyID, Resource: keys.Resource(e.Resource), Required: e.Required, Failed: e.Failed, Reason: k.reason}
		f.uses[k] = u
	}
	u.Count += counts
	if e.At.After(u.Last) {
		u.Last = e.At
	}
}

func (f *Folder) address(e *Event, oldest time.Time, counts int) {
	if f.addresses == nil || !e.isUse() || e.IP == "" {
		return
	}
	k := addressKey{e.KeyID, e.IP}
	a := f.addresses[k]
	if a == nil {
		a = &Address{KeyID: e.KeyID, IP: e.IP, First: oldest}
		f.addresses[k] = a
	}
	a.Count += counts
	if oldest.Before(a.First) {
		a.First = oldest
	}
	if e.At.After(a.Last) {
		a.Last = e.At
	}
}

func (f *Folder) group(e *Event) *group {
	id := Of(e)
	g := f.groups[id]
	if g == nil {
		g = &group{
			Cluster: Cluster{
				Failed: e.Failed, Untold: e.Untold, Reason: id.Reason, IP: e.IP, Type: id.Type,
			},
			sparks: map[int64]int{}, steps: map[int64]int{},
			previews: map[string]struct{}{}, routes: map[[2]string]struct{}{},
		}
		if !id.Reason.Keyless() {
			g.KeyID, g.KeyName = e.KeyID, e.KeyName
		}
		f.groups[id] = g
	}
	return g
}

// take adds an event to the cluster, which shows the newest of what differs.
func (g *group) take(e *Event, oldest time.Time, entries, counts int) {
	g.Entries += entries
	g.Attempts += counts
	if g.First.IsZero() || oldest.Before(g.First) {
		g.First = oldest
	}
	if e.KeyPreview != "" {
		g.previews[e.KeyPreview] = struct{}{}
	}
	g.routes[[2]string{e.Method, query.RouteOf(e.Path)}] = struct{}{}
	if !g.Last.IsZero() && g.newer(e) < 0 {
		return
	}
	g.Last, g.Path, g.Agent, g.Status, g.KeyPreview = e.At, e.Path, e.Agent, e.Status, e.KeyPreview
	g.Message = e.Message
	g.Method, g.Resource, g.Required, g.Granted = e.Method, keys.Resource(e.Resource), e.Required, e.Granted
}

// newer compares an event's time with that of the newest so far. Of events at
// the same time the choice is arbitrary but always the same.
func (g *group) newer(e *Event) int {
	return cmp.Or(
		e.At.Compare(g.Last), strings.Compare(e.Path, g.Path), strings.Compare(e.Agent, g.Agent),
		strings.Compare(e.KeyPreview, g.KeyPreview), strings.Compare(e.Method, g.Method), e.Status-g.Status, strings.Compare(e.Message, g.Message),
		strings.Compare(e.Resource, string(g.Resource)), strings.Compare(e.Required, g.Required), strings.Compare(e.Granted, g.Granted),
	)
}

// Stats gives the figures of what was added.
func (f *Folder) Stats() Stats {
	s := f.stats
	s.Clusters = make([]Cluster, 0, len(f.groups))
	for _, g := range f.groups {
		s.Clusters = append(s.Clusters, f.finish(g))
	}
	slices.SortFunc(s.Clusters, Compare)
	if f.most > 0 && len(s.Clusters) > f.most {
		s.More = len(s.Clusters) - f.most
		s.Clusters = s.Clusters[:f.most]
	}
	for _, u := range f.uses {
		s.Uses = append(s.Uses, *u)
	}
	slices.SortFunc(s.Uses, func(a, b Use) int {
		return cmp.Or(strings.Compare(a.KeyID, b.KeyID), strings.Compare(string(a.Resource), string(b.Resource)),
			strings.Compare(a.Required, b.Required), strings.Compare(string(a.Reason), string(b.Reason)), b.Count-a.Count)
	})
	for _, a := range f.addresses {
		s.Addresses = append(s.Addresses, *a)
	}
	slices.SortFunc(s.Addresses, func(a, b Address) int {
		return cmp.Or(strings.Compare(a.KeyID, b.KeyID), strings.Compare(a.IP, b.IP))
	})
	return s
}

// Compare puts the cluster with the most attempts first. Equal ones are ordered
// by all that tells them apart, so that the order is the same every time.
func Compare(a, b Cluster) int {
	return cmp.Or(
		cmp.Compare(b.Attempts, a.Attempts), b.Last.Compare(a.Last),
		strings.Compare(string(a.Reason), string(b.Reason)), strings.Compare(a.KeyID, b.KeyID),
		strings.Compare(a.KeyName, b.KeyName), strings.Compare(a.IP, b.IP),
		strings.Compare(a.Method, b.Method), strings.Compare(a.Path, b.Path), strings.Compare(a.KeyPreview, b.KeyPreview), strings.Compare(a.Type, b.Type),
	)
}

// finish works out what only the whole cluster tells.
func (f *Folder) finish(g *group) Cluster {
	c := g.Cluster
	if c.Reason == keys.UnknownKey {
		c.Previews = len(g.previews)
	}
	c.Routes = len(g.routes)
	c.Route = query.RouteOf(c.Path)
	if c.Routes > 1 {
		c.Method, c.Route, c.Resource, c.Required, c.Granted = "", "", "", "", ""
	}
	n := len(f.stats.Buckets)
	first := floor(f.stats.Start, f.spark)
	c.Spark = make([]int, floor(f.stats.Start.Add(time.Duration(n-1)*f.step), f.spark)-first+1)
	for bin, count := range g.sparks {
		c.Spark[bin-first] += count
	}
	for bin, count := range g.steps {
		if both := count + g.steps[bin+1]; both >= BurstLeast {
			c.Burst = max(c.Burst, both)
		}
	}
	return c
}
