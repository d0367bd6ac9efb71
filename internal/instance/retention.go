package instance

import (
	"context"
	"errors"
	"time"
)

const (
	// pruneEvery is how often the log is looked at for what need not be kept.
	pruneEvery = 10 * time.Minute
	// pruneBatch is removed at a time: writers wait for one batch at most.
	pruneBatch = 2000
)

// retention removes what need not be kept of the log, in the background.
type retention struct {
	quit context.CancelFunc
	done chan struct{}
}

func (i *Instance) startRetention() *retention {
	ctx, quit := context.WithCancel(context.Background())
	r := &retention{quit, make(chan struct{})}
	go func() {
		defer close(r.done)
		timer := time.NewTimer(0)
		defer timer.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-timer.C:
			}
			if _, err := i.Prune(ctx); err != nil && !errors.Is(err, context.Canceled) {
				i.opts.Logger.Error("the activity log can't be shortened; trying again later", "error", err)
			}
			timer.Reset(pruneEvery)
		}
	}()
	return r
}

func (r *retention) stop() {
	r.quit()
	<-r.done
}

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
	if keep.Age > 0 {
		from = i.opts.Now().UTC().Add(-keep.Age).Truncate(time.Hour)
	}
	if keep.Entries > 0 {
		hour, err := i.store.ActivityHour(ctx, keep.Entries)
		if err != nil {
			return from, err
		}
		if hour.After(from) {
			from = hour
		}
	}
	return from, nil
}
