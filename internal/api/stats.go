package api

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api/wire"
	"github.com/supascale/supascale-tui/internal/keys"
)

const (
	statsPath     = "/system/activity/stats"
	statsBytesMax = 8 << 20
	// computedMost is how many entries the client looks at for figures that the
	// instance can't give.
	computedMost = 20_000

	bucketsMax  = 2001
	clustersMax = 1000
	sparkMax    = 2 * cluster.Sparks
)

// UsesMax is the most uses that are kept of an answer, and AddressesMax the most
// addresses: as many may be only a part of what there is.
const (
	UsesMax      = 10_000
	AddressesMax = wire.AddressesMax
)

// Stats gives a part of the log in figures. Where the instance has none the
// client computes them from the newest entries, and Examined says from how
// many.
func (c *Client) Stats(ctx context.Context, q StatsQuery) (cluster.Stats, error) {
	where, err := bind(q.Where)
	if err != nil {
		return cluster.Stats{}, &Error{Op: OpStats, Kind: Invalid, Message: err.Error()}
	}
	if c.lacks.stats.Load() || c.lacks.queries.Load() {
		return c.computeStats(ctx, q)
	}
	var stats cluster.Stats
	err = c.do(ctx, call{
		op: OpStats, method: http.MethodGet, path: statsPath, limit: statsBytesMax,
		query: statsParams(q, where),
		decode: func(r io.Reader) (err error) {
			stats, err = readStats(r, q)
			return err
		},
	})
	if e, ok := errors.AsType[*Error](err); ok && (e.Kind == NotFound || e.Status == http.StatusBadRequest) {
		stats, err = c.computeStats(ctx, q)
		if err == nil {
			c.lacks.stats.Store(true)
		}
	}
	return stats, err
}

func statsParams(q StatsQuery, where query.Filter) map[string][]string {
	params := timeParams(q.Since, q.Until)
	whereParams(params, q.Where, query.Filter{Outcome: where.Outcome}, false)
	params.Set("step", strconv.Itoa(int(q.Step/time.Second)))
	most := q.Clusters
	if most <= 0 || most > clustersMax {
		most = clustersMax
	}
	params.Set("clusters", strconv.Itoa(most))
	if q.Uses {
		params.Set("uses", "true")
	}
	return params
}

// computeStats makes the figures of pages.
func (c *Client) computeStats(ctx context.Context, q StatsQuery) (cluster.Stats, error) {
	folder := cluster.NewFolder(q.Since, q.Until, q.Step, q.Clusters, q.Uses)
	walk := NewLogWalk(c, ActivityQuery{Since: q.Since, Until: q.Until, Where: q.Where})
	var page ActivityPage
	for read := 0; walk.More() && max(read, page.Examined) < computedMost; read += len(page.Entries) {
		var err error
		if page, err = walk.Page(ctx, pageMax); err != nil {
			return cluster.Stats{}, err
		}
		for i := range page.Entries {
			event := page.Entries[i].Counted()
			folder.Add(&event)
		}
	}
	stats := folder.Stats()
	stats.Untold = page.Untold
	stats.Oldest, stats.Total, stats.Dropped, stats.Unlogged = page.Oldest, page.Total, page.Dropped, page.Unlogged
	stats.Examined, stats.Partial = max(page.Examined, stats.Entries, 1), walk.More() || page.Cut != ""
	return stats, nil
}

// statsAnswer is wire.ActivityStats as it may come.
type statsAnswer struct {
	Start        moment         `json:"start"`
	Step         text           `json:"step"`
	Buckets      []int          `json:"buckets"`
	Reasons      map[string]int `json:"reasons"`
	Clusters     []wire.Cluster `json:"clusters"`
	MoreClusters int            `json:"moreClusters"`
	Uses         []wire.Use     `json:"uses"`
	Addresses    []wire.Address `json:"addresses"`
	Requests     int            `json:"requests"`
	Coverage     *coverage      `json:"coverage"`
}

func readStats(r io.Reader, q StatsQuery) (cluster.Stats, error) {
	var a statsAnswer
	if err := json.NewDecoder(r).Decode(&a); err != nil {
		return cluster.Stats{}, err
	}
	step, _ := number(string(a.Step))
	if a.Start.IsZero() || time.Duration(step)*time.Second != q.Step || len(a.Buckets) == 0 || len(a.Buckets) > bucketsMax || a.Coverage == nil {
		return cluster.Stats{}, &answerError{"the answer holds no figures that were asked for"}
	}
	s := cluster.Stats{
		Start: a.Start.Time, Step: q.Step, Buckets: a.Buckets, Reasons: map[keys.Reason]int{},
		More: max(a.MoreClusters, 0), Attempts: max(a.Requests, 0),
		Oldest: a.Coverage.OldestAt.Time, Total: countOr(string(a.Coverage.Total), -1),
		Entries: countOr(string(a.Coverage.Matching), 0), Dropped: countOr(string(a.Coverage.Dropped), 0),
		Unlogged: a.Coverage.unlogged(),
	}
	notNegative(s.Buckets)
	for reason, n := range a.Reasons {
		if reason == wire.Success {
			reason = ""
		}
		if len(s.Reasons) < permissionsMax {
			s.Reasons[keys.Reason(inert(reason, wordMax))] += max(n, 0)
		}
	}
	for _, c := range a.Clusters[:min(len(a.Clusters), clustersMax)] {
		s.Clusters = append(s.Clusters, readCluster(c))
	}
	for _, u := range a.Uses[:min(len(a.Uses), UsesMax)] {
		s.Uses = append(s.Uses, cluster.Use{
			KeyID: inert(u.KeyID, idMax), Resource: keys.Resource(inert(u.Resource, wordMax)), Required: inert(u.Required, wordMax),
			Failed: u.Outcome == wire.Failure, Reason: keys.Reason(inert(u.Reason, wordMax)),
			Count: max(u.Requests, 0), Last: sane(u.Last),
		})
	}
	for _, a := range a.Addresses[:min(len(a.Addresses), AddressesMax)] {
		s.Addresses = append(s.Addresses, cluster.Address{
			KeyID: inert(a.KeyID, idMax), IP: inert(a.IP, wordMax), Count: max(a.Requests, 0), First: sane(a.First), Last: sane(a.Last),
		})
	}
	return s, nil
}

func readCluster(c wire.Cluster) cluster.Cluster {
	spark := c.Spark[:min(len(c.Spark), sparkMax)]
	notNegative(spark)
	return cluster.Cluster{
		Failed: c.Outcome == wire.Failure, Untold: c.Outcome == wire.Unknown, Type: inert(c.Type, wordMax), Message: inert(c.Message, messageMax), Reason: keys.Reason(inert(c.Reason, wordMax)),
		KeyID: inert(c.KeyID, idMax), KeyName: nameOf(c.KeyName), KeyPreview: maskPreview(c.KeyPreview),
		IP: inert(c.IP, wordMax), Method: inert(c.Method, wordMax), Route: inert(c.Route, pathMax), Path: inert(c.Path, pathMax),
		Agent: inert(c.UserAgent, agentMax), Status: c.Status,
		Resource: keys.Resource(inert(c.Resource, wordMax)), Required: inert(c.Required, wordMax), Granted: inert(c.Granted, wordMax),
		Entries: max(c.Entries, 0), Attempts: max(c.Requests, 0), First: sane(c.First), Last: sane(c.Last),
		Spark: spark, Burst: max(c.Burst, 0), Previews: max(c.Previews, 0), Routes: max(c.Routes, 0),
	}
}

func notNegative(list []int) {
	for i, n := range list {
		list[i] = max(n, 0)
	}
}
