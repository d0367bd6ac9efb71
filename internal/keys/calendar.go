package keys

import "time"

// ExpiryChoice is one of the usual lifetimes of a key, counted from the moment
// it is created.
type ExpiryChoice struct {
	Label string // "90 days"
	Short string // "90 d", for narrow rows
	span  span
}

// UsualExpiry is the choice for a new key where nothing else is chosen or configured, as a
// label and as ParseExpiry reads it.
const UsualExpiry = "90 days"

var expiryChoices = []ExpiryChoice{
	{"never", "never", span{}},
	{"7 days", "7 d", span{days: 7}},
	{"30 days", "30 d", span{days: 30}},
	{"60 days", "60 d", span{days: 60}},
	{UsualExpiry, "90 d", span{days: 90}},
	{"1 year", "1 y", span{years: 1}},
}

// ExpiryChoices lists the usual lifetimes, never first, then from the shortest
// to the longest.
func ExpiryChoices() []ExpiryChoice { return append([]ExpiryChoice(nil), expiryChoices...) }

// Never reports whether the choice is not to expire.
func (c ExpiryChoice) Never() bool { return c.span == span{} }

// From gives the expiry of a key created at now, in UTC and whole seconds. Days
// and years are those of the calendar in loc.
func (c ExpiryChoice) From(now time.Time, loc *time.Location) Expiry {
	if c.Never() {
		return Expiry{}
	}
	return ExpiresAt(c.span.after(now, loc))
}

// span is a length of time by the calendar: a day is a calendar day, also when
// the clocks change.
type span struct {
	years, months, days int
	hours, minutes      int
}

// after adds s to now in loc. A month that has no such day gives its last one:
// a month after 31 January is 28 February. The result is in UTC and whole
// seconds.
func (s span) after(now time.Time, loc *time.Location) time.Time {
	t := now.In(loc).Truncate(time.Second)
	first := time.Date(t.Year()+s.years, t.Month()+time.Month(s.months), 1, 0, 0, 0, 0, time.UTC)
	day := min(t.Day(), daysIn(first.Year(), first.Month()))
	if s.years != 0 || s.months != 0 || s.days != 0 {
		t = time.Date(first.Year(), first.Month(), day+s.days, t.Hour(), t.Minute(), t.Second(), 0, loc)
	}
	return t.Add(time.Duration(s.hours)*time.Hour + time.Duration(s.minutes)*time.Minute).UTC()
}

func daysIn(year int, month time.Month) int {
	return time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
}
