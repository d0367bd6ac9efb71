package views

import (
	"context"
	"iter"
	"slices"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/views/instances"
)

// newInstances is the page of all instances. It asks those that the console is on over the
// connections there are, and every other over one of its own.
func (r *Root) newInstances() *instances.Screen {
	return instances.New(r.env, instances.Source{
		Profiles: func() []app.Profile { return slices.Clone(r.options.Profiles) },
		Here:     func() string { return r.place.profile },
		Survey: func() func(ctx context.Context) iter.Seq[fleet.Row] {
			if r.options.Survey == nil {
				return func(context.Context) iter.Seq[fleet.Row] { return func(func(fleet.Row) bool) {} }
			}
			members := fleet.MembersOf(&app.Ways{Profiles: r.options.Profiles, To: r.options.Connect})
			for i := range members {
				here, reached := r.member(members[i].Name)
				if !reached && r.connected() && members[i].Name == r.place.profile {
					here, reached = r.place.at, true
				}
				if reached {
					members[i].Connect = func(context.Context) (app.Client, error) { return fleet.Stays(here.API), nil }
				}
			}
			return func(ctx context.Context) iter.Seq[fleet.Row] { return r.options.Survey(ctx, members) }
		},
		CanAdd: r.options.Connector.LeadFurther(),
	})
}

// several reports whether the console can go elsewhere without being told an address.
func (r *Root) several() bool {
	return slices.ContainsFunc(r.options.Profiles, func(p app.Profile) bool { return p.Name != r.place.profile })
}
