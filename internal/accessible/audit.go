package accessible

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/activity"
	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text"
)

// lookBack is how far the log is searched where the query says nothing.
const lookBack = 24 * time.Hour

// search is what is looked for in the log.
type search struct {
	line  string      // as typed
	where query.Query // without times
	since time.Time
	until time.Time // zero: now
	stats cluster.Stats
}

// audit tells what fails, folded by cause.
func (s *session) audit(ctx context.Context) error {
	line := ""
	for {
		a, err := s.parse(line)
		if err == nil {
			err = s.count(ctx, a)
		}
		if err != nil {
			return s.trouble(err)
		}
		s.figures(a)
		b := &browser{
			noun: "cause", nouns: "causes",
			len:  func() int { return len(a.stats.Clusters) },
			line: func(i int) string { return s.causeLine(&a.stats.Clusters[i]) },
			extra: []prompt.Option{
				{Word: "query", Text: "search for something else"},
				{Word: "attempts", Text: "the attempts themselves, the newest first"},
				{Word: "refresh", Text: "ask the instance again"},
			},
		}
		if line, err = s.causes(ctx, a, b); err != nil {
			return err
		}
	}
}

// causes reads the causes out and follows what is chosen, until another query
// is asked for, or the same once more.
func (s *session) causes(ctx context.Context, a *search, b *browser) (line string, err error) {
	for {
		c, err := s.browse(ctx, b)
		switch {
		case err != nil:
			return "", err
		case c.item >= 0:
			s.Gap()
			err = s.cause(ctx, a, &a.stats.Clusters[c.item])
		case c.word == "attempts":
			err = s.log(ctx, api.ActivityQuery{Where: a.where, Since: a.since, Until: a.until})
		case c.word == "query":
			if line, err = s.askQuery(ctx, a.line); err == nil {
				return line, nil
			}
		default:
			return a.line, nil // refresh
		}
		if err != nil && !errors.Is(err, prompt.ErrBack) {
			return "", err
		}
		b.shown = 0
		s.Gap()
	}
}

// parse reads a query line. Without an outcome only failures are looked for,
// without a time the last day.
func (s *session) parse(line string) (*search, error) {
	a := &search{line: line}
	q, err := query.Parse(line, append(query.BuiltIn(), s.env.Saved...)...)
	if err != nil {
		return nil, err
	}
	q = q.Failures()
	f, err := q.Bind(s.env.Now(), s.env.Zone)
	if err != nil {
		return nil, err
	}
	f = f.LookBack(lookBack, s.env.Now())
	a.where, a.since, a.until = q.Without(query.Since, query.Until), f.Since, f.Until
	return a, nil
}

// count asks for the log's figures.
func (s *session) count(ctx context.Context, a *search) (err error) {
	now := s.env.Now()
	since, until := a.since, a.until
	if until.IsZero() {
		until = now
	}
	step := time.Hour
	for until.Sub(since)/step > 1000 {
		step *= 2
	}
	client := s.env.API
	a.stats, err = prompt.Await(ctx, s.Prompter, prompt.Job{}, func(ctx context.Context) (cluster.Stats, error) {
		return client.Stats(ctx, api.StatsQuery{Since: since, Until: until, Step: step, Where: a.where, Clusters: 500})
	})
	return err
}

// figures say how much was found.
func (s *session) figures(a *search) {
	st := &a.stats
	what := "failed attempt"
	if len(a.where.Values(query.Outcome)) != 1 || a.where.Values(query.Outcome)[0] != query.Failure {
		what = "attempt"
	}
	s.Sayf("%s since %s, in %s.", text.Plural(st.Attempts, what, what+"s"), s.when(a.since, ""),
		text.Plural(len(st.Clusters)+st.More, "cause", "causes"))
	if untold := activity.Untold(st.Untold); untold != "" {
		s.Say(untold + ".")
	}
	if a.line != "" {
		s.Say("Query: " + a.line)
	}
	type count struct {
		reason keys.Reason
		n      int
	}
	var counts []count
	for r, n := range st.Reasons {
		if r != "" {
			counts = append(counts, count{r, n})
		}
	}
	slices.SortFunc(counts, func(a, b count) int {
		return cmp.Or(b.n-a.n, strings.Compare(string(a.reason), string(b.reason)))
	})
	var parts []string
	for _, c := range counts {
		parts = append(parts, c.reason.Words()+" "+text.Number(c.n))
	}
	if len(parts) > 0 {
		s.Say(strings.Join(parts, ", ") + ".")
	}
	if st.Oldest.After(a.since) {
		s.Sayf("The log reaches back only %s.", text.Span(s.env.Now().Sub(st.Oldest)))
	}
	if missing := activity.Unlogged(st.Unlogged, false); missing != "" {
		s.Say("Warning: " + missing + ".")
	}
	if st.Partial {
		s.Sayf("Only the newest %s were counted.", text.Plural(st.Examined, "entry", "entries"))
	}
	if st.More > 0 {
		s.Sayf("%s left out here.", text.Plural(st.More, "smaller cause is", "smaller causes are"))
	}
}

// queryHelp says what a query can be.
func (s *session) queryHelp() []string {
	help := []string{
		"Words look in names, paths, agents and addresses. Fields look at what they are called:",
		"reason:expired, key:ci, ip:203.0.113.7, path:/api/v1/backups, resource:backups, agent:curl, status:403, since:7d, until:1h.",
		"Terms of one field are alternatives, different ones must all hold. A minus before a term leaves out what fits it; quotes hold spaces.",
		"The word all looks for every failure in the last 24 hours.",
	}
	for _, q := range append(query.BuiltIn(), s.env.Saved...) {
		line := "@" + q.Name
		if q.Title != "" {
			line += ": " + q.Title
		}
		help = append(help, line)
	}
	return help
}

// askQuery asks what to search for.
func (s *session) askQuery(ctx context.Context, before string) (line string, err error) {
	preset := before
	if preset == "" {
		preset = "all"
	}
	for {
		line, err := s.Input(ctx, prompt.Question{Ask: "Query", Default: preset, Help: s.queryHelp()})
		if err != nil {
			return "", err
		}
		if line == "all" {
			line = ""
		}
		if _, err = s.parse(line); err == nil {
			return line, nil
		}
		s.Sayf("That is no query: %s.", err)
	}
}

// causeLine is a cause in the list.
func (s *session) causeLine(c *cluster.Cluster) string {
	parts := []string{activity.Cause(c, ", ") + ", " + text.Plural(c.Attempts, "attempt", "attempts")}
	if asked := routeWords(c); asked != "" {
		parts = append(parts, asked)
	}
	if c.Reason == keys.PermissionDenied {
		parts = append(parts, needs(c.Reason, c.Resource, c.Required, c.Granted))
	}
	if c.KeyName != "" {
		parts = append(parts, "key "+c.KeyName)
	} else if c.Previews > 1 {
		parts = append(parts, fmt.Sprintf("%d different keys tried", c.Previews))
	}
	if c.IP != "" {
		parts = append(parts, "from "+c.IP)
	}
	parts = append(parts, "last "+text.Relative(c.Last, s.env.Now(), "not told"))
	return joined(parts) + "."
}

func routeWords(c *cluster.Cluster) string {
	if c.Routes > 1 {
		return fmt.Sprintf("%d different routes", c.Routes)
	}
	return strings.TrimSpace(c.Method + " " + c.Route)
}
