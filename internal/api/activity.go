package api

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/api/wire"
)

const (
	activityPath = "/system/activity"
	// examinedMax bounds memory when an instance sends its whole log at once.
	examinedMax = 100_000
)

// Activity reads a page of the activity log, newest first. Where the instance
// has no filters the client filters what came, and Examined says so. Oldest,
// Matching and Total may be told on the first page only.
func (c *Client) Activity(ctx context.Context, q ActivityQuery) (ActivityPage, error) {
	var page ActivityPage
	err := c.do(ctx, call{
		op: OpActivity, method: http.MethodGet, path: activityPath, query: activityParams(q), limit: listBytesMax,
		decode: func(r io.Reader) (err error) {
			page, err = readActivity(r, q, examinedMax)
			return err
		},
	})
	if err != nil {
		return ActivityPage{Matching: -1, Total: -1}, err
	}
	return page, nil
}

func activityParams(q ActivityQuery) url.Values {
	params := url.Values{}
	set := func(name, value string) {
		if value != "" {
			params.Set(name, value)
		}
	}
	if !q.Since.IsZero() {
		set("since", q.Since.UTC().Format(time.RFC3339Nano))
	}
	if !q.Until.IsZero() {
		set("until", q.Until.UTC().Format(time.RFC3339Nano))
	}
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
	name, value := parseCursor(q.Cursor)
	set(name, value)
	return params
}

// The client's cursors say which way the instance pages: "cursor=" with the
// instance's own, escaped so that it is safe wherever it goes, or "offset=".
func makeCursor(kind, value string) string { return kind + "=" + url.QueryEscape(value) }

func parseCursor(cursor string) (name, value string) {
	name, escaped, _ := strings.Cut(cursor, "=")
	value, err := url.QueryUnescape(escaped)
	if err != nil || name != "cursor" && name != "offset" {
		return "cursor", cursor
	}
	return name, value
}

type activityAnswer struct {
	list   []Activity // matching entries, cleaned
	seen   int
	full   bool // there are more than were read
	cursor string
	pages  paging
	cover  *coverage
}

type coverage struct {
	OldestAt moment `json:"oldestAt"`
	Total    text   `json:"total"`
	Matching text   `json:"matching"`
}

func readActivity(r io.Reader, q ActivityQuery, most int) (ActivityPage, error) {
	var got activityAnswer
	answer := listAnswer{
		names: []string{"activities", "items", "logs"},
		element: func(d *json.Decoder) error {
			var fields map[string]json.RawMessage
			if err := d.Decode(&fields); err != nil || fields == nil {
				return err
			}
			if got.seen == most {
				got.full = true
				return errEnough
			}
			got.seen++
			if entry := readEntry(fields); matches(&entry, q) {
				tidyEntry(&entry)
				got.list = append(got.list, entry)
			}
			return nil
		},
		field: got.field,
	}
	if err := answer.read(r); err != nil {
		return ActivityPage{}, err
	}
	return got.page(), nil
}

func (a *activityAnswer) field(name string, value json.RawMessage) {
	switch name {
	case "nextCursor":
		a.cursor = textOf(value)
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
	page := ActivityPage{Entries: a.list, Matching: -1, Total: -1}
	if a.seen > len(a.list) || a.full {
		page.Examined = a.seen
	}
	switch {
	case a.full:
	case a.cursor != "" && len(a.cursor) <= 4096:
		page.Next = makeCursor("cursor", a.cursor)
	case a.pages.sent && a.seen > 0 && a.pages.offset+a.seen < a.pages.total:
		page.Next = makeCursor("offset", strconv.Itoa(a.pages.offset+a.seen))
	}
	switch {
	case a.cover != nil:
		page.Oldest = a.cover.OldestAt.Time
		page.Total = countOr(string(a.cover.Total), -1)
		page.Matching = countOr(string(a.cover.Matching), -1)
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

func countOr(s string, otherwise int) int {
	if n, ok := number(s); ok {
		return n
	}
	return otherwise
}
