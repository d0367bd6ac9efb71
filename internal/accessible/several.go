package accessible

import (
	"context"
	"slices"
	"strings"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text"
)

// several gives the instances on which the session works at once, nil where it is on one.
func (s *session) several() []fleet.Member {
	if _, several := s.env.API.(*fleet.Source); several {
		return fleet.MembersOn(s.env.API)
	}
	return nil
}

// namedMost is how many of several instances are named in a sentence.
const namedMost = 8

// together goes over to several instances at once.
func (s *session) together(ctx context.Context, profiles []app.Profile) error {
	source := fleet.NewSource(ctx, s.group.Members(profiles))
	return s.adopt(ctx, app.Connection{API: source, Close: source.Close})
}

// tellSeveral says on which instances the session works at once.
func (s *session) tellSeveral(members []fleet.Member) {
	var names []string
	for _, m := range members[:min(len(members), namedMost)] {
		names = append(names, m.Name)
	}
	if more := len(members) - len(names); more > 0 {
		names = append(names, text.Plural(more, "other", "others"))
	}
	s.Sayf("You work on %s at once: %s. What is done to a key is done on its own instance.", s.where(), strings.Join(names, ", "))
}

// reach connects to an instance by its profile, over the connection there is.
func (s *session) reach(ctx context.Context, name string) (app.Connection, error) {
	if c, reached := s.group.At(name); reached {
		return c, nil
	}
	return s.arrive(ctx, app.ProfileWithin, func(ctx context.Context) (app.Connection, error) { return s.group.Connect(ctx, name) })
}

// at does something about a thing of one of several instances there, and comes back to all
// of them. A session on one instance stays there.
func at[T any](ctx context.Context, s *session, instance string, do func() (T, error)) (none T, err error) {
	if s.several() == nil {
		return do()
	}
	to, err := s.reach(ctx, instance)
	if err != nil {
		return none, s.trouble(err)
	}
	all := s.env.Connection
	defer func() { s.env.Connection = all }()
	s.env.Connection = s.equipped(to)
	s.Sayf("On %s.", s.where())
	return do()
}

// onOne does what is about one instance: of several that which the admin chooses.
func (s *session) onOne(do func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		members := s.several()
		if members == nil {
			return do(ctx)
		}
		options := make([]prompt.Option, len(members))
		for i, m := range members {
			options[i] = prompt.Option{Word: m.Name, Text: joined(m.Environment, m.URL)}
		}
		name, err := s.Select(ctx, "On which instance", options, "")
		if err != nil {
			return err
		}
		_, err = at(ctx, s, name, func() (struct{}, error) { return struct{}{}, do(ctx) })
		return err
	}
}

// on says on which of several instances, "" where there is only one.
func on(instance string) string {
	if instance == "" {
		return ""
	}
	return "on " + instance
}

// named names a key, of several instances with its own.
func named(k *api.Key) string {
	if k.Instance == "" {
		return lifecycle.Shown(k)
	}
	return k.Instance + ": " + lifecycle.Shown(k)
}

// ownFindings are those about keys of an instance, as the instance itself knows them.
func ownFindings(instance string, list []health.Finding) (own []health.Finding) {
	for _, f := range list {
		if f.Key.Instance == instance {
			own = append(own, ownFinding(f))
		}
	}
	return own
}

func ownFinding(f health.Finding) health.Finding {
	f.Key, f.Others = f.Key.Own(), slices.Clone(f.Others)
	for i, k := range f.Others {
		f.Others[i] = k.Own()
	}
	return f
}
