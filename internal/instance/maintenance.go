package instance

import (
	"context"
	"errors"
	"runtime/debug"
	"time"
)

const (
	// pruneEvery is how often the log is looked at for what need not be kept.
	pruneEvery = 10 * time.Minute
	// pruneBatch is removed at a time: writers wait for one batch at most.
	pruneBatch = 2000
	// jump is the longest pause in the log after which the clock is believed at
	// once.
	jump = 7 * 24 * time.Hour
)

// settleAfter spaces the attempts to store what the disk did not take.
const settleAfter = 2 * time.Second

const (
	// freeAfter is how long no more keys must come before the memory that making
	// many took is freed.
	freeAfter = 5 * time.Second
	// freeWithin is how long that may wait for a write that is under way.
	freeWithin = time.Second
)

// upkeep is what an instance does by itself: it removes what need not be kept of
// the log, stores revocations that the disk did not take, and frees memory.
type upkeep struct {
	quit context.CancelFunc
	done chan struct{}
}

func (i *Instance) startUpkeep() *upkeep {
	ctx, quit := context.WithCancel(context.Background())
	u := &upkeep{quit, make(chan struct{})}
	go func() {
		defer close(u.done)
		prune, settle, free := time.NewTimer(0), time.NewTimer(0), time.NewTimer(freeAfter)
		free.Stop()
		defer prune.Stop()
		defer settle.Stop()
		defer free.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-i.keys.Unsettled:
				settle.Reset(settleAfter)
			case <-settle.C:
				i.settle(ctx, settle)
			case <-i.keys.Grown:
				free.Reset(freeAfter)
			case <-free.C:
				i.freeMemory(ctx)
			case <-prune.C:
				if _, err := i.Prune(ctx); err != nil && !errors.Is(err, context.Canceled) {
					i.opts.Logger.Error("the activity log can't be shortened; trying again later", "error", err)
				}
				prune.Reset(pruneEvery)
			}
		}
	}()
	return u
}

func (i *Instance) settle(ctx context.Context, again *time.Timer) {
	if err := i.keys.Settle(ctx); err != nil {
		again.Reset(settleAfter)
	}
}

// freeMemory gives back what making many keys took: the store keeps pages that it
// may need again, and the collector garbage up to the size of what is in use.
func (i *Instance) freeMemory(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, freeWithin)
	defer cancel()
	if err := i.store.Shrink(ctx); err != nil && ctx.Err() == nil {
		i.opts.Logger.Warn("the store can't free memory", "error", err)
	}
	debug.FreeOSMemory()
}

// stop ends the upkeep. It does not wait for a disk that does not answer.
func (u *upkeep) stop(ctx context.Context) {
	u.quit()
	select {
	case <-u.done:
	case <-ctx.Done():
	}
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
