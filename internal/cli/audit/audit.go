// Package audit is the command that searches the activity log.
package audit

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/activity/export"
	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/text"
)

// Options say what of the log is looked for, and how it is told.
type Options struct {
	command.Target
	Output command.Output
	Causes bool
	Follow bool
	Limit  int
	File   string
	// Since and Until are the time that is looked at, where the query says none.
	Since, Until time.Time
}

// Ever is a Since before every log.
var Ever = time.Unix(0, 0)

// New makes the command.
func New(s *app.Session) *cobra.Command {
	o := Options{Target: command.Target{Session: s}}
	cmd := &cobra.Command{
		Use:   "audit [QUERY]...",
		Short: "Search the activity log",
		Long: `Search the activity log by the query line of the console's audit view: words,
and fields such as reason: key: ip: path: resource: agent: status: since: until:.
Terms of one field are alternatives, different fields and words must all hold, "-"
negates (put "--" before a query that begins so), quotes hold spaces, @name is a
saved query. Of several instances (--all, --on) instance: takes parts of their names.
Without outcome: only failures are looked for, without since: the last ` + text.Length(query.DefaultWindow) + `, or
those before until:.

Entries go to stdout, the newest first; how much of the log was looked at goes to
stderr.`,
		Example: `  supascale-tui audit reason:expired key:ci
  supascale-tui audit --causes since:7d
  supascale-tui audit --on env:production --causes
  supascale-tui audit --follow -o jsonl @brute-force
  supascale-tui audit --export denied.csv @denied since:2026-11-01`,
		Args:              cobra.ArbitraryArgs,
		RunE:              command.Run(o.Run),
		ValidArgsFunction: completeQuery(s),
	}
	o.Register(cmd)
	o.RegisterSeveral(cmd)
	o.Output.Register(cmd, output.Table, output.JSON, output.JSONLines, output.CSV)
	f := cmd.Flags()
	f.BoolVar(&o.Causes, "causes", false, "print causes (reason, key, address and route) instead of attempts")
	f.BoolVarP(&o.Follow, "follow", "f", false, "print what comes from now on, the oldest first, until ctrl+c; as table or jsonl")
	f.IntVar(&o.Limit, "limit", 100, "print at most so many; 0 for all")
	f.StringVar(&o.File, "export", "", "write all that matches to this new `FILE`: JSON Lines for .jsonl, else CSV")
	return cmd
}

// auditRun is a search on its way.
type auditRun struct {
	Options
	call   *command.Call
	format output.Format
	client command.Client
	where  query.Query // without times
	since  time.Time
	until  time.Time
	day    bool // nobody said since when
	now    time.Time
}

// Run searches the log.
func (o *Options) Run(ctx context.Context, call *command.Call) error {
	settings, err := o.Session.Load()
	if err != nil {
		return err
	}
	saved, err := app.SavedQueries(settings)
	if err != nil {
		return app.UsageError{Err: err}
	}
	r := auditRun{Options: *o, call: call, now: call.Now()}
	if err := r.parse(command.JoinArgs(call.Args), saved); err != nil {
		return err
	}
	if r.client, r.format, err = o.Begin(ctx, call, &o.Output); err != nil {
		return err
	}
	defer r.client.Close()
	if err := r.check(); err != nil {
		return err
	}
	switch {
	case o.File != "":
		err = r.export(ctx)
	case o.Follow:
		err = r.followLog(ctx)
	case o.Causes:
		err = r.printCauses(ctx)
	default:
		err = r.printEntries(ctx)
	}
	if o.Follow && ctx.Err() != nil {
		return nil // ctrl+c is how following ends
	}
	return command.EndSeveral(call, r.client, command.Explain(err))
}

func (r *auditRun) check() error {
	switch {
	case r.Follow && (r.format == output.JSON || r.format == output.CSV), r.Causes && r.format == output.CSV:
		return command.Usagef("-o %s can't be used together with --follow or --causes", r.format)
	case r.Follow && (r.Causes || r.File != ""), r.Causes && r.File != "":
		return command.Usagef("--follow, --causes and --export can't be used together")
	case r.Limit < 0:
		return command.Usagef("--limit takes a number from 0 on")
	}
	if _, several := r.client.(*fleet.Source); !several {
		if err := r.where.OnOne(); err != nil {
			return app.UsageError{Err: err}
		}
	}
	return nil
}

func (r *auditRun) parse(line string, saved []query.Saved) error {
	q, err := query.Parse(line, append(query.BuiltIn(), saved...)...)
	var f query.Filter
	if err == nil {
		q = q.Failures()
		f, err = q.Bind(r.now, r.call.Local())
	}
	switch {
	case err != nil:
		return app.UsageError{Err: err}
	case r.Follow && q.Has(query.Until):
		return command.Usagef("--follow prints what comes from now on, so until: has no meaning with it")
	case !r.Follow:
		r.day = !q.Has(query.Since)
		f = f.WithSince(r.now)
	}
	r.where = q.Without(query.Since, query.Until)
	r.since, r.until = f.Since, f.Until
	if !r.Since.IsZero() {
		r.since, r.until, r.day = r.Since, r.Until, false
	}
	return nil
}

// export writes a file, and tells how far it is where somebody looks.
func (r *auditRun) export(ctx context.Context) error {
	job := r.job(export.FormatOf(r.File))
	if command.IsTerminal(r.call.Err) {
		job.Progress = func(written, matching int) { _, _ = fmt.Fprintf(r.call.Err, "\r%s", progress(written, matching)) }
		defer r.call.Say("")
	}
	done, err := job.File(ctx, r.File)
	if errors.Is(err, export.ErrExists) {
		return fmt.Errorf("%s: %w. Name another", r.File, err)
	}
	if err != nil {
		return command.Explain(err)
	}
	return r.exported(fmt.Sprintf("%s in %s", text.Plural(done.Entries, "entry", "entries"), r.File), done)
}

// progress says how far an export is.
func progress(written, matching int) string {
	if matching < 0 {
		return text.Plural(written, "entry", "entries")
	}
	return fmt.Sprintf("%d of %s", written, text.Plural(matching, "entry", "entries"))
}

// span says which time was looked at where the query did not: none for one that
// did.
func (r *auditRun) span() []string {
	switch {
	case !r.day:
		return nil
	case r.until.IsZero():
		return []string{"of the last " + text.Length(query.DefaultWindow) + ": since: looks further back"}
	}
	return []string{"of the " + text.Length(query.DefaultWindow) + " before until: since: looks further back"}
}

// completeQuery completes fields, the values they are known to have, and saved
// queries.
func completeQuery(s *app.Session) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, word string) ([]string, cobra.ShellCompDirective) {
		settings, err := s.Load()
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		saved, _ := app.SavedQueries(settings)
		var list []string
		profiles := func(f query.Field) (names []string) {
			for _, p := range settings.Profiles {
				if f == query.Instance {
					names = append(names, p.Name)
				}
			}
			return names
		}
		for _, c := range query.Complete(word, len([]rune(word)), profiles, append(query.BuiltIn(), saved...)...) {
			line, _ := c.Apply(word)
			list = append(list, cobra.CompletionWithDesc(strings.TrimSpace(line), c.Hint))
		}
		return list, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	}
}
