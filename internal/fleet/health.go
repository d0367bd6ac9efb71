package fleet

import (
	"context"
	"slices"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/health"
)

// Standard is by what the keys of several instances are judged.
type Standard struct {
	Session     *app.Session
	Rules       []health.Rule
	Thresholds  health.Thresholds
	WithSnoozed bool
	Now         time.Time
}

// judged is the report of one instance, whose keys are marked as those of several.
type judged struct {
	report health.Report
	untold []error // why the log or the notes could not be read
}

// FindHealth judges the keys of what the client works on: those of several instances by each
// instance, as what is noted about them is, and joined.
func FindHealth(ctx context.Context, client app.API, by Standard) (report health.Report, untold []error, err error) {
	find := func(ctx context.Context, client app.API) (health.Report, []error, error) {
		return by.Session.FindHealth(ctx, client, by.Rules, by.Thresholds, by.WithSnoozed, by.Now)
	}
	if s, several := client.(*Source); several {
		return s.FindHealth(ctx, find)
	}
	return find(ctx, client)
}

// FindHealth judges the keys of each instance as find does, and joins the reports.
func (s *Source) FindHealth(ctx context.Context, find func(context.Context, app.API) (health.Report, []error, error)) (report health.Report, untold []error, err error) {
	report, untold = s.join(each(ctx, s, func(ctx context.Context, m Member, client app.Client) (j judged, err error) {
		j.report, j.untold, err = find(ctx, client)
		markReport(m.Name, &j.report)
		return j, whole(err, j.report.Partial)
	}))
	return report, untold, ctx.Err()
}

// whole is the error of an answer that came, and may be a part.
func whole(err error, part *api.PartialError) error {
	if err == nil && part != nil {
		return part
	}
	return err
}

// markReport makes the report's keys those of one of several instances.
func markReport(instance string, r *health.Report) {
	for i := range r.Findings {
		markFinding(instance, &r.Findings[i])
	}
	for i := range r.Gaps {
		r.Gaps[i].Instance = instance
	}
}

func markFinding(instance string, f *health.Finding) {
	f.Key, f.Others = f.Key.Of(instance), slices.Clone(f.Others)
	mark(instance, f.Others)
}

// join makes one report of all, the most important findings first.
func (s *Source) join(list []Answer[judged]) (report health.Report, untold []error) {
	var reach reach
	for _, a := range list {
		if !a.came() {
			continue
		}
		of := a.Value.report
		report.Findings = append(report.Findings, of.Findings...)
		report.Gaps = append(report.Gaps, of.Gaps...)
		report.Keys, report.Snoozed = report.Keys+of.Keys, report.Snoozed+of.Snoozed
		reach.add(of.LogFrom)
		for _, err := range a.Value.untold {
			untold = append(untold, &Untold{a.Member.Name, err})
		}
	}
	rules := health.Rules()
	slices.SortStableFunc(report.Findings, func(a, b health.Finding) int { return slices.Index(rules, a.Rule) - slices.Index(rules, b.Rule) })
	slices.SortStableFunc(report.Gaps, func(a, b health.Gap) int { return slices.Index(rules, a.Rule) - slices.Index(rules, b.Rule) })
	report.LogFrom = reach.oldest()
	if cut := s.cut(); cut != "" {
		report.Partial = &api.PartialError{Got: report.Keys, Total: -1, Cut: cut}
	}
	return report, untold
}

// Untold is what one of several instances could not tell.
type Untold struct {
	Instance string
	Err      error
}

func (u *Untold) Error() string { return u.Instance + ": " + api.Explain(u.Err) }
