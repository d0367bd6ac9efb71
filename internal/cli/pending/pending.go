// Package pending is the command that lists what was begun and is not finished.
package pending

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
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

It reads the notes of this machine and the instance's list of keys, and changes no key.`,
		Example: `  supascale-tui pending
  supascale-tui pending -o json`,
		Args: command.NoArgs,
		RunE: command.Run(o.Run),
	}
	o.Register(cmd)
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
	notes, rotator, err := o.Session.Rotator(client)
	if err != nil {
		return err
	}
	defer app.CloseUndelivered(notes)
	rotator.Now, rotator.Zone = call.Now, call.Local()
	revocations, err := o.Session.Many()
	if err != nil {
		return err
	}
	now := call.Now()
	seen, err := pending.Look(ctx, pending.Source{Rotator: rotator, Client: client, Notes: notes, Many: revocations}, client.Instance().ID, call.Now)
	if err != nil {
		return command.Explain(err)
	}
	printer := output.NewPrinter(call.Out, format, output.PendingItems(now))
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
	if len(seen.Items) == 0 {
		call.Say("%s", pending.NoneWords)
	}
	return command.Listing{Part: seen.Partial}.Quiet()
}
