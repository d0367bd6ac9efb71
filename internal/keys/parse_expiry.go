package keys

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/text"
)

// ExpiryForms are examples of what ParseExpiry reads.
const ExpiryForms = "2027-01-19, 2027-01-19 18:00, +90d or in 3 weeks"

const expiryForms = "use " + ExpiryForms

var errTooFar = fmt.Errorf("that is more than %d years ahead: use never", ExpiryMaxYears)

// expiryTextMax is the greatest length of text that is read, in bytes.
const expiryTextMax = 100

// ParseExpiry reads when a key shall expire, as people type it: a day
// ("2027-01-19": the moment it begins in loc), a day and time ("2027-01-19
// 18:00"), RFC 3339, or a length of time from now ("+90d", "3w", "in 2 months",
// "1 year"). "never" is an expiry too. Anything else, and what has passed,
// is a FieldError that says how to write it. The result is in UTC and whole
// seconds.
func ParseExpiry(text string, now time.Time, loc *time.Location) (Expiry, error) {
	if len(text) > expiryTextMax {
		return Expiry{}, &FieldError{"expiresAt", "that is too long: " + expiryForms}
	}
	text = fold(text)
	if text == never {
		return Expiry{}, nil
	}
	at, err := parseMoment(text, now, loc)
	switch {
	case err != nil:
		return Expiry{}, &FieldError{"expiresAt", err.Error()}
	case !at.After(now):
		return Expiry{}, &FieldError{"expiresAt", inThePast(text, at, now, loc)}
	case at.After(now.AddDate(ExpiryMaxYears, 0, 1)):
		return Expiry{}, &FieldError{"expiresAt", errTooFar.Error()}
	}
	return ExpiresAt(at), nil
}

// fold makes one of texts that differ in capitals and spaces alone.
func fold(text string) string { return strings.ToLower(strings.Join(strings.Fields(text), " ")) }

func inThePast(text string, at, now time.Time, loc *time.Location) string {
	day := at.In(loc).Format(time.DateOnly)
	if text == day && day == now.In(loc).Format(time.DateOnly) {
		return "today began at 00:00, which is in the past: add a time, as in " + day + " 23:00"
	}
	return at.In(loc).Format("2 Jan 2006, 15:04") + " is in the past"
}

var dateForm = text.Pattern(`^(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ]\s?(\d{1,2}):(\d{2})(?::(\d{2}))?)?( ?utc| ?z)?$`)

func parseMoment(text string, now time.Time, loc *time.Location) (time.Time, error) {
	if text == "" {
		return time.Time{}, fmt.Errorf("type a date or a length of time: %s", expiryForms)
	}
	if parts := dateForm().FindStringSubmatch(text); parts != nil {
		return parseDate(parts, loc)
	}
	if at, err := time.Parse(time.RFC3339, strings.ToUpper(text)); err == nil {
		return at.Truncate(time.Second).UTC(), nil
	}
	if looksLikeDate(text) {
		return time.Time{}, nearDate(text)
	}
	if strings.HasPrefix(text, "-") || strings.HasSuffix(text, " ago") {
		return time.Time{}, fmt.Errorf("that is in the past")
	}
	length := strings.TrimPrefix(strings.TrimPrefix(text, "in "), "+")
	s, err := ParseSpan(strings.TrimSuffix(length, " from now"))
	switch {
	case errors.Is(err, errNoSpan):
		err = fmt.Errorf("not a date: %s", expiryForms)
	case errors.Is(err, errTooLong):
		err = errTooFar
	}
	return s.After(now, loc), err
}

// parseDate takes the parts of dateForm.
func parseDate(parts []string, loc *time.Location) (time.Time, error) {
	var n [7]int
	for i := 1; i <= 6; i++ {
		n[i], _ = strconv.Atoi(parts[i]) // the form has let digits through only
	}
	year, month, day, hour, minute, second := n[1], time.Month(n[2]), n[3], n[4], n[5], n[6]
	switch {
	case month < 1 || month > 12:
		return time.Time{}, fmt.Errorf("there is no month %d: write year-month-day, as in 2027-01-19", n[2])
	case day < 1 || day > daysIn(year, month):
		return time.Time{}, fmt.Errorf("%s %d has %d days", month, year, daysIn(year, month))
	case hour == 24:
		return time.Time{}, fmt.Errorf("there is no hour 24: write 00:00 of the next day")
	case hour > 23 || minute > 59 || second > 59:
		return time.Time{}, fmt.Errorf("there is no time %s: hours go to 23, minutes to 59", strings.TrimRight(parts[4]+":"+parts[5]+":"+parts[6], ":"))
	}
	if parts[7] != "" {
		loc = time.UTC
	}
	if parts[4] == "" {
		return StartOfDay(year, month, day, loc), nil
	}
	at, _, exists := WallClock(year, month, day, hour, minute, second, loc)
	if !exists {
		return time.Time{}, fmt.Errorf("%02d:%02d does not exist that day: the clocks go forward", hour, minute)
	}
	return at, nil // the first, where the clocks show it twice: the key must not live longer than meant
}

var (
	dateLike  = text.Pattern(`^\d{1,4}[-./]\d{1,2}([-./]|$)|^\d{1,2}:\d{2}`)
	timeOnly  = text.Pattern(`^\d{1,2}:\d{2}`)
	turnedDay = text.Pattern(`^(\d{1,2})[./-](\d{1,2})[./-](\d{4})`)
	otherMark = text.Pattern(`^(\d{4})[./](\d{1,2})[./](\d{1,2})`)
)

func looksLikeDate(text string) bool { return dateLike().MatchString(text) }

// nearDate says how to write a date that was written another way. Where day and
// month can be told apart, it writes it.
func nearDate(text string) error {
	write := func(year, month, day string) error {
		m, _ := strconv.Atoi(month)
		d, _ := strconv.Atoi(day)
		return fmt.Errorf("write it as %s-%02d-%02d", year, m, d)
	}
	if p := otherMark().FindStringSubmatch(text); p != nil {
		return write(p[1], p[2], p[3])
	}
	if p := turnedDay().FindStringSubmatch(text); p != nil {
		first, _ := strconv.Atoi(p[1])
		second, _ := strconv.Atoi(p[2])
		switch {
		case first <= 12 && second > 12:
			return write(p[3], p[1], p[2])
		case second <= 12 && (first > 12 || strings.Contains(p[0], ".")):
			return write(p[3], p[2], p[1])
		}
		return fmt.Errorf("day or month first? Write year-month-day, as in %s-01-19", p[3])
	}
	if at := timeOnly().FindString(text); at != "" {
		return fmt.Errorf("add the day: 2027-01-19 %s", at)
	}
	return fmt.Errorf("not a whole date: %s", expiryForms)
}

// cut keeps what is quoted in a message short.
func cut(s string) string {
	if len(s) > 12 {
		return s[:12] + "…"
	}
	return s
}
