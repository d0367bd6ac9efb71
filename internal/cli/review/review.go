// Package review is the command that reviews who has access.
package review

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/text"
)

// Options say how far back the review looks, and how it is printed.
type Options struct {
	command.Target
	Output command.Output
	Since  string
}

// New is the command.
func New(s *app.Session) *cobra.Command {
	o := Options{Target: command.Target{Session: s}}
	cmd := &cobra.Command{
		Use:   "review",
		Short: "Review who has access: every key, its owner, its use and its findings",
		Long: `Review every key of an instance for an audit: owner, purpose and ticket as they are
noted on this machine, permissions, when and from where it was created, expiry, last
use, the addresses it was used from, the permissions that the activity log shows no use
of, and the findings of "check".

--since says how far back the log is read. What the log can't tell is said, and never
counted as fine. -o html writes one page that loads nothing and runs no script: open it
in a browser, or print it.

--all reviews the instances of all profiles together, --on some: each key says of which
instance it is, and what did not answer is named.`,
		Example: `  supascale-tui review
  supascale-tui review --since 30d -o csv > review.csv
  supascale-tui review -o html > review.html
  supascale-tui review --all -o html > review.html
  supascale-tui review --on env:production -o md`,
		Args: command.NoArgs,
		RunE: command.Run(o.Run),
	}
	o.Register(cmd)
	o.RegisterSeveral(cmd)
	o.Output.Register(cmd, output.Table, output.CSV, output.JSON, output.Markdown, output.HTML)
	cmd.Flags().StringVar(&o.Since, "since", "", "how far back the activity log is read, as a `TIME`; without it, as far as evidence in [health] of the configuration")
	return cmd
}

// Run reviews an instance.
func (o *Options) Run(ctx context.Context, call *command.Call) error {
	settings, err := o.Session.Load()
	if err != nil {
		return err
	}
	now := call.Now()
	th, err := app.Thresholds(settings.Health, now)
	if err != nil {
		return app.UsageError{Err: err}
	}
	if call.Given("since") || o.Since != "" {
		if th.Evidence, err = keys.ParseLength(o.Since, now); err != nil {
			return command.Usagef("--since: %w", err)
		}
	}
	client, format, err := o.Begin(ctx, call, &o.Output)
	if err != nil {
		return err
	}
	defer client.Close()
	report, err := fleet.Review(ctx, client, fleet.Standard{Session: o.Session, Rules: health.Except(app.Ignored(settings.Health)), Thresholds: th, Now: now})
	if err != nil {
		return command.Explain(err)
	}
	if err := output.WriteReview(call.Out, format, &report, call.Local()); err != nil {
		return err
	}
	for _, w := range report.Untold() {
		call.Say("! %s", w)
	}
	if format == output.Table {
		call.Say("%s · %s", text.Plural(len(report.Keys), "key", "keys"), report.Evidence())
		for _, u := range health.Gathered(report.Checked.Gaps) {
			call.Say("Can't tell (%s, %s): %s", u.Named(), u.Counted(), u.Why)
		}
	}
	return command.EndSeveral(call, client, command.Listing{Part: report.Checked.Partial}.End(nil))
}
