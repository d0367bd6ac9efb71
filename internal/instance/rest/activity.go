package rest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api/wire"
	"github.com/supascale/supascale-tui/internal/instance/activity"
	"github.com/supascale/supascale-tui/internal/keys"
)

var activityParams = []string{
	"limit", "cursor", "after", "since", "until", "type", "outcome", "reason", "keyId", "ip", "q", "query",
}

// upToDateWithin is how long an answer about the log waits for entries that are
// not written yet.
const upToDateWithin = 2 * time.Second

var activityTypes = []string{
	wire.TypeRequest, wire.TypeCreated, wire.TypeRevoked, wire.TypeSignin, wire.TypeSignout,
}

// pagesAtOnce is how many pages of the log one key, or one session, may be sent at the
// same time. A reader that is slow holds what it has not read of one.
const pagesAtOnce = 8

// listActivity answers a page of the log. It holds everything recorded before
// the request.
func (s *Service) listActivity(c *call) (answer, error) {
	q, err := readActivityQuery(c)
	if err != nil {
		return answer{}, err
	}
	ctx := c.r.Context()
	if c.sent, err = s.pages.take(ctx, c.keyID()+"/"+c.user); err != nil {
		return answer{}, unavailable("Answers about the log are on their way to this key, and are not being read. Read them first.")
	}
	waiting := s.bringUpToDate(ctx)
	limit := q.Limit
	q.Limit++ // one more tells whether there is another page
	found, err := s.Log.ReadActivity(ctx, q)
	if err != nil {
		return answer{}, fmt.Errorf("read the activity log: %w", err)
	}
	more := len(found.Entries) > limit
	if more {
		found.Entries = found.Entries[:limit]
	}
	page := wire.ActivityPage{Success: true}
	switch {
	case q.Changed != nil:
		page.FollowCursor = found.Revision.Cursor()
		if more {
			page.FollowCursor = found.Entries[limit-1].Revision.Cursor()
			page.NextCursor = page.FollowCursor
		}
		return pageAnswer(page, found.Entries)
	case more:
		last := found.Entries[limit-1]
		page.NextCursor = activity.Position{At: last.At, Seq: last.Seq}.Cursor()
	}
	if q.Before == nil { // the pages after the first are of the same log
		page.FollowCursor = found.Revision.Cursor()
		coverage := s.wireCoverage(found.Coverage, waiting)
		page.Coverage = &coverage
	}
	return pageAnswer(page, found.Entries)
}

func pageAnswer(page wire.ActivityPage, entries []activity.Entry) (answer, error) {
	body, err := encodePage(page, entries)
	return answer{status: http.StatusOK, body: body}, err
}

// parts is a body in JSON of which each part is let go of once it is written: who reads
// it may be slow.
type parts [][]byte

const partSize = 16 << 10

// encodePage encodes a page with entries, which take more room than their JSON.
func encodePage(page wire.ActivityPage, entries []activity.Entry) (parts, error) {
	page.Activities = []wire.Activity{}
	around, err := json.Marshal(page)
	if err != nil {
		return nil, err
	}
	before, after, _ := bytes.Cut(around, []byte("[]"))
	var list parts
	part := append(slices.Clip(before), '[')
	for n, e := range entries {
		text, err := json.Marshal(wireActivity(e))
		if err != nil {
			return nil, err
		}
		if n > 0 {
			part = append(part, ',')
		}
		if len(part)+len(text) > partSize {
			list = append(list, slices.Clip(part))
			part = make([]byte, 0, partSize)
		}
		part = append(part, text...)
	}
	part = append(append(append(part, ']'), after...), '\n')
	return append(list, part), nil
}

func (p parts) writeTo(w *bufio.Writer) error {
	for n, part := range p {
		if _, err := w.Write(part); err != nil {
			return err
		}
		p[n] = nil
	}
	return nil
}

// bringUpToDate waits until the store has what was recorded so far. It gives the
// number of entries that a disk does not take in time.
func (s *Service) bringUpToDate(ctx context.Context) (waiting int) {
	ctx, cancel := context.WithTimeout(ctx, upToDateWithin)
	defer cancel()
	if s.Recorder.Flush(ctx) == nil {
		return 0
	}
	waiting, _ = s.Recorder.Unwritten() // the recorder logs why, and goes on trying
	return waiting
}

func (s *Service) wireCoverage(c activity.Coverage, waiting int) wire.Coverage {
	_, lost := s.Recorder.Unwritten()
	return wire.Coverage{
		OldestAt: wireTime(c.Oldest), Total: c.Total, Matching: c.Matching, Dropped: c.Dropped,
		Lost: c.Lost + lost, Waiting: waiting,
	}
}

func wireActivity(e activity.Entry) wire.Activity {
	return wire.Activity{
		ID: strconv.FormatInt(e.Seq, 10), Timestamp: e.At, Type: e.Type, Outcome: outcome(e.Failed()),
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
	readQueryLine(c, &q)
	readCursors(p, &q)
	return q, p.err
}

// readCursors reads from where on entries are wanted.
func readCursors(p *params, q *activity.Query) {
	cursor, after := p.text("cursor"), p.text("after")
	if cursor != "" {
		before, ok := activity.ParseCursor(cursor)
		if !ok {
			p.refuse("cursor", "is not one that this instance gave")
		}
		q.Before = &before
	}
	if after != "" {
		changed, ok := activity.ParseRevision(after)
		if !ok {
			p.refuse("after", "is not one that this instance gave")
		}
		q.Changed = &changed
	}
	if cursor != "" && after != "" {
		p.refuse("after", "can't be used together with cursor")
	}
}

// readQueryLine reads the parameter query. It says nothing of times: those are
// parameters of their own, with nothing to guess about zones.
func readQueryLine(c *call, q *activity.Query) {
	line := c.params.long("query", query.Most)
	if line == "" {
		return
	}
	parsed, err := query.Parse(line)
	if err == nil && (parsed.Has(query.Since) || parsed.Has(query.Until)) {
		c.params.refuse("query", "must not have since: or until:, which are parameters of their own")
	}
	if err == nil {
		err = parsed.OnOne()
	}
	if err == nil {
		q.Where, err = parsed.Bind(c.now, time.UTC)
	}
	if err != nil {
		c.params.refuse("query", err.Error())
	}
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
