package api

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api/wire"
	"github.com/supascale/supascale-tui/internal/keys"
)

const (
	activityPath = "/system/activity"
	// examinedMax bounds memory when an instance sends its whole log at once.
	examinedMax = 100_000
	// cursorMax is the longest cursor that is sent back.
	cursorMax = 4096
)

// Activity reads a page of the activity log, newest first. Where the instance
// has no filters the client filters what came, and Examined says so. Oldest,
// Matching, Total, Dropped and Follow may be told on the first page only. An
// instance that doesn't know After answers as if it weren't there, and gives no
// Follow.
func (c *Client) Activity(ctx context.Context, q ActivityQuery) (ActivityPage, error) {
	where, err := bind(q.Where)
	if err != nil {
		return ActivityPage{Matching: -1, Total: -1}, &Error{Op: OpActivity, Kind: Invalid, Message: err.Error()}
	}
	ask := func(plain bool) (page ActivityPage, err error) {
		err = c.do(ctx, call{
			op: OpActivity, method: http.MethodGet, path: activityPath, query: activityParams(q, where, plain), limit: listBytesMax,
			decode: func(r io.Reader) (err error) {
				page, err = readActivity(r, q, where, examinedMax)
				return err
			},
		})
		return page, err
	}
	page, err := ask(c.lacks.queries.Load())
	if KindOf(err) == Invalid && !c.lacks.queries.Load() && (hasText(q.Where) || q.After != "") {
		// It may be the contract's own parameters that the instance knows, and
		// not ours.
		if page, err = ask(true); err == nil {
			c.lacks.queries.Store(true)
		}
	}
	if err != nil {
		return ActivityPage{Matching: -1, Total: -1}, err
	}
	return page, nil
}

// bind works out what the client itself filters by. Terms of time are left
// aside: times travel as since and until.
func bind(q query.Query) (query.Filter, error) {
	return q.Without(query.Since, query.Until).Bind(time.Time{}, time.UTC)
}

func hasText(q query.Query) bool { return !q.Without(query.Since, query.Until).Empty() }

// activityParams gives the parameters of a request; plain ones are those of the
// contract alone.
func activityParams(q ActivityQuery, where query.Filter, plain bool) url.Values {
	params := timeParams(q.Since, q.Until)
	set := setter(params)
	whereParams(params, q.Where, where, plain)
	if q.FailuresOnly {
		set("outcome", wire.Failure)
	}
	if q.Limit > 0 {
		set("limit", strconv.Itoa(min(q.Limit, pageMax)))
	}
	set("type", q.Type)
	set("reason", string(q.Reason))
	set("keyId", q.KeyID)
	set("ip", q.IP)
	set("q", q.Text)
	if q.After != "" && !plain {
		if after, err := url.QueryUnescape(q.After); err == nil {
			set("after", after)
		}
		return params
	}
	name, value := parseCursor(q.Cursor)
	set(name, value)
	return params
}

func setter(params url.Values) func(name, value string) {
	return func(name, value string) {
		if value != "" {
			params.Set(name, value)
		}
	}
}

func timeParams(since, until time.Time) url.Values {
	params := url.Values{}
	if !since.IsZero() {
		params.Set("since", since.UTC().Format(time.RFC3339Nano))
	}
	if !until.IsZero() {
		params.Set("until", until.UTC().Format(time.RFC3339Nano))
	}
	return params
}

// whereParams adds the query, and what of it the contract's own parameters can
// say, so that an instance without queries still narrows.
func whereParams(params url.Values, q query.Query, where query.Filter, plain bool) {
	set := setter(params)
	if where.Outcome != query.Unknown { // the contract knows none
		set("outcome", where.Outcome)
	}
	for _, g := range where.Groups {
		if g.Not || len(g.Values) != 1 {
			continue
		}
		switch text := g.Values[0].Text; {
		case g.Field == query.Reason && slices.Contains(keys.Reasons(), keys.Reason(text)):
			set("reason", text)
		case g.Field == query.KeyID:
			set("keyId", text)
		case g.Field == query.IP && g.Values[0].Mode == query.Equal:
			set("ip", text)
		}
	}
	if !plain {
		set("query", q.Without(query.Since, query.Until).String())
	}
}

// The client's cursors say which way the instance pages: "cursor=" with the
// instance's own, escaped so that it is safe wherever it goes, or "offset=".
const (
	byCursor = "cursor="
	byOffset = "offset="
)

func parseCursor(cursor string) (name, value string) {
	name, escaped, _ := strings.Cut(cursor, "=")
	value, err := url.QueryUnescape(escaped)
	if err != nil || name != "cursor" && name != "offset" {
		return "cursor", cursor
	}
	return name, value
}

// offsetOf is the offset that a cursor asks for, 0 for none.
func offsetOf(cursor string) int {
	offset, _ := strconv.Atoi(strings.TrimPrefix(cursor, byOffset))
	return max(offset, 0)
}

type activityAnswer struct {
	query  ActivityQuery
	list   []Activity // matching entries, cleaned
	hashes []uint64   // of all entries
	kept   []uint64   // of those in list
	untold []uint64   // of those left out for their outcome alone, which nothing tells
	last   time.Time  // of the entry before
	rising int
	full   bool // there are more than were read
	paged  bool // the instance pages by cursor: it named one, or that there is none
	cursor string
	follow string
	pages  paging
	cover  *coverage
	shape  ActivityShape
}

type coverage struct {
	OldestAt moment `json:"oldestAt"`
	Total    text   `json:"total"`
	Matching text   `json:"matching"`
	Dropped  text   `json:"dropped"`
	Lost     text   `json:"lost"`
	Waiting  text   `json:"waiting"`
}

func (c *coverage) unlogged() cluster.Unlogged {
	return cluster.Unlogged{Lost: countOr(string(c.Lost), 0), Waiting: countOr(string(c.Waiting), 0)}
}

func readActivity(r io.Reader, q ActivityQuery, where query.Filter, most int) (ActivityPage, error) {
	got := activityAnswer{query: q, hashes: []uint64{}}
	alike := map[string]int{}
	anyhow := where
	anyhow.Outcome = ""
	answer := listAnswer{
		names: []string{"activities", "items", "logs"},
		element: func(d *json.Decoder) error {
			var fields map[string]json.RawMessage
			if err := d.Decode(&fields); err != nil || fields == nil {
				return err
			}
			if len(got.hashes) == most {
				got.full = true
				return errEnough
			}
			if len(got.hashes) == 0 {
				got.shape.see(fields)
			}
			entry := readEntry(fields)
			hash := got.see(&entry, alike)
			if matches(&entry, q) {
				tidyEntry(&entry)
				switch event := entry.Event(); {
				case where.Match(&event):
					got.list, got.kept = append(got.list, entry), append(got.kept, hash)
				case event.Untold && anyhow.Match(&event):
					got.untold = append(got.untold, hash)
				}
			}
			return nil
		},
		field: got.field,
	}
	if err := answer.read(r); err != nil {
		return ActivityPage{}, err
	}
	page := got.page()
	page.Shape.List = answer.place
	return page, nil
}

// see notes what a walk of the log goes by.
func (a *activityAnswer) see(entry *Activity, alike map[string]int) (hash uint64) {
	if len(a.hashes) > 0 {
		a.rising += entry.Time.Compare(a.last)
	}
	a.last, hash = entry.Time, hashOf(Identify(entry, alike))
	a.hashes = append(a.hashes, hash)
	return hash
}

func (a *activityAnswer) field(name string, value json.RawMessage) {
	switch name {
	case "nextCursor":
		a.cursor, a.paged = textOf(value), true
	case "followCursor":
		a.follow = textOf(value)
	case "pagination":
		a.pages = readPaging(value)
		if cursor := firstText(object(value), "nextCursor"); cursor != "" {
			a.cursor = cursor
		}
	case "coverage":
		if json.Unmarshal(value, &a.cover) != nil {
			a.cover = nil
		}
	}
}

func (a *activityAnswer) page() ActivityPage {
	page := ActivityPage{Entries: a.list, Matching: -1, Total: -1, Shape: a.shape}
	page.Shape.Coverage, page.Shape.Cursor, page.Shape.Paged = a.cover != nil, a.cursor != "", a.pages.sent
	page.sent, page.kept, page.untold, page.rising = a.hashes, a.kept, a.untold, a.rising
	page.Untold = len(a.untold)
	if len(a.hashes) > len(a.list) || a.full {
		page.Examined = len(a.hashes)
	}
	if len(a.follow) <= cursorMax {
		page.Follow = url.QueryEscape(a.follow) // safe wherever it goes
	}
	page.Next, page.Cut = a.next()
	switch {
	case a.cover != nil:
		page.Oldest = a.cover.OldestAt.Time
		page.Total = countOr(string(a.cover.Total), -1)
		page.Matching = countOr(string(a.cover.Matching), -1)
		page.Dropped = countOr(string(a.cover.Dropped), 0)
		page.Unlogged = a.cover.unlogged()
	case a.pages.sent && page.Examined == 0:
		page.Matching = a.pages.total
	case a.pages.sent:
		page.Total = a.pages.total
	}
	if page.Examined > 0 {
		page.Matching = -1 // counted without the filter
	}
	return page
}

// next says where the rest of the log begins, "" at its end, or why it can't be
// asked for. An instance of the contract tells by its cursor, or by having none
// beside its coverage; of another one the client asks for what follows until
// nothing does.
func (a *activityAnswer) next() (next, cut string) {
	seen := len(a.hashes)
	end := offsetOf(a.query.Cursor) + seen
	switch {
	case a.full:
		return "", fmt.Sprintf("only the first %d entries of the instance's answer were read", seen)
	case len(a.cursor) > cursorMax:
		return "", cutTooLong
	case a.cursor != "":
		return byCursor + url.QueryEscape(a.cursor), ""
	case seen == 0, a.paged, a.cover != nil, strings.HasPrefix(a.query.Cursor, byCursor), a.query.After != "",
		a.pages.sent && end >= a.pages.total && (a.query.Limit <= 0 || seen < a.query.Limit):
		return "", ""
	}
	return byOffset + strconv.Itoa(end), ""
}

func countOr(s string, otherwise int) int {
	if n, ok := number(s); ok {
		return n
	}
	return otherwise
}
