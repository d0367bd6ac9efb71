package fleet

import (
	"context"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/review"
)

// Review reviews the keys of what the client works on: those of several instances by each
// instance, as what is noted about them is, and joined.
func Review(ctx context.Context, client app.API, by Standard) (review.Report, error) {
	if s, several := client.(*Source); several {
		return s.Review(ctx, by.Thresholds, by.Now, by.review)
	}
	return by.review(ctx, client)
}

// Review reviews the keys of each instance as one does, and joins the reports.
func (s *Source) Review(ctx context.Context, th health.Thresholds, now time.Time, one func(context.Context, app.API) (review.Report, error)) (review.Report, error) {
	answers := each(ctx, s, func(ctx context.Context, m Member, client app.Client) (review.Report, error) {
		r, err := one(ctx, client)
		markReview(m.Name, &r)
		return r, whole(err, r.Checked.Partial)
	})
	parts, checked := make([]review.Part, len(answers)), make([]Answer[judged], len(answers))
	for i, a := range answers {
		parts[i] = review.Part{Report: a.Value, Err: a.Err}
		parts[i].Instance = api.Instance{Name: a.Member.Name, URL: a.Member.URL}
		checked[i] = Answer[judged]{a.Member, judged{report: a.Value.Checked}, a.Err}
	}
	all, _ := s.join(checked)
	return review.Join(s.Instance(), parts, all, now.Add(-th.Evidence), now), ctx.Err()
}

// review reviews one instance with what this machine knows of its keys.
func (by Standard) review(ctx context.Context, client app.API) (review.Report, error) {
	instance := client.Instance()
	noted, notesErr := by.Session.Notes().List(instance)
	return review.Gather(ctx, client, instance, review.Options{
		Rules: by.Rules, Thresholds: by.Thresholds, Notes: noted, NotesErr: notesErr, Rotations: by.Session.UnfinishedRotations, Now: by.Now,
	})
}

// markReview makes the review's keys those of one of several instances.
func markReview(instance string, r *review.Report) {
	markReport(instance, &r.Checked)
	for i := range r.Keys {
		k := &r.Keys[i]
		k.Key = k.Of(instance)
		for f := range k.Findings {
			markFinding(instance, &k.Findings[f])
		}
	}
}
