package accessible

import (
	"context"
	"errors"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/health/snooze"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text"
)

// checkup is what a look at all keys found.
type checkup struct {
	report   health.Report
	logErr   error
	notesErr error
	shown    []health.Finding
	away     []snooze.Snoozed
}

// health lists what wants attention, and goes on to what helps.
func (s *session) health(ctx context.Context) error {
	for {
		c, err := s.examine(ctx)
		if err != nil {
			return s.trouble(err)
		}
		if err := s.findings(ctx, c); err != nil {
			return err
		}
		s.Gap()
	}
}

// examine looks at all keys and the log.
func (s *session) examine(ctx context.Context) (*checkup, error) {
	client, by, now := s.env.API, s.env.Health, s.env.Now()
	if by.Thresholds == (health.Thresholds{}) {
		by.Thresholds = health.Defaults()
	}
	rules := health.Except(by.Ignore)
	return prompt.Await(ctx, s.Prompter, prompt.Job{}, func(ctx context.Context) (*checkup, error) {
		in, err := health.Gather(ctx, client, rules, by.Thresholds, now)
		if err != nil {
			return nil, err
		}
		instance := client.Instance().ID
		if by.Rotations != nil {
			in.Rotations, in.RotationsErr = by.Rotations(instance, in.Keys, now)
		}
		c := &checkup{report: health.Check(in, by.Thresholds, now).Only(rules...), logErr: in.LogErr}
		var notes snooze.Notes
		notes, c.notesErr = by.Snooze.List(instance)
		c.shown, c.away = notes.Split(c.report.Findings, now)
		return c, nil
	})
}

// findings reads them out until one is done something about, or the instance is
// to be asked again.
func (s *session) findings(ctx context.Context, c *checkup) error {
	s.sumUp(c)
	b := &browser{
		noun: "finding", nouns: "findings",
		len:   func() int { return len(c.shown) },
		line:  func(i int) string { return findingLine(&c.shown[i]) },
		end:   func() { s.untold(c) },
		named: func(i int) (name, id string) { return c.shown[i].Key.Name, c.shown[i].Key.ID },
	}
	if len(c.away) > 0 {
		b.extra = append(b.extra, prompt.Option{Word: "snooze", Text: "what was snoozed"})
	}
	b.extra = append(b.extra, prompt.Option{Word: "refresh", Text: "ask the instance again"})
	for {
		chosen, err := s.browse(ctx, b)
		if err != nil {
			return err
		}
		var changed bool
		s.Gap()
		switch {
		case chosen.item >= 0:
			changed, err = s.finding(ctx, c, &c.shown[chosen.item], nil)
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

// sumUp says how much was found, and what could not be read.
func (s *session) sumUp(c *checkup) {
	untold := len(health.Gathered(c.report.Gaps))
	switch {
	case len(c.shown) > 0:
		s.Say(health.Attention(c.shown) + ".")
	case untold > 0, c.report.Partial != nil:
		s.Say("Nothing wants attention, as far as can be told.")
	default:
		s.Say("Nothing wants attention.")
	}
	if c.report.Partial != nil {
		s.Say("Warning: " + api.Sentence(c.report.Partial.Error()))
	}
	looked := text.Plural(c.report.Keys, "key was", "keys were") + " looked at"
	if !c.report.LogFrom.IsZero() {
		looked += ", and the log since " + c.report.LogFrom.In(s.env.Zone).Format("2 Jan 2006")
	}
	s.Say(looked + ".")
	if n := len(c.away); n > 0 {
		s.Say(text.Plural(n, "finding is", "findings are") + " snoozed.")
	}
	if c.notesErr != nil {
		s.Say("Warning: " + api.Sentence(c.notesErr.Error()))
	}
}

// untold says of what the data can't tell.
func (s *session) untold(c *checkup) {
	for _, u := range health.Gathered(c.report.Gaps) {
		helps := health.NotFine
		if c.logErr != nil && u.Rules[0].NeedsLog() {
			helps = api.Explain(c.logErr)
		}
		s.Sayf("Can't tell (%s, %s): %s %s", u.Named(), text.Plural(u.Keys, "key", "keys"), u.Why, helps)
	}
}

func findingLine(f *health.Finding) string {
	return nameOf(&f.Key) + ": " + f.Rule.Words() + ". " + f.Reason + " What to do: " + f.Remedy
}
