package accessible

import (
	"context"
	"strings"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/activity/usage"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text"
)

// usage tells what a key was used for, against what it may do.
func (s *session) usage(ctx context.Context, k *api.Key) error {
	client, now := s.env.API, s.env.Now()
	stats, err := prompt.Await(ctx, s.Prompter, prompt.Job{}, func(ctx context.Context) (cluster.Stats, error) {
		return client.Stats(ctx, usage.Asked(k, now.Add(-usage.Window), now))
	})
	if err != nil {
		return s.trouble(err)
	}
	s.Sayf("%s in the last %s.", lifecycle.Shown(k), text.Span(usage.Window))
	if words := usage.Doubt(&stats, k, now); words != "" {
		s.Say("Warning: " + words)
	}
	u := usage.Of(*k, stats.Uses)
	for _, r := range u.Rows {
		s.Say(s.usageLine(r))
	}
	if u.Other > 0 {
		s.Say(text.Plural(u.Other, "request was", "requests were") + " refused for another reason.")
	}
	s.Say(usage.TestsWords)
	s.Say(u.Words())
	return nil
}

// usageLine is what the log tells of a key and a resource.
func (s *session) usageLine(r usage.Row) string {
	parts := []string{"may " + r.Granted.String(), r.Verdict()}
	if r.Granted == keys.None {
		parts = parts[1:]
	}
	for _, c := range []struct {
		n         int
		one, many string
	}{{r.Reads, "read", "reads"}, {r.Writes, "write", "writes"}, {r.Refused, "request refused", "requests refused"}} {
		if c.n > 0 {
			parts = append(parts, text.Plural(c.n, c.one, c.many))
		}
	}
	if !r.Last.IsZero() {
		parts = append(parts, "last "+text.Relative(r.Last, s.env.Now(), ""))
	}
	return r.Resource.Title() + ": " + strings.Join(parts, "; ") + "."
}
