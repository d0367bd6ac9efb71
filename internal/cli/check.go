package cli

import (
	"context"
	"fmt"
	"maps"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/text"
)

type checkOptions struct {
	target  target
	output  outputFlag
	rules   []ruleFlag
	grace   string
	reach   string
	snoozed bool
}

// ruleFlag is a flag that asks for a rule: by a length of time, or just so.
type ruleFlag struct {
	name string
	rule health.Rule
	text string
	on   bool
}

func newCheckCommand() *cobra.Command {
	var o checkOptions
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Find keys that want attention",
		Long: `Find keys that want attention, the most important first, each with its reason and
what to do: the list of the console's health view. Flags choose rules; without any, all
rules are applied that [health] of the configuration doesn't leave out. What was snoozed
in the console on this machine is left out and counted.

The exit code is 0 when nothing was found and 6 when something was. What the data
can't tell is never counted as fine: stderr says it, and the JSON has it under
cantTell. Rules that compare permissions with use ask the activity log, and conclude
something only where it reaches back far enough.`,
		Example: `  supascale-tui check
  supascale-tui check --expiring 14d --stale 90d --never-expiring --over-broad
  supascale-tui check --expiring 7d -o json
  0 7 * * 1  supascale-tui check --expiring 14d || mail -s "Supascale keys" ops@example.com    # in a crontab`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			return o.run(ctx, cmd)
		},
	}
	o.target.register(cmd)
	o.output.register(cmd, output.Table, output.JSON, output.JSONLines, output.CSV, output.Name)
	o.registerRules(cmd)
	return cmd
}

func (o *checkOptions) registerRules(cmd *cobra.Command) {
	f := cmd.Flags()
	o.rules = []ruleFlag{
		{name: "expired-tried", rule: health.ExpiredTried}, {name: "new-address", rule: health.NewAddress, text: "7d"},
		{name: "expiring", rule: health.Expiring, text: "14d"}, {name: "rotation-unfinished", rule: health.RotationUnfinished},
		{name: "superseded", rule: health.Superseded}, {name: "stale", rule: health.Stale, text: "90d"},
		{name: "never-used", rule: health.NeverUsed}, {name: "over-broad", rule: health.OverBroad},
		{name: "system-write", rule: health.SystemWrite}, {name: "never-expiring", rule: health.NeverExpiring},
		{name: "duplicate-names", rule: health.DuplicateName},
	}
	usage := map[health.Rule]string{
		health.ExpiredTried: "keys that have expired and are still tried", health.Expiring: "keys that expire within this `TIME`",
		health.NewAddress: "keys used from an address that is new within this `TIME`", health.RotationUnfinished: "keys whose rotation was begun here and not finished",
		health.Superseded: "keys still used after a newer one of that name was made", health.Stale: "keys not used for this `TIME`",
		health.NeverUsed: "keys that were never used", health.OverBroad: "keys that may do more than they were seen to do",
		health.SystemWrite: "keys with system: write", health.NeverExpiring: "keys without an expiry",
		health.DuplicateName: "names that several keys have",
	}
	for i := range o.rules {
		r := &o.rules[i]
		if r.text != "" {
			f.StringVar(&r.text, r.name, r.text, usage[r.rule])
		} else {
			f.BoolVar(&r.on, r.name, false, usage[r.rule])
		}
	}
	f.StringVar(&o.grace, "grace", "7d", "leave keys younger than this `TIME` alone where disuse is concerned")
	f.StringVar(&o.reach, "evidence", "90d", "how far the log must reach back, as a `TIME`, for --over-broad to conclude something")
	f.BoolVar(&o.snoozed, "snoozed", false, "with what was snoozed in the console")
}

// chosen gives the rules to apply and their thresholds. A flag goes before the
// configuration.
func (o *checkOptions) chosen(cmd *cobra.Command, settings config.Health, now time.Time) (rules []health.Rule, th health.Thresholds, err error) {
	if th, err = app.Thresholds(settings, now); err != nil {
		return nil, th, app.UsageError{Err: err}
	}
	lengths := map[string]*time.Duration{
		"grace": &th.Grace, "evidence": &th.Evidence, "expiring": &th.Expiring, "stale": &th.Stale, "new-address": &th.NewAddress,
	}
	for _, name := range slices.Sorted(maps.Keys(lengths)) {
		if f := cmd.Flags().Lookup(name); f.Changed {
			if *lengths[name], err = app.Length(f.Value.String(), now); err != nil {
				return nil, th, usagef("--%s: %w", name, err)
			}
		}
	}
	for _, r := range o.rules {
		if r.on || r.text != "" && cmd.Flags().Changed(r.name) {
			rules = append(rules, r.rule)
		}
	}
	if len(rules) == 0 {
		rules = health.Except(app.Ignored(settings))
	}
	return rules, th, nil
}

func (o *checkOptions) run(ctx context.Context, cmd *cobra.Command) error {
	format, err := o.output.read()
	if err != nil {
		return err
	}
	settings, err := session.Load()
	if err != nil {
		return err
	}
	now := time.Now()
	rules, th, err := o.chosen(cmd, settings.Health, now)
	if err != nil {
		return err
	}
	client, err := o.target.connect(ctx, cmd)
	if err != nil {
		return err
	}
	defer client.Close()
	in, err := health.Gather(ctx, client, rules, th, now)
	if err != nil {
		return explained(err)
	}
	in.Rotations, in.RotationsErr = session.UnfinishedRotations(client.Instance().ID, in.Keys, now)
	report := health.Check(in, th, now).Only(rules...)
	if err := o.leaveOut(cmd, client, &report, now); err != nil {
		return err
	}
	if err := printReport(cmd, format, report, now); err != nil {
		return err
	}
	if format == output.Table {
		tellRemedies(cmd, report)
	}
	tellReport(cmd, report, in.LogErr)
	if len(report.Findings) > 0 {
		keyListing{part: report.Partial}.warn(cmd.ErrOrStderr())
		return codedError{code: exitFound}
	}
	return keyListing{part: report.Partial}.end(nil)
}

// leaveOut takes out of the report what was snoozed. A note that can't be read
// is told of, and snoozes nothing.
func (o *checkOptions) leaveOut(cmd *cobra.Command, client *api.Client, report *health.Report, now time.Time) error {
	if o.snoozed {
		return nil
	}
	store, err := session.Snoozed()
	if err != nil {
		return err
	}
	notes, err := store.List(client.Instance().ID)
	if err != nil {
		say(cmd.ErrOrStderr(), "%s", err)
	}
	shown, away := notes.Split(report.Findings, now)
	report.Findings, report.Snoozed = shown, len(away)
	return nil
}

func printReport(cmd *cobra.Command, format output.Format, report health.Report, now time.Time) error {
	out := cmd.OutOrStdout()
	switch format {
	case output.JSON:
		return output.Object(out, format, output.OfReport(report, now))
	case output.JSONLines:
		whole := output.OfReport(report, now)
		for _, line := range whole.Lines() {
			if err := output.Object(out, format, line); err != nil {
				return err
			}
		}
		return nil
	}
	printer := output.NewPrinter(out, format, output.Findings(now))
	for _, f := range report.Findings {
		if err := printer.Add(f); err != nil {
			return err
		}
	}
	return printer.End()
}

// tellRemedies says on stderr what to do, once for findings that have it in
// common.
func tellRemedies(cmd *cobra.Command, report health.Report) {
	told := make(map[string]bool)
	for _, f := range report.Findings {
		if !told[f.Remedy] {
			told[f.Remedy] = true
			say(cmd.ErrOrStderr(), "%s: %s", f.Rule.Words(), f.Remedy)
		}
	}
}

// tellReport says on stderr what was found, how far the log reaches, and what
// can't be told.
func tellReport(cmd *cobra.Command, report health.Report, unread error) {
	words := cmd.ErrOrStderr()
	reach := ""
	if !report.LogFrom.IsZero() {
		reach = " · the log was read from " + report.LogFrom.UTC().Format("2006-01-02 15:04 UTC") + " on"
	}
	if n := report.Snoozed; n > 0 {
		reach += fmt.Sprintf(" · %d snoozed (--snoozed shows them)", n)
	}
	say(words, "%d found · %s looked at%s", len(report.Findings), text.Plural(report.Keys, "key", "keys"), reach)
	if unread != nil {
		say(words, "%s", explained(unread))
	}
	for _, g := range report.Gaps {
		say(words, "Can't tell (%s, %s): %s", g.Rule, text.Plural(g.Keys, "key", "keys"), g.Why)
	}
}
