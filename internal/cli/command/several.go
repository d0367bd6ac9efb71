package command

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/output"
)

// Several says that a command works on several instances.
type Several struct {
	All bool
	On  string // a filter of instances
}

// RegisterSeveral adds the flags of a command that can work on several instances as on one.
func (t *Target) RegisterSeveral(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&t.Several.All, "all", false, "on the instances of all profiles, each with its profile's own key")
	cmd.Flags().StringVar(&t.Several.On, "on", "", "on the instances that fit this `FILTER`, as env:production or parts of profiles' names")
	_ = cmd.RegisterFlagCompletionFunc("on", CompleteInstances(t.Session))
}

// Asked reports whether it is called on several.
func (s Several) Asked() bool { return s.All || s.On != "" }

// source makes one of several instances. Nothing is sent.
func (t *Target) source(ctx context.Context, call *Call) (Client, error) {
	if t.Profile != "" {
		return nil, Usagef("--profile names one instance, and --all and --on mean several: leave one of them out")
	}
	filter, members, err := t.Members(call, t.Several.On)
	switch {
	case err != nil:
		return nil, err
	case filter.NeedsState():
		return nil, Usagef("--on: nothing is known of states before instances are asked. See them with \"supascale-tui instances %s\"", t.Several.On)
	}
	return fleet.NewSource(ctx, members), nil
}

// ShapeOf is how things of a client are printed: those of several instances say of which
// they are.
func ShapeOf[T any](client app.API, shape output.Shape[T], instance func(T) string) output.Shape[T] {
	if _, several := client.(*fleet.Source); several {
		return shape.OfSeveral(instance)
	}
	return shape
}
