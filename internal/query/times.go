package query

import (
	"strconv"
	"strings"
	"time"
)

const day = 24 * time.Hour

// layouts are the forms of a point in time, with how long each one stands for.
var layouts = []struct {
	layout string
	span   time.Duration
}{
	{time.RFC3339Nano, 0},
	{"2006-01-02T15:04:05", time.Second},
	{"2006-01-02T15:04", time.Minute},
	{"2006-01-02", day},
}

// clockLayouts are times of today.
var clockLayouts = []struct {
	layout string
	span   time.Duration
}{{"15:04:05", time.Second}, {"15:04", time.Minute}}

func checkTime(value string, at int) error {
	if _, _, ok := resolve(value, time.Unix(0, 0), time.UTC); !ok {
		return wrong(at, "“%s” is no time; say 24h, 7d, 2027-01-19, 2027-01-19T10:30, 10:30, today or yesterday", value)
	}
	return nil
}

// resolve gives the first moment that a value stands for, and the last: a date
// is all of its day. "24h" is that long before now.
func resolve(value string, now time.Time, zone *time.Location) (first, last time.Time, ok bool) {
	now = now.In(zone)
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, zone)
	switch strings.ToLower(value) {
	case "now":
		return now, now, true
	case "today":
		return midnight, endOf(midnight, day), true
	case "yesterday":
		before := midnight.AddDate(0, 0, -1)
		return before, endOf(before, day), true
	}
	if ago, ok := parseSpan(value); ok {
		return now.Add(-ago), now.Add(-ago), true
	}
	for _, l := range layouts {
		if t, err := time.ParseInLocation(l.layout, strings.ToUpper(value), zone); err == nil {
			return t, endOf(t, l.span), true
		}
	}
	for _, l := range clockLayouts {
		if t, err := time.ParseInLocation(l.layout, value, zone); err == nil {
			t = time.Date(now.Year(), now.Month(), now.Day(), t.Hour(), t.Minute(), t.Second(), 0, zone)
			return t, endOf(t, l.span), true
		}
	}
	return time.Time{}, time.Time{}, false
}

// endOf is the last moment of what begins at t, as the log counts: in
// milliseconds. A day ends where the next begins, whatever the clocks did.
func endOf(t time.Time, span time.Duration) time.Time {
	switch span {
	case 0:
		return t
	case day:
		return t.AddDate(0, 0, 1).Add(-time.Millisecond)
	}
	return t.Add(span - time.Millisecond)
}

// parseSpan reads "90m", "24h", "7d", "2w" and sums such as "1d12h".
func parseSpan(s string) (time.Duration, bool) {
	units := map[byte]time.Duration{'s': time.Second, 'm': time.Minute, 'h': time.Hour, 'd': day, 'w': 7 * day}
	var total time.Duration
	for s != "" {
		end := 0
		for end < len(s) && '0' <= s[end] && s[end] <= '9' {
			end++
		}
		if end == 0 || end > 6 || end == len(s) {
			return 0, false
		}
		unit, ok := units[s[end]|0x20]
		n, err := strconv.Atoi(s[:end])
		if !ok || err != nil {
			return 0, false
		}
		total += time.Duration(n) * unit
		s = s[end+1:]
		if total < 0 || total > 100*366*day {
			return 0, false
		}
	}
	return total, total > 0
}
