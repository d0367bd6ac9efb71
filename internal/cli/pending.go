package cli

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/lifecycle/pending"
	"github.com/supascale/supascale-tui/internal/output"
)

type pendingOptions struct {
	target target
	output outputFlag
}

func newPendingCommand() *cobra.Command {
	var o pendingOptions
	cmd := &cobra.Command{
		Use:   "pending",
		Short: "List what was begun and is not finished: rotations, undelivered keys, revocations",
		Long: `List what was begun on this machine and is not at its end: keys that were created and
whose value nobody has, rotations with both keys still valid, and revocations of many
keys that were cut off. Each says what to do next.

It reads the notes of this machine and the instance's list of keys, and changes no key.`,
		Example: `  supascale-tui pending
  supascale-tui pending -o json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			return o.run(ctx, cmd)
		},
	}
	o.target.register(cmd)
	o.output.register(cmd, output.Table, output.JSON, output.JSONLines, output.Name)
	return cmd
}

func (o *pendingOptions) run(ctx context.Context, cmd *cobra.Command) error {
	format, err := o.output.read()
	if err != nil {
		return err
	}
	client, err := o.target.connect(ctx, cmd)
	if err != nil {
		return err
	}
	defer client.Close()
	notes, rotator, err := rotatorOn(client)
	if err != nil {
		return err
	}
	defer app.CloseUndelivered(notes)
	batches, err := session.Many()
	if err != nil {
		return err
	}
	now := time.Now()
	seen, err := pending.Look(ctx, pending.Source{Rotator: rotator, Client: client, Notes: notes, Many: batches}, client.Instance().ID, time.Now)
	if err != nil {
		return explained(err)
	}
	printer := output.NewPrinter(cmd.OutOrStdout(), format, output.PendingItems(now))
	for i := range seen.Items {
		if err := printer.Add(&seen.Items[i]); err != nil {
			return err
		}
	}
	if err := printer.End(); err != nil {
		return err
	}
	words := cmd.ErrOrStderr()
	if seen.Unread != nil {
		say(words, "! %s", seen.Unread)
	}
	if seen.Doubtful {
		say(words, "A creation whose answer was lost may still be carried out: look again in ten minutes.")
	}
	if len(seen.Items) == 0 {
		say(words, "Nothing is pending.")
	}
	return keyListing{part: seen.Partial}.quiet()
}
