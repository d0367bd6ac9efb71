package accessible

import (
	"context"
	"errors"
	"strconv"

	"github.com/supascale/supascale-tui/internal/activity"
	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/activity/remedy"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text"
)

// cause tells what is known of a cause and what to do about it.
func (s *session) cause(ctx context.Context, a *search, c *cluster.Cluster) error {
	client := s.env.API
	known, err := prompt.Await(ctx, s.Prompter, prompt.Job{}, func(ctx context.Context) (remedy.Keys, error) {
		return remedy.Load(ctx, client)
	})
	if prompt.Left(err) {
		return err
	}
	plan := remedy.For(c, known)
	s.causeFacts(c)
	s.Gap()
	if err != nil && !errors.Is(err, prompt.ErrStopped) {
		s.Say("The keys can't be read, so less is known here. " + api.Explain(err))
	}
	s.plan(&plan)
	options := []prompt.Option{{Word: "attempts", Text: "the attempts themselves"}}
	if plan.Make != nil {
		options = append(options, prompt.Option{Word: "create", Text: plan.Makes})
	}
	if plan.Key != nil {
		options = append(options, prompt.Option{Word: "key", Text: "the key, with its details"})
	}
	options = append(options, prompt.Option{Word: "list", Text: "back to the causes", Number: "0"})
	for {
		s.Gap()
		word, err := s.Select(ctx, "What to do", options, "list")
		if errors.Is(err, prompt.ErrBack) || err == nil && word == "list" {
			return nil
		}
		if err == nil {
			switch word {
			case "attempts":
				q := a.where.Without(query.Outcome).And(c.Query())
				err = s.log(ctx, api.ActivityQuery{Where: q, Since: a.since, Until: a.until})
			case "create":
				err = s.create(ctx, plan.Make)
			case "key":
				key := *plan.Key
				var gone bool
				if gone, err = s.key(ctx, &key); gone && err == nil {
					return nil
				}
			}
		}
		if err != nil && !errors.Is(err, prompt.ErrBack) {
			return err
		}
	}
}

func (s *session) causeFacts(c *cluster.Cluster) {
	s.Sayf("Cause: %s.", activity.Cause(c, ", "))
	count := text.Plural(c.Attempts, "attempt", "attempts")
	if c.Burst > 0 {
		count += ", " + text.Number(c.Burst) + " of them within ten minutes"
	}
	s.Sayf("How often: %s.", count)
	s.Sayf("First: %s.", s.when(c.First, "not told"))
	s.Sayf("Last: %s.", s.when(c.Last, "not told"))
	s.fact("Asked for", routeWords(c))
	s.fact("Levels", needs(c.Reason, c.Resource, c.Required, c.Granted))
	s.fact("Key", joined([]string{c.KeyName, c.KeyPreview}))
	s.fact("From", c.IP)
	s.fact("Agent", c.Agent)
	s.fact("Message", c.Message)
}

// plan reads the remedy out, its steps by number.
func (s *session) plan(p *remedy.Plan) {
	s.Say(p.Cause)
	for _, n := range p.Notes {
		s.Say(n)
	}
	if len(p.Steps) > 0 {
		s.Say("Steps:")
	}
	for i, step := range p.Steps {
		s.Say(strconv.Itoa(i+1) + ". " + step)
	}
	if p.Make == nil && p.NoMake != "" {
		s.Say("No new key is offered here. " + p.NoMake)
	}
}
