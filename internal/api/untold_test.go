package api

import (
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/query"
)

// An entry that tells of no outcome is no failure, and may have been one: where only
// failures are asked for it is counted, once, and only if the rest of the query fits.
func TestWhatMayHaveFailedIsCounted(t *testing.T) {
	body := `{"activities":[
		{"id":"1","createdAt":"2026-01-19T12:00:05Z","event":"api_key.request","ip":"192.0.2.1"},
		{"id":"2","createdAt":"2026-01-19T12:00:04Z","event":"api_key.request","ip":"192.0.2.2"},
		{"id":"3","createdAt":"2026-01-19T12:00:03Z","type":"api_key.request","outcome":"success","ip":"192.0.2.1"},
		{"id":"4","createdAt":"2026-01-19T12:00:02Z","type":"api_key.request","outcome":"failure","reason":"expired_key","ip":"192.0.2.1"}],"nextCursor":null}`
	for line, want := range map[string]int{
		"outcome:failure": 2, "outcome:failure ip:192.0.2.1": 1, "outcome:any": 0, "outcome:unknown": 0, "outcome:failure ip:192.0.2.9": 0,
	} {
		q, err := query.Parse(line)
		if err != nil {
			t.Fatal(err)
		}
		c := connect(t, says(200, body))
		page, err := NewLogWalk(c, ActivityQuery{Where: q}).Page(t.Context(), 100)
		if err != nil || page.Untold != want {
			t.Errorf("%s: %d are left out, want %d: %v", line, page.Untold, want, err)
		}
	}
	c := connect(t, says(200, body))
	c.lacks.stats.Store(true)
	from := time.Date(2026, 1, 19, 0, 0, 0, 0, time.UTC)
	q, _ := query.Parse("outcome:failure")
	stats, err := c.Stats(t.Context(), StatsQuery{Since: from, Until: from.Add(24 * time.Hour), Step: time.Hour, Where: q})
	if err != nil || stats.Untold != 2 {
		t.Errorf("the figures leave out %d: %v", stats.Untold, err)
	}
}
