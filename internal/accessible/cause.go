package accessible

import (
	"context"
	"errors"
	"strconv"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/activity/remedy"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/prompt"
)

// cause tells what is known of a cause and what to do about it.
func (s *session) cause(ctx context.Context, where query.Query, c *cluster.Cluster) error {
	client := s.env.API
	known, err := prompt.Await(ctx, s.Prompter, prompt.Job{}, func(ctx context.Context) (remedy.Keys, error) {
		return remedy.Load(ctx, client)
	})
	if prompt.Left(err) {
		return err
	}
	plan := remedy.For(c, known)
	s.details(output.CauseDetails(c, s.env.Now(), s.env.Zone))
	s.Gap()
	if err != nil && !errors.Is(err, prompt.ErrStopped) {
		s.Say("The keys can't be read, so less is known here. " + api.Explain(err))
	}
	s.plan(&plan)
	options := []prompt.Option{{Word: "attempts", Text: "the attempts themselves"}}
	switch {
	case plan.Rotate != nil:
		options = append(options, prompt.Option{Word: "rotate", Text: plan.Does})
	case plan.Make != nil:
		options = append(options, prompt.Option{Word: "create", Text: plan.Does})
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
				err = s.log(ctx, where.Without(query.Outcome).And(c.Query()), noTime, noTime)
			default:
				var done bool
				if done, err = s.remedy(ctx, word, c, &plan); done && err == nil {
					return nil
				}
			}
		}
		if err != nil && !errors.Is(err, prompt.ErrBack) {
			return err
		}
	}
}

// remedy does what the plan has, on the key's own instance. It reports whether the cause is
// done with.
func (s *session) remedy(ctx context.Context, word string, c *cluster.Cluster, plan *remedy.Plan) (done bool, err error) {
	instance := ""
	if s.several() != nil {
		instance, _ = api.SplitID(c.KeyID)
	}
	return at(ctx, s, instance, func() (bool, error) {
		if word == "create" {
			return false, s.create(ctx, plan.Make)
		}
		own := plan.Key.Own()
		if word == "key" {
			return s.key(ctx, &own)
		}
		_, err := s.rotate(ctx, rotation.RefOf(&own), *plan.Rotate)
		return true, err
	})
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
	if p.Not != "" {
		s.Say("No new key is offered here. " + p.Not)
	}
}
