package query

import (
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text"
)

const day = 24 * time.Hour

// DefaultWindow is how far back the log is searched where nobody says since when.
const DefaultWindow = day

// layouts are the forms of a point in time, with how long each one stands for.
// A clock alone is of today.
var layouts = []struct {
	layout string
	span   time.Duration
	clock  bool
}{
	{"2006-01-02T15:04:05", time.Second, false},
	{"2006-01-02T15:04", time.Minute, false},
	{"2006-01-02", day, false},
	{"15:04:05", time.Second, true},
	{"15:04", time.Minute, true},
}

func checkTime(value string, at int) error {
	if _, _, ok := resolve(value, time.Unix(0, 0), time.UTC); !ok {
		return wrong(at, "“%s” is no time; say 24h, 7d, 2027-01-19, 2027-01-19T10:30, 10:30, today or yesterday", value)
	}
	return nil
}

// Moment reads a point in time as since: takes it: "24h", "7d", a date, a date with a
// time, a time of today, "today" or "yesterday". Of a day it is the first moment.
func Moment(value string, now time.Time, zone *time.Location) (time.Time, error) {
	first, _, ok := resolve(value, now, zone)
	if !ok {
		return time.Time{}, checkTime(value, 1)
	}
	return first, nil
}

// resolve gives the first moment that a value stands for, and the last: a date
// is all of its day. "24h" is that long before now. A time of day that the
// clocks show twice stands for both and all between; one that they skip stands
// for the moment at which they jump.
func resolve(value string, now time.Time, zone *time.Location) (first, last time.Time, ok bool) {
	now = now.In(zone)
	switch strings.ToLower(value) {
	case "now":
		return now, now, true
	case "today":
		first, last = dayOf(now, 0, zone)
		return first, last, true
	case "yesterday":
		first, last = dayOf(now, -1, zone)
		return first, last, true
	}
	if at, ok := before(value, now, zone); ok {
		return at, at, true
	}
	if t, err := time.Parse(time.RFC3339Nano, strings.ToUpper(value)); err == nil {
		return t, t, true
	}
	for _, l := range layouts {
		t, err := time.Parse(l.layout, strings.ToUpper(value))
		switch {
		case err != nil:
			continue
		case l.span == day:
			first, last = dayOf(t, 0, zone)
			return first, last, true
		case l.clock:
			t = time.Date(now.Year(), now.Month(), now.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
		}
		first, last, _ = keys.WallClock(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), zone)
		return first, last.Add(l.span - time.Millisecond), true
	}
	return time.Time{}, time.Time{}, false
}

// dayOf gives the first and the last moment of the day that t shows, or of one
// some days later. The log counts in milliseconds. A day ends where the next
// begins, whatever the clocks did.
func dayOf(t time.Time, later int, zone *time.Location) (first, last time.Time) {
	first = keys.StartOfDay(t.Year(), t.Month(), t.Day()+later, zone)
	return first, keys.StartOfDay(t.Year(), t.Month(), t.Day()+later+1, zone).Add(-time.Millisecond)
}

// minutesForm is what people write for minutes of the log, in which months are rare.
var minutesForm = text.Pattern(`(\d)m(\d|$)`)

// before is the moment so long before now as a length of time says, such as "90m", "24h",
// "7d" and "1d12h".
func before(length string, now time.Time, zone *time.Location) (time.Time, bool) {
	s, err := keys.ParseSpan(minutesForm().ReplaceAllString(strings.ToLower(length), "${1}min${2}"))
	return s.Before(now, zone), err == nil
}
