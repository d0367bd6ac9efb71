package instance

import (
	"context"
	"errors"
	"runtime/debug"
	"time"
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
