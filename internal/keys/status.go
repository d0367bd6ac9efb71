package keys

import "time"

// ExpiringWithin is how long before its expiry a key counts as expiring.
const ExpiringWithin = 7 * 24 * time.Hour

// Status is where a key stands in its life. A revoked key is in no list and
// has no status.
type Status uint8

// The statuses, the most urgent first.
const (
	Expired Status = iota
	Expiring
	Active
)

// String gives the status in the words of the screens.
func (s Status) String() string {
	switch s {
	case Expired:
		return "expired"
	case Expiring:
		return "expires soon"
	default:
		return "active"
	}
}

// StatusAt tells the status of a key that expires at expires (zero: never). A
// key is expired from that very second on.
func StatusAt(expires, now time.Time) Status {
	switch {
	case expires.IsZero():
		return Active
	case !now.Before(expires):
		return Expired
	case expires.Sub(now) <= ExpiringWithin:
		return Expiring
	default:
		return Active
	}
}
