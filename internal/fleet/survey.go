package fleet

import (
	"cmp"
	"context"
	"iter"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/keys"
)

// slowFrom is from which round trip on an instance is slow.
const slowFrom = 2 * time.Second

// Survey looks at how instances stand.
type Survey struct {
	Session    *app.Session
	Rules      []health.Rule
	Thresholds health.Thresholds
	Snoozed    bool          // with findings that were snoozed
	Whole      bool          // rows with their keys and reports
	Within     time.Duration // for each instance, 0 for no bound of its own
	Now        func() time.Time
}

// NewSurvey judges keys as the configuration says, and gives each instance as long as for an answer.
func NewSurvey(s *app.Session, h config.Health, now func() time.Time) (*Survey, error) {
	th, err := app.Thresholds(h, now())
	if err != nil {
		return nil, app.UsageError{Err: err}
	}
	return &Survey{Session: s, Rules: health.Except(app.Ignored(h)), Thresholds: th, Within: answerWithin, Now: now}, nil
}

// Figure is a number that is known or not.
type Figure struct {
	N     int
	Known bool
}

// Row is how an instance stands.
type Row struct {
	app.Profile
	State     State
	Keys      Figure
	Expired   Figure
	Expiring  Figure
	Findings  Figure
	Failures  Figure        // of the last Hours, counting the hour that is not over
	PerHour   []int         // the failures by hour, the oldest first; nil where they aren't known
	RoundTrip time.Duration // of a small question, 0 where none was answered
	Asked     time.Time
	Err       error // why the row is not whole, nil where it is
	// List and Report are there where the survey was to keep them.
	List   []api.Key
	Report health.Report
}

// Why says in words why the row is not whole, "" where it is.
func (r Row) Why() string {
	if r.Err == nil {
		return ""
	}
	return api.Explain(r.Err)
}

// Rows gives a row for each member, as they come.
func (s *Survey) Rows(ctx context.Context, members []Member) iter.Seq[Row] {
	return func(yield func(Row) bool) {
		for a := range Ask(ctx, members, s.Within, s.look) {
			row := a.Value
			row.Profile = a.Member.Profile
			if row.Asked.IsZero() { // it did not get as far
				row.Asked = s.Now()
			}
			if a.Err != nil {
				row.Err = a.Err
			}
			if row.State = StateOf(row.Err); row.State == OK && row.RoundTrip >= slowFrom {
				row.State = Slow
			}
			if !yield(row) {
				return
			}
		}
	}
}

// Compare orders rows by what wants attention: by state, then by findings and failures, then
// by name.
func (r Row) Compare(other Row) int {
	return cmp.Or(cmp.Compare(r.State, other.State), cmp.Compare(other.Findings.N, r.Findings.N), cmp.Compare(other.Failures.N, r.Failures.N), strings.Compare(r.Name, other.Name))
}

// Words says how many answered: "11 of 12 answered, 1 unreachable".
func Words(rows []Row) string {
	var others []State
	for i := range rows {
		if !rows[i].State.Answered() {
			others = append(others, rows[i].State)
		}
	}
	return tally(len(rows), others)
}

// look asks an instance for its row. What can't be told of one that has listed its keys
// leaves the row a part.
func (s *Survey) look(ctx context.Context, _ Member, client app.Client) (row Row, err error) {
	ctx = api.Checking(ctx)
	row.Asked = s.Now()
	if _, err = client.ListKeys(ctx, 0, 1); err != nil {
		return row, err
	}
	now := s.Now()
	row.RoundTrip = now.Sub(row.Asked)
	in, err := health.Gather(ctx, client, s.Rules, s.Thresholds, now)
	if err != nil {
		return row, err
	}
	row.countKeys(in.Keys, now)
	report, untold, err := s.Session.JudgeHealth(in, client.Instance().ID, s.Rules, s.Thresholds, s.Snoozed, now)
	if err != nil {
		return row, err
	}
	row.Findings = Figure{len(report.Findings), true}
	if s.Whole {
		row.List, row.Report = in.Keys, report
	}
	if in.Partial != nil {
		row.Err = in.Partial
	}
	if failed := row.countFailures(ctx, client, now); failed != nil {
		untold = append(untold, failed)
	}
	if len(untold) > 0 && row.Err == nil {
		row.Err = &api.PartialError{Cut: api.Explain(untold[0])}
	}
	return row, nil
}

func (r *Row) countKeys(list []api.Key, now time.Time) {
	r.Keys, r.Expired, r.Expiring = Figure{len(list), true}, Figure{Known: true}, Figure{Known: true}
	for i := range list {
		switch list[i].Expires.StatusAt(now) {
		case keys.Expired:
			r.Expired.N++
		case keys.Expiring:
			r.Expiring.N++
		}
	}
}
