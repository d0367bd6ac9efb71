package text

import (
	"fmt"
	"time"
)

const (
	day  = 24 * time.Hour
	year = 365 * day
	// countable is how many years apart two moments may lie before their
	// difference no longer fits a time.Duration.
	countable = 200
)

// Relative says where t lies seen from now: "in 5 days", "12 days ago", "just
// now". What lies ahead is rounded to the nearest unit, so that 90 days are still
// 90 days a moment later; what has passed is rounded down. A zero t gives none,
// the caller's word for it.
func Relative(t, now time.Time, none string) string {
	if t.IsZero() {
		return none
	}
	switch years := t.Year() - now.Year(); {
	case years > countable:
		return "in " + Number(years) + " years"
	case -years > countable:
		return Number(-years) + " years ago"
	}
	d := t.Sub(now)
	switch {
	case d > -time.Minute && d <= 0:
		return "just now"
	case d > 0 && d < time.Minute:
		return "in under a minute"
	case d > 0:
		return "in " + Lasting(d)
	default:
		return Span(-d) + " ago"
	}
}

// Span words a duration in its largest sensible unit, rounded down: "5 min",
// "6 h", "12 days", "3 years".
func Span(d time.Duration) string {
	n, unit := d/unitOf(d), "s"
	switch unitOf(d) {
	case time.Minute:
		unit = "min"
	case time.Hour:
		unit = "h"
	case day:
		unit = "days"
	case year:
		unit = "years"
	}
	return fmt.Sprintf("%d %s", n, unit)
}

// Length words how long something lasts within a sentence, rounded down: "90 s",
// "45 minutes", "3 hours", "12 days".
func Length(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return fmt.Sprintf("%d s", d/time.Second)
	case d < 2*time.Hour:
		return fmt.Sprintf("%d minutes", d/time.Minute)
	case d < 2*day:
		return fmt.Sprintf("%d hours", d/time.Hour)
	}
	return Number(int(d/day)) + " days"
}

// Lasting is Span rounded to the nearest unit. It words what is left of a time,
// and how long something was meant to last: the clocks may change in between.
func Lasting(d time.Duration) string { return Span(d.Round(unitOf(d))) }

// unitOf is the largest sensible unit of a duration.
func unitOf(d time.Duration) time.Duration {
	switch {
	case d < time.Minute:
		return time.Second
	case d < time.Hour:
		return time.Minute
	case d < 2*day:
		return time.Hour
	case d < 2*year:
		return day
	}
	return year
}

// Moment writes t exactly, in zone loc and with the zone's name: "Sat 20 Feb
// 2027, 18:00 CET".
func Moment(t time.Time, loc *time.Location) string {
	return t.In(loc).Format("Mon 2 Jan 2006, 15:04 MST")
}

// MomentUTC is Moment in UTC, without the weekday.
func MomentUTC(t time.Time) string { return t.UTC().Format("2 Jan 2006, 15:04 UTC") }

// When writes t exactly and as seen from now: "Sat 20 Feb 2027, 18:00 CET, in 90
// days". A zero t gives none.
func When(t, now time.Time, loc *time.Location, none string) string {
	if t.IsZero() {
		return none
	}
	return Moment(t, loc) + ", " + Relative(t, now, none)
}
