// Package pending is the command that lists what was begun and is not finished.
package pending

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/lifecycle/pending"
	"github.com/supascale/supascale-tui/internal/output"
)

// Options say how the list is printed.
type Options struct {
	command.Target
	Output command.Output
}

// New makes the command.
func New(s *app.Session) *cobra.Command {
	o := Options{Target: command.Target{Session: s}}
	cmd := &cobra.Command{
		Use:   "pending",
		Short: "List what was begun and is not finished: rotations, undelivered keys, revocations",
		Long: `List what was begun on this machine and is not at its end: keys that were created and
whose value nobody has, rotations with both keys still valid, and revocations of many
keys that were cut off. Each says what to do next.

It reads the notes of this machine and the instance's list of keys, and changes no key.
--all lists what is pending on the instances of all profiles, --on on some.`,
		Example: `  supascale-tui pending
  supascale-tui pending --all -o json`,
		Args: command.NoArgs,
		RunE: command.Run(o.Run),
	}
	o.Register(cmd)
	o.RegisterSeveral(cmd)
	o.Output.Register(cmd, output.Table, output.JSON, output.JSONLines, output.Name)
	return cmd
}

// Run lists what is pending.
func (o *Options) Run(ctx context.Context, call *command.Call) error {
	client, format, err := o.Begin(ctx, call, &o.Output)
	if err != nil {
		return err
	}
	defer client.Close()
	seen, err := fleet.Pending(ctx, client, o.Session, call.Now, call.Local())
	if err != nil {
		return command.Explain(err)
	}
	printer := output.NewPrinter(call.Out, format, command.ShapeOf(client, output.PendingItems(call.Now()), func(i *pending.Item) string { return i.Instance }))
	for i := range seen.Items {
		if err := printer.Add(&seen.Items[i]); err != nil {
			return err
		}
	}
	if err := printer.End(); err != nil {
		return err
	}
	if seen.Unread != nil {
		call.Say("! %s", seen.Unread)
	}
	if seen.Doubtful {
		call.Say("%s", pending.DoubtWords)
	}
	if len(seen.Items) == 0 && seen.Partial == nil {
		call.Say("%s", pending.NoneWords)
	}
	return command.EndSeveral(call, client, command.Listing{Part: seen.Partial}.Quiet())
}
