package ui

import (
	"fmt"
	"time"
)

// Relative says where t lies seen from now: "in 5 days", "12 days ago", "just
// now". A zero t gives none, the caller's word for it.
func Relative(t, now time.Time, none string) string {
	if t.IsZero() {
		return none
	}
	d := t.Sub(now)
	switch {
	case d > -time.Minute && d <= 0:
		return "just now"
	case d > 0 && d < time.Minute:
		return "in under a minute"
	case d > 0:
		return "in " + Span(d)
	default:
		return Span(-d) + " ago"
	}
}

// Span words a duration in its largest sensible unit, rounded down: "5 min",
// "6 h", "12 days", "3 years".
func Span(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", d/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("%d min", d/time.Minute)
	case d < 2*day:
		return fmt.Sprintf("%d h", d/time.Hour)
	case d < 2*365*day:
		return fmt.Sprintf("%d days", d/day)
	default:
		return fmt.Sprintf("%d years", d/(365*day))
	}
}

// Moment writes t exactly, in zone loc and with the zone's name: "Sat 20 Feb
// 2027, 18:00 CET".
func Moment(t time.Time, loc *time.Location) string {
	return t.In(loc).Format("Mon 2 Jan 2006, 15:04 MST")
}

// MomentUTC is Moment in UTC, without the weekday.
func MomentUTC(t time.Time) string { return t.UTC().Format("2 Jan 2006, 15:04 UTC") }
