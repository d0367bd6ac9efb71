package keys

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/activity/usage"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/text"
)

// UsageOptions say how far back the log is read.
type UsageOptions struct {
	command.Target
	Output command.Output
	Since  string
}

func newUsage(s *app.Session) *cobra.Command {
	o := UsageOptions{Target: command.Target{Session: s}}
	cmd := &cobra.Command{
		Use:   "usage NAME|ID|PREVIEW",
		Short: "Compare what a key was used for with what it may do",
		Long: `Compare what a key was used for with what it may do, as the activity log shows it: for
each resource the level it has, the level it used, its requests by kind, and those that
were refused for want of the level. What the log can't tell is said. Tests of the key
are not counted.`,
		Example: `  supascale-tui keys usage "CI/CD Pipeline"
  supascale-tui keys usage key-123 --since 90d -o json`,
		Args:              command.ExactArgs(1, "name the key: its name, its id or its preview"),
		RunE:              command.Run(o.Run),
		ValidArgsFunction: command.CompleteKeys(&o.Target, 1),
	}
	o.Register(cmd)
	o.Output.Register(cmd, output.Table, output.JSON, output.JSONLines, output.CSV)
	cmd.Flags().StringVar(&o.Since, "since", fmt.Sprintf("%dd", usage.WindowDays), "how far back the activity log is read, as a `TIME`")
	return cmd
}

// Run compares the use of a key with its permissions.
func (o *UsageOptions) Run(ctx context.Context, call *command.Call) error {
	now := call.Now()
	back, err := keys.ParseLength(o.Since, now)
	if err != nil {
		return command.Usagef("--since: %w", err)
	}
	client, format, err := o.Begin(ctx, call, &o.Output)
	if err != nil {
		return err
	}
	defer client.Close()
	all, err := command.ListAll(ctx, client)
	if err != nil {
		return err
	}
	key, err := all.Pick(call.Args[0])
	if err != nil {
		return err
	}
	stats, err := client.Stats(ctx, usage.Asked(&key, now.Add(-back), now))
	if err != nil {
		return command.Explain(err)
	}
	u := usage.Of(key, stats.Uses)
	if format == output.JSON || format == output.JSONLines {
		return output.Object(call.Out, format, output.OfUsage(&key, &u, &stats, now))
	}
	if err := output.Print(call.Out, format, output.UsedResources(now), u.Rows...); err != nil {
		return err
	}
	if words := usage.Doubt(&stats, &key, now); words != "" {
		call.Say("! %s", words)
	}
	if u.Other > 0 {
		call.Say("%s refused for another reason: supascale-tui audit keyid:%s", text.Plural(u.Other, "request was", "requests were"), key.ID)
	}
	call.Say("%s %s", u.Words(), usage.TestsWords)
	return nil
}
