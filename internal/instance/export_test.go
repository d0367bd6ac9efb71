package instance

import (
	"context"
	"fmt"
	"time"

	"github.com/supascale/supascale-tui/internal/instance/activity"
	"github.com/supascale/supascale-tui/internal/testkit/filltest"
)

// NeverPause answers limited requests at once.
func (o *Options) NeverPause() { o.pause = func(context.Context, time.Duration) {} }

// TellPauses answers limited requests at once, and tells how long they would have waited.
func (o *Options) TellPauses(tell func(time.Duration)) {
	o.pause = func(_ context.Context, d time.Duration) { tell(d) }
}

// Wrap puts something between the instance and its store.
func (o *Options) Wrap(f func(Store) Store) { o.wrap = f }

// Touch is called before the state of the directory is written.
func (o *Options) Touch(f func() error) { o.touch = f }

// FillKeys adds n made-up keys. Their
// values are thrown away.
func (i *Instance) FillKeys(ctx context.Context, n int) error {
	list, err := filltest.Keys(n, i.opts.Now(), i.opts.Random)
	if err != nil {
		return fmt.Errorf("fill with keys: %w", err)
	}
	if err := i.ring.Import(ctx, list); err != nil {
		return fmt.Errorf("fill with keys: %w", err)
	}
	return nil
}

// FillEvents adds n made-up entries to the activity log, spread over the last
// 30 days and over the keys there are.
func (i *Instance) FillEvents(ctx context.Context, n int) error {
	page, _ := i.ring.Page(-1, 0)
	ids := make([]string, len(page))
	for n, k := range page {
		ids[n] = k.ID
	}
	err := filltest.Events(n, ids, i.opts.Now(), func(batch []activity.Entry) error {
		return i.store.WriteActivity(ctx, batch, 0)
	})
	if err != nil {
		return fmt.Errorf("fill the activity log: %w", err)
	}
	return nil
}
