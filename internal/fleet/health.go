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

// Judged is the report of one instance, whose keys are marked as those of several.
type Judged struct {
	Instance string
	Report   health.Report
	Untold   []error // why the log or the notes could not be read
	Err      error   // why there is no report
}

// FindHealth judges the keys of what the client works on: those of several instances by each
// instance, as what is noted about them is, and joined.
func FindHealth(ctx context.Context, client app.API, by Standard) (report health.Report, untold []error, err error) {
	s, several := client.(*Source)
	if !several {
		return by.Session.FindHealth(ctx, client, by.Rules, by.Thresholds, by.WithSnoozed, by.Now)
	}
	report, untold = s.join(s.Judge(ctx, by))
	return report, untold, ctx.Err()
}

// Judge judges the keys of each instance, in the order of the profiles.
func (s *Source) Judge(ctx context.Context, by Standard) []Judged {
	list := make([]Judged, len(s.members))
	for a := range Ask(ctx, s.all(), listWithin, func(ctx context.Context, m Member, client app.Client) (j Judged, err error) {
		j.Report, j.Untold, err = by.Session.FindHealth(ctx, client, by.Rules, by.Thresholds, by.WithSnoozed, by.Now)
		j.mark(m.Name)
		return j, err
	}) {
		a.Value.Instance, a.Value.Err = a.Member.Name, a.Err
		if why := a.Err; why == nil && a.Value.Report.Partial != nil {
			s.note(a.Member.Name, api.OpListKeys, a.Value.Report.Partial)
		} else {
			s.note(a.Member.Name, api.OpListKeys, why)
		}
		list[slices.IndexFunc(s.members, func(m *kept) bool { return m.Name == a.Member.Name })] = a.Value
	}
	return list
}

// mark makes the report's keys those of one of several instances.
func (j *Judged) mark(instance string) {
	for i := range j.Report.Findings {
		f := &j.Report.Findings[i]
		one := []api.Key{f.Key}
		mark(instance, one)
		f.Key, f.Others = one[0], slices.Clone(f.Others)
		mark(instance, f.Others)
	}
	for i := range j.Report.Gaps {
		j.Report.Gaps[i].Instance = instance
	}
}

// join makes one report of all, the most important findings first.
func (s *Source) join(list []Judged) (report health.Report, untold []error) {
	var reach reach
	for _, j := range list {
		if j.Err != nil {
			continue
		}
		report.Findings = append(report.Findings, j.Report.Findings...)
		report.Gaps = append(report.Gaps, j.Report.Gaps...)
		report.Keys, report.Snoozed = report.Keys+j.Report.Keys, report.Snoozed+j.Report.Snoozed
		reach.add(j.Report.LogFrom)
		for _, err := range j.Untold {
			untold = append(untold, &Untold{j.Instance, err})
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
