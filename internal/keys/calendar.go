package keys

import "time"

// ExpiryChoice is one of the usual lifetimes of a key, counted from the moment
// it is created.
type ExpiryChoice struct {
	Label string // "90 days"
	Short string // "90 d", for narrow rows
	span  Span
}

// UsualExpiry is the choice for a new key where nothing else is chosen or configured, as a
// label and as ParseExpiry reads it.
const UsualExpiry = "90 days"

var expiryChoices = []ExpiryChoice{
	{"never", "never", Span{}},
	{"7 days", "7 d", Span{days: 7}},
	{"30 days", "30 d", Span{days: 30}},
	{"60 days", "60 d", Span{days: 60}},
	{UsualExpiry, "90 d", Span{days: 90}},
	{"1 year", "1 y", Span{years: 1}},
}

// ExpiryChoices lists the usual lifetimes, never first, then from the shortest
// to the longest.
func ExpiryChoices() []ExpiryChoice { return append([]ExpiryChoice(nil), expiryChoices...) }

// Never reports whether the choice is not to expire.
func (c ExpiryChoice) Never() bool { return c.span == Span{} }

// From gives the expiry of a key created at now, in UTC and whole seconds. Days
// and years are those of the calendar in loc.
func (c ExpiryChoice) From(now time.Time, loc *time.Location) Expiry {
	if c.Never() {
		return Expiry{}
	}
	return ExpiresAt(c.span.After(now, loc))
}

func daysIn(year int, month time.Month) int {
	return time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
}
