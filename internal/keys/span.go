package keys

import (
	"fmt"
	"strconv"
	"time"

	"github.com/supascale/supascale-tui/internal/text"
)

// Span is a length of time by the calendar: a day is a calendar day, also when
// the clocks change.
type Span struct {
	years, months, days     int
	hours, minutes, seconds int
}

// After adds s to now in loc. A month that has no such day gives its last one:
// a month after 31 January is 28 February. The result is in UTC and whole
// seconds.
func (s Span) After(now time.Time, loc *time.Location) time.Time {
	t := now.In(loc).Truncate(time.Second)
	first := time.Date(t.Year()+s.years, t.Month()+time.Month(s.months), 1, 0, 0, 0, 0, time.UTC)
	day := min(t.Day(), daysIn(first.Year(), first.Month()))
	if s.years != 0 || s.months != 0 || s.days != 0 {
		t = time.Date(first.Year(), first.Month(), day+s.days, t.Hour(), t.Minute(), t.Second(), 0, loc)
	}
	return t.Add(time.Duration(s.hours)*time.Hour + time.Duration(s.minutes)*time.Minute + time.Duration(s.seconds)*time.Second).UTC()
}

// Before is so long before now in loc, as After is after it.
func (s Span) Before(now time.Time, loc *time.Location) time.Time {
	return Span{-s.years, -s.months, -s.days, -s.hours, -s.minutes, -s.seconds}.After(now, loc)
}

const spanForms = "use 90d, 3 weeks or 6mo"

var (
	errNoSpan  = fmt.Errorf("not a length of time: %s", spanForms)
	errTooLong = fmt.Errorf("that is more than %d years", ExpiryMaxYears)
)

var pairForm = text.Pattern(`^(\d+|an?|one) ?([a-z]+)[ ,]*(?:and )?`)

// ParseSpan reads a length of time as people type it: "90d", "3 weeks", "1 year 6 months",
// "1d12h". It is at most ExpiryMaxYears. The error says how to write it.
func ParseSpan(text string) (Span, error) {
	rest := fold(text)
	if _, err := strconv.ParseUint(rest, 10, 64); err == nil {
		return Span{}, fmt.Errorf("%s what? Write %sd, %sw or %s months", cut(rest), cut(rest), cut(rest), cut(rest))
	}
	var s Span
	for rest != "" {
		p := pairForm().FindStringSubmatch(rest)
		if p == nil {
			return Span{}, errNoSpan
		}
		if err := s.add(p[1], p[2]); err != nil {
			return Span{}, err
		}
		rest = rest[len(p[0]):]
	}
	switch start := time.Unix(0, 0); {
	case s == Span{}:
		return Span{}, fmt.Errorf("that lasts no time: %s", spanForms)
	case s.After(start, time.UTC).After(start.AddDate(ExpiryMaxYears, 0, 1)):
		return Span{}, errTooLong
	}
	return s, nil
}

// ParseLength reads a length of time as ParseSpan does, and gives how long it lasts from now
// on: months and years depend on the day.
func ParseLength(text string, now time.Time) (time.Duration, error) {
	s, err := ParseSpan(text)
	return s.After(now, time.UTC).Sub(now.Truncate(time.Second)), err
}

// spanMax bounds each part of a span, so that no sum of them overflows. It is
// more than ExpiryMaxYears in hours.
const spanMax = 1_000_000

// add adds a number of a unit.
func (s *Span) add(number, unit string) error {
	n := 1
	if number[0] >= '0' && number[0] <= '9' {
		var err error
		if n, err = strconv.Atoi(number); err != nil || n > spanMax {
			return errTooLong
		}
	}
	switch unit {
	case "y", "yr", "yrs", "year", "years":
		s.years += n
	case "mo", "mon", "month", "months":
		s.months += n
	case "w", "wk", "week", "weeks":
		s.days += 7 * n
	case "d", "day", "days":
		s.days += n
	case "h", "hr", "hrs", "hour", "hours":
		s.hours += n
	case "min", "mins", "minute", "minutes":
		s.minutes += n
	case "s", "sec", "secs", "second", "seconds":
		s.seconds += n
	case "m":
		return fmt.Errorf("%s m could be months or minutes: write %s months or %s min", cut(number), cut(number), cut(number))
	default:
		return fmt.Errorf("“%s” is no unit of time: %s", cut(unit), spanForms)
	}
	if max(s.years, s.months, s.days, s.hours, s.minutes, s.seconds) > spanMax {
		return errTooLong
	}
	return nil
}
