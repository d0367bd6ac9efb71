package audit

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// causesMost is how many causes are asked for.
const causesMost = 200

// figures is the part of the log that is shown, in counts.
type figures struct {
	call  screen.Call[cluster.Stats]
	stats cluster.Stats
	have  bool
	err   error

	// What the figures are of, and what is being asked for.
	query, asked    query.Query
	times, askedFor bounds
	span, askedSpan span
	stale           bool // something came since
}

func newFigures() figures {
	return figures{call: screen.Call[cluster.Stats]{Owner: ID, Name: "figures"}}
}

func (f *figures) start(source app.API, q query.Query, times bounds, sp span) tea.Cmd {
	f.asked, f.askedFor, f.askedSpan = q, times, sp
	f.stale = false
	ask := api.StatsQuery{Since: sp.since, Until: sp.until, Step: sp.step, Where: effective(q), Clusters: causesMost}
	return f.call.Start(func(ctx context.Context) (cluster.Stats, error) { return source.Stats(ctx, ask) })
}

// covers reports whether the figures are, or will be, of this question.
func (f *figures) covers(q query.Query, times bounds) bool {
	if f.call.Running() {
		return f.asked.String() == q.String() && f.askedFor == times
	}
	return f.have && f.err == nil && f.query.String() == q.String() && f.times == times
}

// counted takes the figures. The cause under the cursor stays there.
func (s *Screen) counted(r screen.Result[cluster.Stats]) tea.Cmd {
	f := &s.figures
	f.err = r.Err
	s.settle()
	if r.Err != nil {
		return screen.Refused(r.Err)
	}
	same := f.query.String() == f.asked.String() && f.times == f.askedFor
	f.stats, f.have = r.Value, true
	f.query, f.times, f.span = f.asked, f.askedFor, f.askedSpan
	if !same {
		s.brush = brush{}
	}
	s.touch()
	s.causes.fill(f.stats.Clusters, same)
	if o := s.opened; o != nil && o.cause {
		for i := range f.stats.Clusters {
			if c := &f.stats.Clusters[i]; identityOf(c) == identityOf(&o.cluster) {
				o.cluster = *c
			}
		}
	}
	s.layout()
	return nil
}

// effective is a query as it is asked: failures, unless it says otherwise, and
// without its times, which are asked for apart.
func effective(q query.Query) query.Query {
	return q.Without(query.Since, query.Until).Failures()
}
