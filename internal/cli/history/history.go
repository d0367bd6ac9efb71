// Package history is the command that tells what happened to keys.
package history

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/output"
)

// Options say of which time the command tells, and how it is printed.
type Options struct {
	command.Target
	Output command.Output
	Since  string
	Seen   bool
}

// New makes the command.
func New(s *app.Session) *cobra.Command {
	o := Options{Target: command.Target{Session: s}}
	cmd := &cobra.Command{
		Use:   "history",
		Short: "Tell what happened to keys: new, gone, altered, first used, and by whom",
		Long: `Tell which keys are new, gone, altered or used for the first time since the last visit,
or since a time of your choice, and who did it as far as the activity log tells. What
this machine did is among it, and marked.

--since takes last-visit, all, a length of time as 24h or 7d, or a date. What can't be
told is said on stderr, with the reason. --seen says that you have seen it: the last
visit is then now. Nothing is forgotten by that; any time can be looked at again.

--all tells of the instances of all profiles together, --on of some, the latest first;
last visits are each instance's own.`,
		Example: `  supascale-tui history
  supascale-tui history --since 7d
  supascale-tui history --since 2027-01-19 -o csv > handover.csv
  supascale-tui history --all --since 24h
  supascale-tui history --seen`,
		Args: command.NoArgs,
		RunE: command.Run(o.Run),
	}
	o.Register(cmd)
	o.RegisterSeveral(cmd)
	o.Output.Register(cmd, output.Table, output.CSV, output.JSON)
	cmd.Flags().StringVar(&o.Since, "since", history.LastVisit, "since when, as a `TIME`: last-visit, all, 24h, 7d, a date")
	cmd.Flags().BoolVar(&o.Seen, "seen", false, "say that you have seen it: the last visit is now")
	_ = cmd.RegisterFlagCompletionFunc("since", cobra.FixedCompletions(history.Periods(), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// Run tells what happened.
func (o *Options) Run(ctx context.Context, call *command.Call) error {
	period, err := history.ParsePeriod(o.Since, call.Now(), call.Local())
	if err != nil {
		return command.Usagef("--since: %w", err)
	}
	client, format, err := o.Begin(ctx, call, &o.Output)
	if err != nil {
		return err
	}
	defer client.Close()
	store, err := o.Session.History()
	if err != nil {
		return err
	}
	report, err := fleet.History(ctx, client, store, period, call.Now)
	if err != nil {
		return command.Explain(err)
	}
	if err := output.WriteHistory(call.Out, format, &report, call.Local()); err != nil {
		return err
	}
	if format == output.Table {
		call.Say("%s", report.Summary(call.Local(), report.Until))
	}
	for _, gap := range report.Gaps {
		call.Say("! %s", gap)
	}
	if o.Seen && !report.Looked.IsZero() {
		if err := report.Dismiss(ctx, store); err != nil {
			return err
		}
		call.Say("%s", history.SeenWords)
	}
	return command.EndSeveral(call, client, command.Listing{Part: report.Partial}.Quiet())
}
