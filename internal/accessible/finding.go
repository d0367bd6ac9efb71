package accessible

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/health/snooze"
	"github.com/supascale/supascale-tui/internal/keys/filter"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text"
)

// ownFinding is finding on the instance of the finding's key.
func (s *session) ownFinding(ctx context.Context, c *checkup, f *health.Finding, note *snooze.Note) (changed bool, err error) {
	return at(ctx, s, f.Key.Instance, func() (bool, error) {
		own, there := ownFinding(*f), checkup{shown: ownFindings(f.Key.Instance, c.shown)}
		return s.finding(ctx, &there, &own, note)
	})
}

// finding shows a finding and what can be done about it. Note is what snoozes it,
// nil where nothing does. It reports whether something was changed.
func (s *session) finding(ctx context.Context, c *checkup, f *health.Finding, note *snooze.Note) (changed bool, err error) {
	help := f.Help()
	s.Sayf("%s: %s.", lifecycle.Shown(&f.Key), f.Rule.Words())
	s.Say(f.Reason)
	s.Say("What to do: " + f.Remedy)
	if note != nil {
		s.Sayf("Snoozed %s, since %s.", note.Words(s.env.Zone), text.Moment(note.At, s.env.Zone))
	}
	options := []prompt.Option{{Word: "remedy", Text: help.Does}, {Word: "details", Text: "the key, with its details"}}
	if help.Act != health.Revoke {
		options = append(options, prompt.Option{Word: "revoke", Text: "make the key invalid at once"})
	}
	if note == nil {
		options = append(options, prompt.Option{Word: "snooze", Text: "hide it for a time, or until it changes"})
	} else {
		options = append(options, prompt.Option{Word: "take back", Text: "list it again"})
	}
	same := health.KeysOf(c.shown, f.Rule)
	if len(same) > 1 {
		options = append(options, prompt.Option{Word: "all", Text: fmt.Sprintf("revoke all %d keys with this finding, after their list was read out", len(same))})
	}
	options = append(options, prompt.Option{Word: "list", Text: "back to the findings", Number: "0"})
	for {
		s.Gap()
		word, err := s.Select(ctx, "What to do", options, "list")
		if errors.Is(err, prompt.ErrBack) || err == nil && word == "list" {
			return changed, nil
		}
		did, k := false, f.Key
		if err == nil {
			switch word {
			case "remedy":
				did, err = s.help(ctx, f, &help)
			case "details":
				did, err = s.key(ctx, &k)
			case "revoke":
				did, err = s.revoke(ctx, &k)
			case "snooze":
				did, err = s.snooze(ctx, f)
			case "all":
				did, err = s.revokeMany(ctx, same)
			case "take back":
				did, err = s.takeBack(ctx, f)
			}
		}
		changed = changed || did
		if !errors.Is(err, prompt.ErrBack) && (did || err != nil) {
			return changed, err
		}
	}
}

// help does what helps against a finding. It reports whether keys came or went.
func (s *session) help(ctx context.Context, f *health.Finding, help *health.Help) (changed bool, err error) {
	k := f.Key
	switch help.Act {
	case health.SeeLog:
		return false, s.log(ctx, help.Log, s.env.Now().Add(-health.LogSpan), noTime)
	case health.SeeKey:
		return s.key(ctx, &k)
	case health.Rotate:
		_, err = s.rotate(ctx, rotation.RefOf(&k), help.Wish)
		return true, err
	case health.Revoke:
		return s.revoke(ctx, &k)
	case health.SeeNamesakes:
		return true, s.keysBy(ctx, filter.OfName(k.Name))
	}
	return false, s.usage(ctx, &k)
}

// snooze asks how long the admin wants to hear no more of a finding, and notes
// it.
func (s *session) snooze(ctx context.Context, f *health.Finding) (done bool, err error) {
	now := s.env.Now()
	lengths := map[string]time.Time{}
	var options []prompt.Option
	for _, span := range snooze.Spans() {
		lengths[span.Word] = span.From(now)
		options = append(options, prompt.Option{Word: span.Word})
	}
	s.Say("It comes back at once when something changes about it. It is noted on this machine alone.")
	word, err := s.Select(ctx, "Snooze it for", append(options, prompt.Option{Word: "leave it", Number: "0"}), "leave it")
	if err != nil || word == "leave it" {
		return false, err
	}
	until := lengths[word]
	return s.note(ctx, "Snoozed "+(&snooze.Note{Until: until}).Words(s.env.Zone)+".", func(store app.Snoozer, instance string) error {
		return store.Add(instance, f, until, now)
	})
}

func (s *session) takeBack(ctx context.Context, f *health.Finding) (done bool, err error) {
	return s.note(ctx, "It is back in the list.", func(store app.Snoozer, instance string) error { return store.Remove(instance, f) })
}

// note changes what is snoozed, and says so.
func (s *session) note(ctx context.Context, said string, do func(store app.Snoozer, instance string) error) (done bool, err error) {
	store, instance := s.env.Health.Snooze, s.env.API.Instance().ID
	_, err = prompt.Await(ctx, s.Prompter, prompt.Job{Fixed: true}, func(context.Context) (struct{}, error) { return struct{}{}, do(store, instance) })
	if err != nil {
		return false, s.trouble(err)
	}
	s.Say(said)
	return true, nil
}

// listSnoozed lists what was snoozed. It reports whether something was changed.
func (s *session) listSnoozed(ctx context.Context, c *checkup) (changed bool, err error) {
	b := &browser{noun: "finding", nouns: "findings"}
	for i := range c.away {
		a := &c.away[i]
		b.rows = append(b.rows, row{named(&a.Key) + ": " + a.Rule.Words() + ". Snoozed " + a.Note.Words(s.env.Zone) + ". " + a.Reason, a.Finding})
	}
	for {
		chosen, err := s.browse(ctx, b)
		if err != nil {
			return false, err
		}
		s.Gap()
		a := &c.away[chosen.item]
		if changed, err = s.ownFinding(ctx, c, &a.Finding, &a.Note); err != nil || changed {
			return changed, err
		}
		b.shown = 0
	}
}
