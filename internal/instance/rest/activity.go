package rest

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/supascale/supascale-tui/internal/api/wire"
	"github.com/supascale/supascale-tui/internal/instance/activity"
	"github.com/supascale/supascale-tui/internal/keys"
)

var activityParams = []string{
	"limit", "cursor", "since", "until", "type", "outcome", "reason", "keyId", "ip", "q",
}

var activityTypes = []string{
	wire.TypeRequest, wire.TypeCreated, wire.TypeRevoked, wire.TypeSignin, wire.TypeSignout,
}

// listActivity answers a page of the log. It holds everything recorded before
// the request.
func (s *Service) listActivity(c *call) (answer, error) {
	q, err := readActivityQuery(c)
	if err != nil {
		return answer{}, err
	}
	ctx := c.r.Context()
	if err := s.Recorder.Flush(ctx); err != nil {
		return answer{}, fmt.Errorf("bring the activity log up to date: %w", err)
	}
	limit := q.Limit
	q.Limit++ // one more tells whether there is another page
	entries, err := s.Log.ReadActivity(ctx, q)
	if err != nil {
		return answer{}, fmt.Errorf("read the activity log: %w", err)
	}
	page := wire.ActivityPage{Success: true, Activities: []wire.Activity{}}
	if len(entries) > limit {
		entries = entries[:limit]
		last := entries[limit-1]
		page.NextCursor = activity.Position{At: last.At, Seq: last.Seq}.Cursor()
	}
	for _, e := range entries {
		page.Activities = append(page.Activities, wireActivity(e))
	}
	if q.After == nil { // the pages after the first are of the same log
		coverage, err := s.Log.ActivityCoverage(ctx, q)
		if err != nil {
			return answer{}, fmt.Errorf("count the activity log: %w", err)
		}
		page.Coverage = &wire.Coverage{
			OldestAt: wireTime(coverage.Oldest), Total: coverage.Total, Matching: coverage.Matching,
		}
	}
	return answer{status: http.StatusOK, body: page}, nil
}

func wireActivity(e activity.Entry) wire.Activity {
	outcome := wire.Success
	if e.Failed() {
		outcome = wire.Failure
	}
	return wire.Activity{
		ID: strconv.FormatInt(e.Seq, 10), Timestamp: e.At, Type: e.Type, Outcome: outcome,
		Reason: string(e.Reason), KeyID: e.KeyID, KeyName: e.KeyName, KeyPreview: e.KeyPreview,
		Method: e.Method, Path: e.Path, Resource: string(e.Resource), Required: e.Required,
		Granted: e.Granted, Status: e.Status, IP: e.IP, UserAgent: e.UserAgent, Count: e.Count,
	}
}

func readActivityQuery(c *call) (activity.Query, error) {
	p := c.params
	q := activity.Query{
		Limit: p.number("limit", defaultLimit, 1, maxLimit),
		Since: p.time("since"), Until: p.time("until"),
		Type: p.text("type"), Outcome: p.text("outcome"), Reason: keys.Reason(p.text("reason")),
		KeyID: p.text("keyId"), IP: p.text("ip"), Text: p.text("q"),
	}
	oneOf(p, "type", q.Type, activityTypes)
	oneOf(p, "outcome", q.Outcome, []string{wire.Success, wire.Failure})
	oneOf(p, "reason", q.Reason, keys.Reasons())
	if q.IP != "" {
		addr := parseAddress(q.IP)
		if !addr.IsValid() {
			p.refuse("ip", "must be an IP address")
		}
		q.IP = addressText(addr)
	}
	if s := p.text("cursor"); s != "" {
		after, ok := activity.ParseCursor(s)
		if !ok {
			p.refuse("cursor", "is not one that this instance gave")
		}
		q.After = &after
	}
	return q, p.err
}

// oneOf refuses a value that is not in the list; none at all is fine.
func oneOf[T ~string](p *params, name string, value T, list []T) {
	if value == "" || slices.Contains(list, value) {
		return
	}
	words := make([]string, len(list))
	for i, v := range list {
		words[i] = string(v)
	}
	p.refuse(name, "must be one of "+strings.Join(words, ", "))
}
