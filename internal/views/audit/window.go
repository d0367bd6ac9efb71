package audit

import (
	"time"

	"github.com/supascale/supascale-tui/internal/activity/query"
)

const day = 24 * time.Hour

// window is a length of time to look back.
type window struct {
	length time.Duration
	words  string
}

// windows are those of the audit view, the shortest first.
var windows = []window{{time.Hour, "1 h"}, {day, "24 h"}, {7 * day, "7 days"}, {30 * day, "30 days"}}

// windowFor gives the index of the shortest window that covers d, else of the
// longest there is.
func windowFor(d time.Duration) int {
	if d <= 0 {
		d = query.DefaultWindow
	}
	for i, w := range windows {
		if w.length >= d {
			return i
		}
	}
	return len(windows) - 1
}

// bounds are the times that are looked at: those of the query line, or else a
// window up to now.
type bounds struct {
	window       int
	since, until time.Time // of the line; zero where it has none
}

// words name the times.
func (b bounds) words(zone *time.Location) string {
	const layout = "2 Jan 15:04"
	switch {
	case b.since.IsZero() && b.until.IsZero():
		return "in " + windows[b.window].words
	case b.until.IsZero():
		return "since " + b.since.In(zone).Format(layout)
	case b.since.IsZero():
		return "in " + windows[b.window].words + " until " + b.until.In(zone).Format(layout)
	}
	return "from " + b.since.In(zone).Format(layout) + " to " + b.until.In(zone).Format(layout)
}

// span is a time cut into steps.
type span struct {
	since, until time.Time
	step         time.Duration
}

// steps are the lengths that a bar can stand for.
var steps = []time.Duration{
	time.Minute, 5 * time.Minute, 10 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour,
	3 * time.Hour, 6 * time.Hour, 12 * time.Hour, day, 7 * day, 30 * day, 360 * day,
}

// mostBars is how many steps a span has at most.
const mostBars = 60

// span gives the times as they are now. They begin with a whole step, so that
// the first bar is as good as any other.
func (b bounds) span(now time.Time) span {
	until := now
	if !b.until.IsZero() && b.until.Before(now) {
		until = b.until
	}
	since := b.since
	if since.IsZero() {
		since = until.Add(-windows[b.window].length)
	}
	if since.After(until) {
		since = until
	}
	step := steps[len(steps)-1]
	for _, s := range steps {
		if until.Sub(since) <= s*mostBars {
			step = s
			break
		}
	}
	if b.since.IsZero() {
		since = since.Add(step).Truncate(step)
	}
	if since.After(until) {
		since = until
	}
	return span{since.UTC(), until.UTC(), step}
}

// boundsOf takes the times out of a query that was checked.
func boundsOf(q query.Query, window int, now time.Time, zone *time.Location) (bounds, error) {
	f, err := q.Bind(now, zone)
	return bounds{window, f.Since, f.Until}, err
}
