// Package check is the command that finds keys which want attention.
package check

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/text"
)

// Options say by which rules keys are judged.
type Options struct {
	command.Target
	Output  command.Output
	Rules   []ruleFlag
	Grace   string
	Reach   string
	Snoozed bool
}

// ruleFlag is a flag that asks for a rule: by a length of time, or just so.
type ruleFlag struct {
	rule health.Rule
	text string
	on   bool
}

// New makes the command.
func New(s *app.Session) *cobra.Command {
	o := Options{Target: command.Target{Session: s}}
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Find keys that want attention",
		Long: `Find keys that want attention, the most important first, each with its reason and
what to do: the list of the console's health view. Flags choose rules; without any, all
rules are applied that [health] of the configuration doesn't leave out. What was snoozed
in the console on this machine is left out and counted.

-o prometheus writes figures for node_exporter's textfile collector: reachability, keys and
when they expire, findings by rule, and failures. Findings are figures there, so the exit
code is 0 with them, too.

The exit code is 0 when nothing was found and 6 when something was. What the data
can't tell is never counted as fine: stderr says it, and the JSON has it under
cantTell. Rules that compare permissions with use ask the activity log, and conclude
something only where it reaches back far enough.`,
		Example: `  supascale-tui check
  supascale-tui check --expiring 14d --stale 90d --never-expiring --over-privileged
  supascale-tui check --expiring 7d -o json
  supascale-tui check --all --never-expiring
  0 7 * * 1  supascale-tui check --expiring 14d || mail -s "Supascale keys" ops@example.com    # in a crontab`,
		Args: command.NoArgs,
		RunE: command.Run(o.Run),
	}
	o.Register(cmd)
	o.RegisterSeveral(cmd)
	o.Output.Register(cmd, output.Table, output.JSON, output.JSONLines, output.CSV, output.Name, output.Prometheus)
	o.registerRules(cmd)
	return cmd
}

func (o *Options) registerRules(cmd *cobra.Command) {
	f := cmd.Flags()
	o.Rules = []ruleFlag{
		{rule: health.ExpiredTried}, {rule: health.NewAddress, text: "7d"},
		{rule: health.Expiring, text: "14d"}, {rule: health.RotationUnfinished},
		{rule: health.Superseded}, {rule: health.Stale, text: "90d"},
		{rule: health.NeverUsed}, {rule: health.Expired}, {rule: health.OverPrivileged},
		{rule: health.SystemWrite}, {rule: health.NeverExpiring},
		{rule: health.DuplicateName},
	}
	usage := map[health.Rule]string{
		health.ExpiredTried: "keys that have expired and are still tried", health.Expiring: "keys that expire within this `TIME`",
		health.NewAddress: "keys used from an address that is new within this `TIME`", health.RotationUnfinished: "keys whose rotation was begun here and not finished",
		health.Superseded: "keys still used after a newer one of that name was made", health.Stale: "keys not used for this `TIME`",
		health.NeverUsed: "keys that were never used", health.Expired: "keys that have expired", health.OverPrivileged: "keys that may do more than they were seen to do",
		health.SystemWrite: "keys with system: write", health.NeverExpiring: "keys without an expiry",
		health.DuplicateName: "names that several keys have",
	}
	for i := range o.Rules {
		r := &o.Rules[i]
		if r.text != "" {
			f.StringVar(&r.text, string(r.rule), r.text, usage[r.rule])
		} else {
			f.BoolVar(&r.on, string(r.rule), false, usage[r.rule])
		}
	}
	f.StringVar(&o.Grace, "grace", "7d", "leave keys younger than this `TIME` alone where disuse is concerned")
	f.StringVar(&o.Reach, "evidence", "90d", "how far the log must reach back, as a `TIME`, for --over-privileged to conclude something")
	f.BoolVar(&o.Snoozed, "snoozed", false, "with what was snoozed in the console")
}

// chosen gives the rules to apply and their thresholds. A flag goes before the
// configuration.
func (o *Options) chosen(call *command.Call, settings config.Health, now time.Time) (rules []health.Rule, th health.Thresholds, err error) {
	if th, err = app.Thresholds(settings, now); err != nil {
		return nil, th, app.UsageError{Err: err}
	}
	texts := map[string]string{"grace": o.Grace, "evidence": o.Reach}
	for _, r := range o.Rules {
		texts[string(r.rule)] = r.text
	}
	lengths := map[string]*time.Duration{
		"grace": &th.Grace, "evidence": &th.Evidence, "expiring": &th.Expiring, "stale": &th.Stale, "new-address": &th.NewAddress,
	}
	for _, name := range slices.Sorted(maps.Keys(lengths)) {
		if call.Given(name) {
			if *lengths[name], err = keys.ParseLength(texts[name], now); err != nil {
				return nil, th, command.Usagef("--%s: %w", name, err)
			}
		}
	}
	for _, r := range o.Rules {
		if r.on || r.text != "" && call.Given(string(r.rule)) {
			rules = append(rules, r.rule)
		}
	}
	if len(rules) == 0 {
		rules = health.Except(app.Ignored(settings))
	}
	return rules, th, nil
}

// Run judges the keys.
func (o *Options) Run(ctx context.Context, call *command.Call) error {
	settings, err := o.Session.Load()
	if err != nil {
		return err
	}
	now := call.Now()
	rules, th, err := o.chosen(call, settings.Health, now)
	if err != nil {
		return err
	}
	client, format, err := o.Begin(ctx, call, &o.Output)
	if err != nil {
		return err
	}
	defer client.Close()
	if format == output.Prometheus {
		return o.writeMetrics(ctx, call, client, &fleet.Survey{Session: o.Session, Rules: rules, Thresholds: th, Snoozed: o.Snoozed, Whole: true, Now: call.Now})
	}
	report, untold, err := fleet.FindHealth(ctx, client, fleet.Standard{Session: o.Session, Rules: rules, Thresholds: th, WithSnoozed: o.Snoozed, Now: now})
	if err != nil {
		return command.Explain(err)
	}
	shape := command.ShapeOf(client, output.Findings(now), func(f health.Finding) string { return f.Key.Instance })
	if err := printReport(call, format, report, shape, now); err != nil {
		return err
	}
	if _, spoken := call.Out.(output.Spoken); format == output.Table && !spoken { // where each is read out with its own
		tellRemedies(call, report)
	}
	tellReport(call, report, untold)
	if len(report.Findings) == 0 {
		return command.EndSeveral(call, client, command.Listing{Part: report.Partial}.End(nil))
	}
	if _, several := client.(*fleet.Source); !several {
		command.Listing{Part: report.Partial}.Warn(call.Err)
	}
	return command.EndSeveral(call, client, command.Exit{Code: command.ExitFound})
}

func printReport(call *command.Call, format output.Format, report health.Report, shape output.Shape[health.Finding], now time.Time) error {
	out := call.Out
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
	return output.Print(out, format, shape, report.Findings...)
}

// tellRemedies says on stderr what to do, once for findings that have it in
// common.
func tellRemedies(call *command.Call, report health.Report) {
	told := make(map[string]bool)
	for _, f := range report.Findings {
		if !told[f.Remedy] {
			told[f.Remedy] = true
			call.Say("%s: %s", f.Rule.Words(), f.Remedy)
		}
	}
}

// tellReport says on stderr what was found, how far the log reaches, and what
// can't be told.
func tellReport(call *command.Call, report health.Report, untold []error) {
	words := call.Err
	reach := ""
	if !report.LogFrom.IsZero() {
		reach = " · the log was read from " + report.LogFrom.UTC().Format("2006-01-02 15:04 UTC") + " on"
	}
	if n := report.Snoozed; n > 0 {
		reach += fmt.Sprintf(" · %d snoozed (--snoozed shows them)", n)
	}
	command.Say(words, "%d found · %s looked at%s", len(report.Findings), text.Plural(report.Keys, "key", "keys"), reach)
	for _, err := range untold {
		command.Say(words, "%s", command.Explain(err))
	}
	for _, g := range report.Gaps {
		command.Say(words, "Can't tell (%s, %s): %s", g.Rule, g.Counted(), g.Why)
	}
}
