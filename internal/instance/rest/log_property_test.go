package rest

import (
	"encoding/json"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api/wire"
	"github.com/supascale/supascale-tui/internal/instance/activity"
	"github.com/supascale/supascale-tui/internal/keys"
)

// TestLogAnswersWhatAQuerySelects compares, for random logs and query lines,
// what the instance answers page by page and in figures with the rules that a
// client applies to the same events; while entries come, count up and go.
func TestLogAnswersWhatAQuerySelects(t *testing.T) {
	h := newHistory(t)
	rapid.Check(t, func(t *rapid.T) {
		h.begin(t)
		h.write()
		followed, after := h.changes, h.page(url.Values{"limit": {"1"}}).FollowCursor
		for range rapid.IntRange(1, 2).Draw(t, "rounds") {
			switch rapid.SampledFrom([]string{"write", "write", "prune", "read"}).Draw(t, "meanwhile") {
			case "write":
				h.write()
			case "prune":
				h.prune()
			}
			line := h.drawLine()
			params := h.drawParams(line)
			h.comparePages(line, params)
			h.compareStats(line, params)
		}
		h.compareChanges(h.drawLine(), followed, after)
	})
}

func (h *history) drawLine() query.Query {
	values := map[query.Field]*rapid.Generator[string]{
		query.Word:     rapid.OneOf(letters, rapid.SampledFrom([]string{"STRASSE", "zz9x", "192.0", "expired", "github", "/"})),
		query.Reason:   rapid.SampledFrom([]string{"expired", "permission_denied", "unknown"}),
		query.Key:      rapid.OneOf(letters, rapid.SampledFrom([]string{"straße", "KEY-2", "ci/cd", "ab1D", "100%"})),
		query.KeyID:    rapid.SampledFrom([]string{"key-1", "KEY-1"}),
		query.IP:       rapid.SampledFrom([]string{"192.0.2.1", "192.0.2.", "192.0.2.0/28", "2001:DB8::/32", "2001:db8:0:0::1"}),
		query.Method:   rapid.SampledFrom([]string{"get", "POST"}),
		query.Path:     rapid.OneOf(letters, rapid.SampledFrom([]string{"/api/v1/", "/API/v1/backups", "projects"})),
		query.Route:    rapid.SampledFrom([]string{"/api/v1/projects/{id}", "/API/v1/projects"}),
		query.Resource: rapid.SampledFrom([]string{"projects", "cloud"}),
		query.Agent:    rapid.OneOf(letters, rapid.Just("CURL")),
		query.Type:     rapid.SampledFrom([]string{"api_key", "session.signin"}),
		query.Status:   rapid.SampledFrom([]string{"401", "200"}),
		query.Outcome:  rapid.SampledFrom([]string{"failure", "success", "any"}),
	}
	fields := append(query.Fields(), query.Word, query.Word)
	fields = slices.DeleteFunc(fields, func(f query.Field) bool { return values[f] == nil })
	var line query.Query
	for range rapid.IntRange(0, 3).Draw(h.T, "terms") {
		f := rapid.SampledFrom(fields).Draw(h.T, "field")
		term := query.Term{Field: f, Value: values[f].Draw(h.T, "value"), Not: rapid.IntRange(0, 3).Draw(h.T, "not") == 0}
		line.Terms = append(line.Terms, term)
	}
	return line
}

// drawParams gives a line and the edges of a window, at any millisecond or at
// whole hours.
func (h *history) drawParams(line query.Query) url.Values {
	p := url.Values{}
	if !line.Empty() {
		p.Set("query", line.String())
	}
	for _, name := range []string{"since", "until"} {
		at := lastEvent.Add(-time.Duration(rapid.IntRange(0, 41*3600*1000).Draw(h.T, name)) * time.Millisecond)
		if rapid.Bool().Draw(h.T, "whole") {
			at = at.Truncate(time.Hour)
		}
		if name == "until" {
			at = at.Add(20 * time.Hour)
			if at.After(lastEvent) {
				at = lastEvent
			}
		}
		if rapid.IntRange(0, 3).Draw(h.T, "has "+name) > 0 {
			p.Set(name, at.Format(time.RFC3339Nano))
		}
	}
	if p.Has("since") && p.Has("until") && bounds(p, "until").Before(bounds(p, "since")) {
		p.Del("since")
	}
	return p
}

func bounds(p url.Values, name string) time.Time {
	at, _ := time.Parse(time.RFC3339Nano, p.Get(name)) // zero for none
	return at
}

// matching gives what the line selects, newest first.
func (h *history) matching(line query.Query, p url.Values) []*event {
	parsed, err := query.Parse(line.String())
	must(h.T, err)
	f, err := parsed.Bind(lastEvent, time.UTC)
	must(h.T, err)
	f.Since, f.Until = bounds(p, "since"), bounds(p, "until")
	var list []*event
	for _, e := range h.events {
		if ev := e.asked(); f.Match(&ev) {
			list = append(list, e)
		}
	}
	slices.SortFunc(list, func(a, b *event) int { return newestLast(b, a) })
	return list
}

func (h *history) page(p url.Values) (page wire.ActivityPage) {
	h.Helper()
	h.get("/api/v1/system/activity", p, &page)
	return page
}

// texts describes entries, less those of the test's own requests.
func texts(list []wire.Activity) []string {
	var out []string
	for _, a := range list {
		if a.Timestamp.After(lastEvent) {
			continue
		}
		e := event{Entry: activity.Entry{
			At: a.Timestamp, Type: a.Type, Reason: keys.Reason(a.Reason), KeyID: a.KeyID, KeyName: a.KeyName, KeyPreview: a.KeyPreview,
			Method: a.Method, Path: a.Path, Resource: keys.Resource(a.Resource), Required: a.Required, Granted: a.Granted,
			Status: a.Status, IP: a.IP, UserAgent: a.UserAgent, Count: a.Count,
		}}
		out = append(out, e.String())
	}
	return out
}

func wanted(list []*event) []string {
	var out []string
	for _, e := range list {
		out = append(out, e.String())
	}
	return out
}

func (h *history) comparePages(line query.Query, p url.Values) {
	h.Helper()
	p.Set("limit", strconv.Itoa(rapid.SampledFrom([]int{4, 7, 11, 100}).Draw(h.T, "limit")))
	defer func() { p.Del("limit"); p.Del("cursor") }()
	want := h.matching(line, p)
	first := h.page(p)
	list := first.Activities
	for next := first.NextCursor; next != ""; {
		p.Set("cursor", next)
		page := h.page(p)
		list, next = append(list, page.Activities...), page.NextCursor
	}
	if got := texts(list); !slices.Equal(got, wanted(want)) {
		h.Fatalf("%s selects %d:\n%s\nwant %d:\n%s", p, len(got), strings.Join(got, "\n"), len(want), strings.Join(wanted(want), "\n"))
	}
	c := first.Coverage
	if c.Dropped != h.dropped || p.Has("until") && c.Matching != len(want) {
		h.Fatalf("%s: the coverage is %+v, want %d matching and %d dropped", p, *c, len(want), h.dropped)
	}
	if oldest := slices.MinFunc(append(h.events, &event{Entry: activity.Entry{At: h.service.Now()}}), newestLast).At; !c.OldestAt.Equal(oldest) {
		h.Fatalf("the log begins at %v, want %v", c.OldestAt, oldest)
	}
}

func (h *history) compareStats(line query.Query, p url.Values) {
	h.Helper()
	for name, at := range map[string]time.Time{"since": lastEvent.Add(-41 * time.Hour), "until": lastEvent} {
		if !p.Has(name) {
			p.Set(name, at.Format(time.RFC3339Nano))
		}
	}
	step := rapid.SampledFrom([]time.Duration{2 * time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 6 * time.Hour, 24 * time.Hour}).Draw(h.T, "step")
	most := rapid.SampledFrom([]int{1, 5, 1000}).Draw(h.T, "clusters")
	p.Set("step", strconv.Itoa(int(step/time.Second)))
	p.Set("clusters", strconv.Itoa(most))
	p.Set("uses", "true")
	folder := cluster.NewFolder(bounds(p, "since"), bounds(p, "until"), step, most, true)
	for _, e := range h.matching(line, p) {
		folder.Add(e.folded())
	}
	stats := folder.Stats()
	var got, want wire.ActivityStats
	h.get("/api/v1/system/activity/stats", p, &got)
	text, err := json.Marshal(h.service.wireStats(&activity.Figures{Stats: stats, Coverage: activity.Coverage{Matching: stats.Entries}}, 0))
	must(h.T, err)
	must(h.T, json.Unmarshal(text, &want))
	want.Coverage.OldestAt, want.Coverage.Total, want.Coverage.Dropped = got.Coverage.OldestAt, got.Coverage.Total, h.dropped
	if !reflect.DeepEqual(got, want) {
		h.Fatalf("%s:\n%+v\nwant\n%+v", p, got, want)
	}
}

// compareChanges reads what changed since a cursor was given.
func (h *history) compareChanges(line query.Query, followed int, after string) {
	h.Helper()
	p := url.Values{"limit": {strconv.Itoa(rapid.SampledFrom([]int{3, 10, 100}).Draw(h.T, "limit"))}}
	if !line.Empty() {
		p.Set("query", line.String())
	}
	want := slices.DeleteFunc(h.matching(line, p), func(e *event) bool { return e.changed <= followed })
	slices.SortFunc(want, func(a, b *event) int { return a.changed - b.changed })
	var list []wire.Activity
	for more := true; more; {
		p.Set("after", after)
		page := h.page(p)
		list, after, more = append(list, page.Activities...), page.FollowCursor, page.NextCursor != ""
	}
	if got := texts(list); !slices.Equal(got, wanted(want)) {
		h.Fatalf("after: %s gives %d:\n%s\nwant %d:\n%s", p, len(got), strings.Join(got, "\n"), len(want), strings.Join(wanted(want), "\n"))
	}
}
