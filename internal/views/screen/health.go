package screen

import (
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/health/snooze"
)

// Standard is by what the health view judges.
type Standard struct {
	Thresholds health.Thresholds // zero: health.Defaults
	Ignore     []health.Rule     // rules that are not applied
	Snooze     Snoozer           // nil: nothing can be snoozed
	// Rotations gives those that were begun on an instance (api.Instance.ID), which
	// has these keys, and not finished; nil where nothing notes them.
	Rotations func(instance string, list []api.Key, now time.Time) ([]health.Rotation, error)
	// Rotates says that ShowRotate leads somewhere.
	Rotates bool
}

// Snoozer remembers findings that were snoozed; *snooze.Store is one.
type Snoozer interface {
	List(instance string) (snooze.Notes, error)
	// Add snoozes a finding until then, or with a zero time until something
	// changes about it.
	Add(instance string, f *health.Finding, until, now time.Time) error
	Remove(instance string, f *health.Finding) error
}
