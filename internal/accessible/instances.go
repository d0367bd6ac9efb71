package accessible

import (
	"context"
	"errors"
	"slices"

	"github.com/supascale/supascale-tui/internal/app"
	verbs "github.com/supascale/supascale-tui/internal/cli/instances"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text"
)

// instances tells how the instances of all profiles stand, and goes on to one of them or to
// all that are shown.
func (s *session) instances(ctx context.Context) error {
	s.share()
	every := fleet.NewSource(ctx, s.group.Members(s.env.Ways.Profiles))
	defer every.Close()
	var filter []string
	for {
		rows, err := s.survey(ctx, every, filter)
		if rows == nil {
			return err
		}
		next, done, err := s.chooseInstance(ctx, every, rows)
		if done || err != nil {
			return err
		}
		filter = next(filter)
		s.Gap()
	}
}

// share gives the connection of the instance where the session is to the group, so that the
// instance is not connected to twice.
func (s *session) share() {
	if s.several() == nil && s.env.API != nil && s.isProfile(s.env.Profile.Name) {
		s.group.Hold(s.env.Connection)
		s.env.Close = nil
	}
}

// isProfile reports whether there is a profile of that name.
func (s *session) isProfile(name string) bool {
	return slices.ContainsFunc(s.env.Ways.Profiles, func(p app.Profile) bool { return p.Name == name })
}

// survey reads out how the instances stand that fit a filter, as they answer; nil where it
// was not asked. Ctrl+c ends the waiting for those that have not answered.
func (s *session) survey(ctx context.Context, every *fleet.Source, filter []string) (*browser, error) {
	o := verbs.Options{Target: s.target()}
	o.At = every
	l := &listener{say: s.Say, waits: true, numbered: true, patient: true}
	asked := s.env.Now()
	done, err := s.listen(ctx, l, o.Run, filter)
	if !done && len(l.rows) == 0 {
		return nil, err
	}
	if len(l.rows) == 0 {
		s.Say("No instance fits.")
	}
	s.Sayf("Asked %s.", text.Moment(asked, s.env.Zone))
	return &browser{noun: "instance", nouns: "instances", rows: l.rows, shown: min(len(l.rows), prompt.PageLines)}, err
}

// chooseInstance goes on to what is chosen; next is by what filter they are told again where
// nothing is done yet.
func (s *session) chooseInstance(ctx context.Context, every *fleet.Source, b *browser) (next func(filter []string) []string, done bool, err error) {
	b.extra = []prompt.Option{{Word: "filter", Text: "only those that fit some words"}, {Word: "refresh", Text: "ask them again"}}
	if len(b.rows) > 1 {
		b.extra = append([]prompt.Option{{Word: "all", Text: "work on all that are shown at once: keys, log, findings, review, history"}}, b.extra...)
	}
	same := func(filter []string) []string { return filter }
	c, err := s.browse(ctx, b)
	switch {
	case err != nil:
		return nil, false, err
	case c.item >= 0:
		done, err = s.goTo(ctx, b.rows[c.item].about.(fleet.Row).Name)
		return same, done, err
	case c.word == "all":
		return nil, true, s.together(ctx, profilesOf(every, b.rows))
	case c.word == "filter":
		words, err := s.askInstances(ctx, every)
		if errors.Is(err, prompt.ErrBack) {
			return same, false, nil
		}
		return func([]string) []string { return words }, false, err
	}
	return same, false, nil
}

// profilesOf are those of rows, in the order of all.
func profilesOf(every *fleet.Source, rows []row) (list []app.Profile) {
	for _, m := range fleet.MembersOn(every) {
		if slices.ContainsFunc(rows, func(r row) bool { return r.about.(fleet.Row).Name == m.Name }) {
			list = append(list, m.Profile)
		}
	}
	return list
}

// goTo goes over to an instance by its profile. It reports whether the session is there.
func (s *session) goTo(ctx context.Context, name string) (there bool, err error) {
	if s.several() == nil && s.env.Profile.Name == name {
		s.Say("You are on " + name + " already.")
		return true, nil
	}
	to, err := s.reach(ctx, name)
	if err != nil {
		return false, s.trouble(err)
	}
	return true, s.adopt(ctx, to)
}

// instancesHelp says what a filter of instances can be.
var instancesHelp = []string{
	"env:production looks at the environment, state:unreachable at how they stand; other words are profiles' names, or parts of them.",
	"Words of one kind are alternatives, different kinds must all hold. A minus before a word leaves out what fits it. The word all lists every instance.",
}

// askInstances asks for a filter of instances until it has no mistake.
func (s *session) askInstances(ctx context.Context, every *fleet.Source) ([]string, error) {
	for {
		words, err := s.Input(ctx, prompt.Question{Ask: "Filter of instances", Default: "all", Help: instancesHelp})
		if err != nil {
			return nil, err
		}
		if words == "all" {
			return nil, nil
		}
		filter, err := fleet.ParseFilter(words)
		if err == nil {
			_, err = filter.Select(fleet.MembersOn(every))
		}
		if err == nil {
			return []string{words}, nil
		}
		s.Say("Filter, " + err.Error() + ".")
	}
}
