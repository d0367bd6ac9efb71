package lifecycle

import (
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys/filter"
)

// Fits reports whether a key fits a filter with what is noted about it, nil for nothing.
// Of a key that is gone it is not known whether it had expired by then: its state is
// that it would have now.
func Fits(k *api.Key, wanted filter.Filter, note *filter.Note, now time.Time) bool {
	of := filter.Of(k.Name, k.ID, k.Preview, k.Permissions, k.Expires.StatusAt(now))
	of.Note, of.Instance = note, k.Instance
	return wanted.Matches(&of)
}
