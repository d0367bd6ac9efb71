package cli

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/review"
	"github.com/supascale/supascale-tui/internal/text"
)

// Formats that the review alone has.
const (
	markdown output.Format = "md"
	html     output.Format = "html"
)

type reviewOptions struct {
	target target
	output outputFlag
	since  string
}

func newReviewCommand() *cobra.Command {
	var o reviewOptions
	cmd := &cobra.Command{
		Use:   "review",
		Short: "Review who has access: every key, its owner, its use and its findings",
		Long: `Review every key of an instance for an audit: owner, purpose and ticket as they are
noted on this machine, permissions, when and from where it was created, expiry, last
use, the addresses it was used from, the permissions that the activity log shows no use
of, and the findings of "check".

--since says how far back the log is read. What the log can't tell is said, and never
counted as fine. -o html writes one page that loads nothing and runs no script: open it
in a browser, or print it.`,
		Example: `  supascale-tui review
  supascale-tui review --since 30d -o csv > review.csv
  supascale-tui review -o html > review.html
  supascale-tui review -o md`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			return o.run(ctx, cmd)
		},
	}
	o.target.register(cmd)
	o.output.register(cmd, output.Table, output.CSV, output.JSON, markdown, html)
	cmd.Flags().StringVar(&o.since, "since", "90d", "how far back the activity log is read, as a `TIME`")
	return cmd
}

func (o *reviewOptions) run(ctx context.Context, cmd *cobra.Command) error {
	format, err := o.output.read()
	if err != nil {
		return err
	}
	settings, err := session.Load()
	if err != nil {
		return err
	}
	now := time.Now()
	th, err := app.Thresholds(settings.Health, now)
	if err != nil {
		return app.UsageError{Err: err}
	}
	if th.Evidence, err = app.Length(o.since, now); err != nil {
		return usagef("--since: %w", err)
	}
	client, err := o.target.connect(ctx, cmd)
	if err != nil {
		return err
	}
	defer client.Close()
	report, err := reviewOf(ctx, client, health.Except(app.Ignored(settings.Health)), th, now)
	if err != nil {
		return explained(err)
	}
	if err := printReview(cmd, format, &report); err != nil {
		return err
	}
	for _, w := range report.Warnings() {
		say(cmd.ErrOrStderr(), "! %s", w)
	}
	if format == output.Table {
		say(cmd.ErrOrStderr(), "%s · %s", text.Plural(len(report.Keys), "key", "keys"), report.Evidence())
		for _, u := range health.Gathered(report.Checked.Gaps) {
			say(cmd.ErrOrStderr(), "Can't tell (%s, %s): %s", u.Named(), text.Plural(u.Keys, "key", "keys"), u.Why)
		}
	}
	return keyListing{part: report.Checked.Partial}.quiet()
}

// reviewOf reviews an instance with what this machine knows of its keys.
func reviewOf(ctx context.Context, client *api.Client, rules []health.Rule, th health.Thresholds, now time.Time) (review.Report, error) {
	instance := client.Instance()
	noted, notesErr := session.Notes().List(instance)
	report, err := review.Gather(ctx, client, instance, review.Options{
		Rules: rules, Thresholds: th, Notes: noted, NotesErr: notesErr, Rotations: session.UnfinishedRotations, Now: now,
	})
	if report.LogErr != nil {
		report.LogErr = explained(report.LogErr)
	}
	return report, err
}

func printReview(cmd *cobra.Command, format output.Format, report *review.Report) error {
	out := cmd.OutOrStdout()
	switch format {
	case output.JSON:
		return output.Object(out, format, output.OfReview(report))
	case markdown:
		return report.WriteMarkdown(out, time.Local)
	case html:
		return report.WriteHTML(out, time.Local)
	}
	printer := output.NewPrinter(out, format, output.ReviewedKeys(report.At))
	for i := range report.Keys {
		if err := printer.Add(&report.Keys[i]); err != nil {
			return err
		}
	}
	return printer.End()
}
