package keys

import (
	"cmp"
	"encoding/json"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// ExpiryMaxYears is how far ahead an expiry may lie. Beyond that a typing error
// is likelier than a plan; who wants more says never.
const ExpiryMaxYears = 100

const never = "never"

// Expiry is when a key expires: never, at a moment, or at a moment that can't be
// read. The zero value is never. Values are comparable.
type Expiry struct {
	at     time.Time
	unread string // what was told and can't be read
}

// ExpiresAt is the expiry at a moment. A zero time, as a missing field of an
// answer or a file leaves it, is never.
func ExpiresAt(at time.Time) Expiry {
	if at.IsZero() {
		return Expiry{}
	}
	return Expiry{at: at.UTC().Round(0)}
}

// toldMax is the most characters that are kept of an expiry that can't be read.
const toldMax = 60

// UnreadableExpiry is the expiry of which somebody told what can't be read.
func UnreadableExpiry(told string) Expiry {
	return Expiry{unread: cmp.Or(sanitize.Limit(told, toldMax), "a value that is no time")}
}

// IsNever reports whether the key does not expire.
func (e Expiry) IsNever() bool { return e == Expiry{} }

// At is the moment of the expiry, if there is one that can be read.
func (e Expiry) At() (at time.Time, known bool) { return e.at, !e.at.IsZero() }

// Unreadable is what was told of an expiry that can't be read.
func (e Expiry) Unreadable() (told string, unreadable bool) { return e.unread, e.unread != "" }

// Outlasts reports whether the key works for longer than anybody plans: it never
// expires, or only after ExpiryMaxYears.
func (e Expiry) Outlasts(now time.Time) bool {
	return e.IsNever() || e.at.After(now.AddDate(ExpiryMaxYears, 0, 1))
}

// Compare orders by what comes first: what can't be read counts as sooner than
// any moment, since it may be one that is near; never comes last.
func (e Expiry) Compare(other Expiry) int {
	rank := func(e Expiry) int {
		switch {
		case e.unread != "":
			return 0
		case e.IsNever():
			return 2
		}
		return 1
	}
	return cmp.Or(cmp.Compare(rank(e), rank(other)), e.at.Compare(other.at), cmp.Compare(e.unread, other.unread))
}

// IsAbout reports whether the expiry is the one that was asked for. It compares to
// the second, as keys are asked for, and allows for an instance that keeps no more
// than the day.
func (e Expiry) IsAbout(asked Expiry) bool {
	if e.at.IsZero() || asked.at.IsZero() {
		return e == asked
	}
	const day = 24 * time.Hour
	return e.at.Truncate(time.Second).Equal(asked.at.Truncate(time.Second)) ||
		e.at.Equal(e.at.Truncate(day)) && e.at.Sub(asked.at).Abs() < day
}

// Short words the expiry for lists: "in 90 days", "never", "?".
func (e Expiry) Short(now time.Time) string {
	if e.unread != "" {
		return "?"
	}
	return text.Relative(e.at, now, never)
}

// Words words the expiry in full, with its moment in zone: "Tue 19 Jan 2027, 00:00
// CET, in 90 days", "never", "can't be read: “soon”".
func (e Expiry) Words(now time.Time, zone *time.Location) string {
	if _, known := e.At(); !known {
		return e.Moment(zone)
	}
	return text.When(e.at, now, zone, never)
}

// Moment words the expiry without now: "Tue 19 Jan 2027, 00:00 CET", "never",
// "can't be read: “soon”".
func (e Expiry) Moment(zone *time.Location) string {
	switch {
	case e.unread != "":
		return "can't be read: “" + e.unread + "”"
	case e.IsNever():
		return never
	}
	return text.Moment(e.at, zone)
}

const unreadable = "unreadable: "

// Stamp writes the expiry for CSV and files: RFC 3339 in UTC, "" for never, and
// "unreadable: soon" for what can't be read.
func (e Expiry) Stamp() string {
	switch {
	case e.unread != "":
		return unreadable + e.unread
	case e.IsNever():
		return ""
	}
	return e.at.Format(time.RFC3339Nano)
}

// ParseStamp reads what Stamp wrote. Anything else is an expiry that can't be
// read.
func ParseStamp(stamp string) Expiry {
	if stamp == "" {
		return Expiry{}
	}
	if at, err := time.Parse(time.RFC3339Nano, stamp); err == nil && !at.IsZero() {
		return ExpiresAt(at)
	}
	return UnreadableExpiry(strings.TrimPrefix(stamp, unreadable))
}

// MarshalJSON writes the Stamp, null for never.
func (e Expiry) MarshalJSON() ([]byte, error) {
	if e.IsNever() {
		return []byte("null"), nil
	}
	return json.Marshal(e.Stamp())
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (e *Expiry) UnmarshalJSON(raw []byte) error {
	var stamp string
	if err := json.Unmarshal(raw, &stamp); err != nil {
		return err
	}
	*e = ParseStamp(stamp)
	return nil
}
