package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/export"
	"github.com/supascale/supascale-tui/internal/follow"
	"github.com/supascale/supascale-tui/internal/output"
)

// limited stops a source after so many entries.
type limited struct {
	source export.Source
	left   int
}

func (l *limited) Activity(ctx context.Context, q api.ActivityQuery) (api.ActivityPage, error) {
	q.Limit = min(q.Limit, l.left)
	page, err := l.source.Activity(ctx, q)
	if len(page.Entries) >= l.left {
		page.Entries, page.Next = page.Entries[:l.left], ""
	}
	l.left -= len(page.Entries)
	return page, err
}

// printEntries prints what matches, page by page.
func (r *auditRun) printEntries(ctx context.Context) error {
	var source export.Source = r.client
	if r.limit > 0 {
		source = &limited{r.client, r.limit}
	}
	if r.format == "csv" {
		job := export.Job{
			Source: source, Instance: r.client.Instance().URL, Program: "supascale-tui " + version(), Query: r.where,
			Since: r.since, Until: r.until, Now: r.now, Format: export.CSV,
		}
		_, err := job.Write(ctx, r.out)
		return err
	}
	printer := output.NewPrinter(r.out, output.Format(r.format), output.Activities(time.Local))
	ask := api.ActivityQuery{Where: r.where, Since: r.since, Until: r.until, Limit: 1000}
	printed := 0
	for first := (*api.ActivityPage)(nil); ; {
		page, err := source.Activity(ctx, ask)
		if err != nil {
			return errors.Join(err, printer.End())
		}
		if first == nil {
			first = &page
		}
		for i := range page.Entries {
			if err := printer.Add(&page.Entries[i]); err != nil {
				return err
			}
		}
		printed += len(page.Entries)
		if ask.Cursor = page.Next; ask.Cursor == "" {
			r.coverage(printed, first.Matching, first.Total, first.Dropped, first.Oldest, first.Examined)
			return printer.End()
		}
	}
}

// followLog prints what comes from now on.
func (r *auditRun) followLog(ctx context.Context) error {
	q := api.ActivityQuery{Where: r.where, Since: r.since, Limit: 1000}
	if q.Since.IsZero() {
		q.Since = r.now
	}
	first, err := r.client.Activity(ctx, q)
	if err != nil {
		return err
	}
	printer := output.NewPrinter(r.out, output.Format(r.format), output.Activities(time.Local))
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
				_, _ = fmt.Fprintln(r.words, explained(err))
			}
			f.Failed(err)
			continue
		}
		if found.Flooded {
			_, _ = fmt.Fprintln(r.words, "More came at once than could be read: some entries are missing here.")
		}
		for i := range found.Fresh {
			if err := printer.Add(&found.Fresh[i]); err != nil {
				return err
			}
		}
		f.Take(found)
	}
}

// coverage says on stderr how much of the log this was.
func (r *auditRun) coverage(printed, matching, total, dropped int, oldest time.Time, examined int) {
	var parts []string
	if matching >= 0 {
		parts = append(parts, fmt.Sprintf("%d of %d that match", printed, matching))
	} else {
		parts = append(parts, fmt.Sprintf("%d", printed))
	}
	parts = append(parts, r.span()...)
	if total >= 0 {
		parts = append(parts, fmt.Sprintf("the log has %d entries", total))
	}
	if !oldest.IsZero() {
		parts = append(parts, "reaches back to "+oldest.UTC().Format(time.RFC3339))
	}
	if dropped > 0 {
		parts = append(parts, fmt.Sprintf("%d older ones were removed by its retention", dropped))
	}
	if examined > 0 {
		parts = append(parts, fmt.Sprintf("picked here out of %d entries", examined))
	}
	_, _ = fmt.Fprintln(r.words, strings.Join(parts, " · "))
}

// printCauses prints the log folded by cause, the largest first.
func (r *auditRun) printCauses(ctx context.Context) error {
	until := r.until
	if until.IsZero() {
		until = r.now
	}
	stats, err := r.client.Stats(ctx, api.StatsQuery{Since: r.since, Until: until, Step: stepFor(until.Sub(r.since)), Where: r.where, Clusters: r.limit})
	if err != nil {
		return err
	}
	defer r.coverage(len(stats.Clusters), len(stats.Clusters)+stats.More, stats.Total, stats.Dropped, stats.Oldest, stats.Examined)
	printer := output.NewPrinter(r.out, output.Format(r.format), output.Causes(time.Local))
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
