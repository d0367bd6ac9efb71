package health

import (
	"time"

	"github.com/supascale/supascale-tui/internal/keys"
)

// Thresholds are the lengths of time that rules compare with.
type Thresholds struct {
	Expiring time.Duration // a key that expires within it is expiring
	Stale    time.Duration // a key that was not used for longer is stale
	Grace    time.Duration // so old must a key be before disuse says anything
	// Evidence is how far the log must reach back, or else to the key's making,
	// before a level that does not appear in it counts as not used.
	Evidence time.Duration
	// NewAddress is how long an address from where a key was not used before is
	// new.
	NewAddress time.Duration
}

const day = 24 * time.Hour

// Defaults are the thresholds where nobody named others. The documentation asks
// to review keys regularly and gives no figures.
func Defaults() Thresholds {
	return Thresholds{Expiring: keys.ExpiringWithin, Stale: 90 * day, Grace: 7 * day, Evidence: 90 * day, NewAddress: 7 * day}
}
