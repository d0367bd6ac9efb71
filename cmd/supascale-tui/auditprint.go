package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/api/wire"
	"github.com/supascale/supascale-tui/internal/cluster"
	"github.com/supascale/supascale-tui/internal/export"
	"github.com/supascale/supascale-tui/internal/follow"
	"github.com/supascale/supascale-tui/internal/keys"
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
	printer := newPrinter(r.out, r.format)
	ask := api.ActivityQuery{Where: r.where, Since: r.since, Until: r.until, Limit: 1000}
	printed := 0
	for first := (*api.ActivityPage)(nil); ; {
		page, err := source.Activity(ctx, ask)
		if err != nil {
			return errors.Join(err, printer.end())
		}
		if first == nil {
			first = &page
		}
		for i := range page.Entries {
			if err := printer.entry(&page.Entries[i]); err != nil {
				return err
			}
		}
		printed += len(page.Entries)
		if ask.Cursor = page.Next; ask.Cursor == "" {
			r.coverage(printed, first.Matching, first.Total, first.Dropped, first.Oldest, first.Examined)
			return printer.end()
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
	printer := newPrinter(r.out, r.format)
	for _, e := range slices.Backward(first.Entries) {
		if err := printer.entry(&e); err != nil {
			return err
		}
	}
	f := follow.From(q, first)
	for {
		if err := printer.flush(); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return printer.end()
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
			if err := printer.entry(&found.Fresh[i]); err != nil {
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

// printer writes entries in a format.
type printer struct {
	out    io.Writer
	table  *tabwriter.Writer
	format string
	some   bool
}

func newPrinter(out io.Writer, format string) *printer {
	p := &printer{out: out, format: format}
	if format == "table" {
		p.table = tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	}
	return p
}

func (p *printer) entry(a *api.Activity) (err error) {
	switch p.format {
	case "table":
		if !p.some {
			_, err = fmt.Fprintln(p.table, "TIME\tREASON\tKEY\tASKED FOR\tNEEDS\tFROM\tAGENT\tN")
		}
		if err == nil {
			_, err = fmt.Fprintf(p.table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%d\n", a.Time.Local().Format("2006-01-02 15:04:05"),
				words(a.Reason, a.Failed), or(a.KeyName, a.KeyPreview), strings.TrimSpace(a.Method+" "+a.Path),
				levels(a.Reason, a.Resource, a.Required, a.Granted), or(a.IP), or(a.UserAgent), max(a.Count, 1))
		}
	case "json":
		lead := ","
		if !p.some {
			lead = "["
		}
		var text []byte
		if text, err = json.Marshal(export.Wire(a)); err == nil {
			_, err = fmt.Fprintf(p.out, "%s\n%s", lead, text)
		}
	default:
		err = json.NewEncoder(p.out).Encode(export.Wire(a))
	}
	p.some = true
	return err
}

func (p *printer) flush() error {
	if p.table != nil {
		return p.table.Flush()
	}
	return nil
}

func (p *printer) end() error {
	var err error
	switch {
	case p.format == "json" && p.some:
		_, err = fmt.Fprintln(p.out, "\n]")
	case p.format == "json":
		_, err = fmt.Fprintln(p.out, "[]")
	}
	return errors.Join(err, p.flush())
}

func words(r keys.Reason, failed bool) string {
	switch {
	case r != "":
		return r.Words()
	case failed:
		return "failed"
	}
	return "used"
}

func or(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return "-"
}

func levels(reason keys.Reason, resource keys.Resource, required, granted string) string {
	if required == "" {
		return "-"
	}
	text := string(resource) + ":" + required
	if reason == keys.PermissionDenied && granted != "" {
		text += " (has " + granted + ")"
	}
	return text
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
	if r.format != "table" {
		return printJSON(r.out, r.format, stats.Clusters)
	}
	w := tabwriter.NewWriter(r.out, 0, 8, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "N\tCAUSE\tKEY\tASKED FOR\tNEEDS\tFROM\tFIRST\tLAST") // Flush reports
	for i := range stats.Clusters {
		c := &stats.Clusters[i]
		cause, key, asked := words(c.Reason, c.Failed), or(c.KeyName, c.KeyPreview), strings.TrimSpace(c.Method+" "+c.Route)
		switch {
		case c.Probing():
			cause += ", probing"
		case c.Burst > 0:
			cause += ", burst"
		}
		if c.Previews > 1 {
			key = strconv.Itoa(c.Previews) + " keys tried"
		}
		if c.Routes > 1 {
			asked = strconv.Itoa(c.Routes) + " routes"
		}
		_, _ = fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", c.Attempts, cause, key, or(asked),
			levels(c.Reason, c.Resource, c.Required, c.Granted), or(c.IP), c.First.Local().Format("2006-01-02 15:04:05"), c.Last.Local().Format("2006-01-02 15:04:05"))
	}
	return w.Flush()
}

// stepFor keeps the number of buckets, which are not printed, small.
func stepFor(d time.Duration) time.Duration {
	step := time.Hour
	for d/step > 1000 {
		step *= 2
	}
	return step
}

func printJSON(out io.Writer, format string, clusters []cluster.Cluster) error {
	e := json.NewEncoder(out)
	list := make([]any, len(clusters))
	for i := range clusters {
		list[i] = wire.OfCluster(&clusters[i])
	}
	if format == "json" {
		e.SetIndent("", "  ")
		return e.Encode(list)
	}
	for _, c := range list {
		if err := e.Encode(c); err != nil {
			return err
		}
	}
	return nil
}
