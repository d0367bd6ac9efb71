package instance

import (
	"context"
	"time"
)

const (
	// pruneEvery is how often the log is looked at for what need not be kept.
	pruneEvery = 10 * time.Minute
	// pruneBatch is removed at a time: writers wait for one batch at most.
	pruneBatch = 2000
	// jump is the longest pause between entries after which the clock is believed at
	// once; after a longer one see activity.Extent.Now.
	jump = 7 * 24 * time.Hour
)

// Prune removes what need not be kept of the log now, and reports how many
// entries that were. The instance does it by itself now and then.
func (i *Instance) Prune(ctx context.Context) (removed int, err error) {
	before, err := i.keptFrom(ctx)
	if err != nil || before.IsZero() {
		return 0, err
	}
	for {
		n, err := i.store.PruneActivity(ctx, before, pruneBatch)
		removed += n
		if err != nil {
			return removed, err
		}
		if n < pruneBatch {
			break
		}
	}
	if removed > 0 {
		i.opts.Logger.Info("removed old entries from the activity log", "entries", removed, "before", before)
	}
	return removed, nil
}

// keptFrom is the hour that the log is to begin with, zero for all of it. Whole
// hours are removed alone: what was counted ahead stays exact.
func (i *Instance) keptFrom(ctx context.Context) (from time.Time, err error) {
	keep := i.opts.Keep
	if keep == (Keep{}) {
		return from, nil
	}
	x, err := i.store.LogExtent(ctx)
	if err != nil || len(x.Hours) == 0 {
		return from, err
	}
	if keep.Age > 0 {
		gap := min(jump, keep.Age/4)
		from = x.Now(i.opts.Now().UTC(), gap).Add(-keep.Age).Truncate(time.Hour)
	}
	most := keep.Entries
	if keep.Bytes > 0 && x.Bytes > keep.Bytes {
		fit := int(float64(x.Entries()) * float64(keep.Bytes) / float64(x.Bytes))
		if most == 0 || fit < most {
			most = fit
		}
	}
	if most > 0 {
		if hour := x.Newest(most); hour.After(from) {
			from = hour
		}
	}
	return from, nil
}
