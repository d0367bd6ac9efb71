package audit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/activity"
	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/activity/export"
	"github.com/supascale/supascale-tui/internal/activity/follow"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/build"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/text"
)

const pageSize = 1000

// printEntries prints what matches, page by page.
func (r *auditRun) printEntries(ctx context.Context) error {
	if r.format == output.CSV {
		job := r.job(export.CSV)
		job.Most = r.Limit
		done, err := job.Write(ctx, r.call.Out)
		if err != nil {
			return err
		}
		return r.exported(fmt.Sprintf("%d written", done.Entries), done)
	}
	printer := output.NewPrinter(r.call.Out, r.format, command.ShapeOf(r.client, output.Activities(r.now, r.call.Local()), func(a *api.Activity) string { return a.Instance }))
	walk := api.NewLogWalk(r.client, api.ActivityQuery{Where: r.where, Since: r.since, Until: r.until})
	for printed := 0; ; {
		size := pageSize
		if r.Limit > 0 {
			size = min(size, r.Limit-printed)
		}
		page, err := walk.Page(ctx, size)
		if err != nil {
			return errors.Join(err, printer.End())
		}
		for i := range page.Entries {
			if err := printer.Add(&page.Entries[i]); err != nil {
				return err
			}
		}
		if printed += len(page.Entries); !walk.More() || r.Limit > 0 && printed == r.Limit {
			r.coverage(coverage{printed, page.Matching, page.Total, page.Dropped, page.Oldest, page.Examined, page.Untold, activity.Left(&page), page.Unlogged})
			return errors.Join(printer.End(), partial(page.Cut))
		}
	}
}

// job is what is exported.
func (r *auditRun) job(format export.Format) export.Job {
	of := r.client.Instance()
	_, several := r.client.(*fleet.Source)
	return export.Job{
		Source: r.client, Instance: cmp.Or(of.URL, of.Name), Several: several, Program: "supascale-tui " + build.Version(), Query: r.where,
		Since: r.since, Until: r.until, Now: r.now, Format: format,
	}
}

// exported says what was written, of which time, and what was left out.
func (r *auditRun) exported(words string, done export.Written) error {
	parts := append([]string{words}, r.span()...)
	if done.Left != "" {
		parts = append(parts, done.Left)
	}
	if untold := activity.Untold(done.Untold); untold != "" {
		parts = append(parts, untold)
	}
	r.call.Say("%s", strings.Join(parts, " · "))
	if done.Cut {
		return command.Exit{Code: command.ExitPartial}
	}
	return nil
}

// partial gives the exit code for a log that the instance cut short, nil for
// one that it did not. What was cut was said.
func partial(cut string) error {
	if cut == "" {
		return nil
	}
	return command.Exit{Code: command.ExitPartial}
}

// followLog prints what comes from now on.
func (r *auditRun) followLog(ctx context.Context) error {
	q := api.ActivityQuery{Where: r.where, Since: r.since}
	if q.Since.IsZero() {
		q.Since = r.now
	}
	first, err := api.NewLogWalk(r.client, q).Page(ctx, pageSize)
	if err != nil {
		return err
	}
	printer := output.NewPrinter(r.call.Out, r.format, command.ShapeOf(r.client, output.Activities(r.now, r.call.Local()), func(a *api.Activity) string { return a.Instance }))
	for _, e := range slices.Backward(first.Entries) {
		if err := printer.Add(&e); err != nil {
			return err
		}
	}
	f := follow.From(q, first)
	for {
		if err := printer.Flush(); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return printer.End()
		case <-time.After(f.Wait()):
		}
		found, err := f.Look(ctx, r.client)
		if err != nil {
			if kind := api.KindOf(err); kind == api.Unauthorized || kind == api.Forbidden {
				return err
			}
			if ctx.Err() == nil {
				r.call.Say("%s", command.Explain(err))
			}
			f.Failed(err)
			continue
		}
		if found.Flooded {
			r.call.Say("%s", "More came at once than could be read: some entries are missing here.")
		}
		for i := range found.Fresh {
			if err := printer.Add(&found.Fresh[i]); err != nil {
				return err
			}
		}
		f.Take(found)
	}
}

// coverage is how much of the log was printed.
type coverage struct {
	printed, matching, total, dropped int // -1 where it isn't told
	oldest                            time.Time
	examined, untold                  int
	left                              string
	unlogged                          cluster.Unlogged
}

// coverage says on stderr how much of the log this was.
func (r *auditRun) coverage(c coverage) {
	parts := []string{fmt.Sprintf("%d shown", c.printed)}
	if c.matching >= 0 {
		parts = []string{fmt.Sprintf("%d of %d that match", c.printed, c.matching)}
	}
	if c.left != "" {
		parts = append(parts, c.left)
	}
	parts = append(parts, r.span()...)
	if c.total >= 0 {
		parts = append(parts, "the log has "+text.Plural(c.total, "entry", "entries"))
	}
	if !c.oldest.IsZero() {
		parts = append(parts, "reaches back to "+c.oldest.UTC().Format(time.RFC3339))
	}
	if c.dropped > 0 {
		parts = append(parts, fmt.Sprintf("%d older ones were removed by its retention", c.dropped))
	}
	if missing := activity.Unlogged(c.unlogged, false); missing != "" {
		parts = append(parts, missing)
	}
	if c.examined > 0 {
		parts = append(parts, "picked here out of "+text.Plural(c.examined, "entry", "entries"))
	}
	if untold := activity.Untold(c.untold); untold != "" {
		parts = append(parts, untold)
	}
	r.call.Say("%s", strings.Join(parts, " · "))
}

// printCauses prints the log folded by cause, the largest first.
func (r *auditRun) printCauses(ctx context.Context) error {
	until := r.until
	if until.IsZero() {
		until = r.now
	}
	stats, err := r.client.Stats(ctx, api.StatsQuery{Since: r.since, Until: until, Step: stepFor(until.Sub(r.since)), Where: r.where, Clusters: r.Limit})
	if err != nil {
		return err
	}
	if words := activity.Reasons(stats.Reasons); words != "" {
		r.call.Say("%s", words)
	}
	left := ""
	if stats.Partial {
		left = "not all of the log was looked at"
	}
	defer r.coverage(coverage{len(stats.Clusters), len(stats.Clusters) + stats.More, stats.Total, stats.Dropped, stats.Oldest, stats.Examined, stats.Untold, left, stats.Unlogged})
	printer := output.NewPrinter(r.call.Out, r.format, command.ShapeOf(r.client, output.Causes(r.now, r.call.Local()), func(c *cluster.Cluster) string { return strings.Join(c.Instances, ", ") }))
	for i := range stats.Clusters {
		if err := printer.Add(&stats.Clusters[i]); err != nil {
			return err
		}
	}
	return printer.End()
}

// stepFor keeps the number of buckets, which are not printed, small.
func stepFor(d time.Duration) time.Duration {
	step := time.Hour
	for d/step > 1000 {
		step *= 2
	}
	return step
}
