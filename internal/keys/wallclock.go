package keys

import "time"

// WallClock gives the moments at which the clocks in loc show a date and time
// of day. There is one, except on the days when the clocks change: a time that
// comes twice has a first and a last moment, and a time that is skipped does
// not exist; then both are the moment at which the clocks jump over it.
func WallClock(year int, month time.Month, day, hour, minute, second int, loc *time.Location) (first, last time.Time, exists bool) {
	shown := time.Date(year, month, day, hour, minute, second, 0, time.UTC)
	for _, around := range []time.Duration{-26 * time.Hour, 26 * time.Hour} { // no offset is larger
		_, offset := shown.Add(around).In(loc).Zone()
		at := shown.Add(-time.Duration(offset) * time.Second)
		if _, its := at.In(loc).Zone(); its != offset {
			continue
		}
		if !exists || at.Before(first) {
			first = at
		}
		if !exists || at.After(last) {
			last = at
		}
		exists = true
	}
	if !exists {
		_, before := shown.Add(-26 * time.Hour).In(loc).Zone()
		jump, _ := shown.Add(-time.Duration(before) * time.Second).In(loc).ZoneBounds()
		first, last = jump.UTC(), jump.UTC()
	}
	return first, last, exists
}

// StartOfDay is the first moment of a day in loc, in UTC. That is midnight,
// except where the clocks skip it.
func StartOfDay(year int, month time.Month, day int, loc *time.Location) time.Time {
	first, _, _ := WallClock(year, month, day, 0, 0, 0, loc)
	return first
}
