package keys

import (
	"time"

	"github.com/supascale/supascale-tui/internal/text"
)

// ExpiringWithin is how long before its expiry a key counts as expiring: in lists, and for
// the health rule where nobody named another time.
const ExpiringWithin = 14 * 24 * time.Hour

// CountExpiring says how many keys expire soon, and what that means.
func CountExpiring(n int) string {
	within := " within " + text.Length(ExpiringWithin)
	return text.Plural(n, "expires"+within, "expire"+within)
}

// Status is where a key stands in its life. A revoked key is in no list and
// has no status.
type Status uint8

// The statuses, the most urgent first.
const (
	Expired Status = iota
	Expiring
	Untold // the instance tells an expiry that can't be read
	Active
)

// String gives the status in the words of the screens.
func (s Status) String() string {
	switch s {
	case Expired:
		return "expired"
	case Expiring:
		return "expires soon"
	case Untold:
		return "can't tell"
	default:
		return "active"
	}
}

// Word is the status in one word, for JSON, CSV and filters.
func (s Status) Word() string {
	switch s {
	case Expired:
		return "expired"
	case Expiring:
		return "expiring"
	case Untold:
		return "unknown"
	default:
		return "active"
	}
}

// StatusAt is the status of the key at now. A key is expired from the very second
// of its expiry on.
func (e Expiry) StatusAt(now time.Time) Status {
	switch {
	case e.unread != "":
		return Untold
	case e.IsNever():
		return Active
	case !now.Before(e.at):
		return Expired
	case e.at.Sub(now) <= ExpiringWithin:
		return Expiring
	}
	return Active
}
