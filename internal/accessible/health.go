package accessible

import (
	"context"
	"errors"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/cli/check"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/health/snooze"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text"
)

// checkup is what a look at all keys found.
type checkup struct {
	rows  []row // of what is shown
	shown []health.Finding
	away  []snooze.Snoozed
}

// health lists what wants attention, and goes on to what helps.
func (s *session) health(ctx context.Context) error {
	for {
		o := check.Options{Target: s.target(), Snoozed: true}
		l, err := s.list(ctx, o.Run)
		if l == nil {
			return err
		}
		if err := s.findings(ctx, s.checked(l.rows)); err != nil {
			return err
		}
		s.Gap()
	}
}

// checked tells what was snoozed from the rest.
func (s *session) checked(rows []row) *checkup {
	c := &checkup{}
	sentences := make(map[string]string)
	var all []health.Finding
	for _, r := range rows {
		f := r.about.(health.Finding)
		sentences[string(f.Rule)+" "+f.Key.ID] = r.sentence
		all = append(all, f)
	}
	noted, err := fleet.Snoozed(s.env.API, s.env.Health.Snooze)
	if err != nil {
		s.Say("Warning: " + api.Sentence(err.Error()))
	}
	c.shown, c.away = noted.Split(all, s.env.Now())
	for _, f := range c.shown {
		c.rows = append(c.rows, row{sentences[string(f.Rule)+" "+f.Key.ID], f})
	}
	return c
}

// findings reads them out until one is done something about, or the instance is
// to be asked again.
func (s *session) findings(ctx context.Context, c *checkup) error {
	if len(c.shown) > 0 {
		s.Say(health.Tally(c.shown) + ".")
	} else {
		s.Say("Nothing wants attention, as far as can be told.")
	}
	b := &browser{noun: "finding", nouns: "findings", rows: c.rows}
	if n := len(c.away); n > 0 {
		s.Say(text.Plural(n, "finding is", "findings are") + " snoozed.")
		b.extra = append(b.extra, prompt.Option{Word: "snooze", Text: "what was snoozed"})
	}
	b.extra = append(b.extra, s.refresh())
	for {
		chosen, err := s.browse(ctx, b)
		if err != nil {
			return err
		}
		var changed bool
		s.Gap()
		switch {
		case chosen.item >= 0:
			changed, err = s.ownFinding(ctx, c, &c.shown[chosen.item], nil)
		case chosen.word == "snooze":
			changed, err = s.listSnoozed(ctx, c)
		default:
			return nil
		}
		if err != nil && !errors.Is(err, prompt.ErrBack) || changed {
			return err
		}
		b.shown = 0
		s.Gap()
	}
}
