package instance

import (
	"context"
	"fmt"

	"github.com/supascale/supascale-tui/internal/instance/activity"
	"github.com/supascale/supascale-tui/internal/instance/sample"
)

// FillSample fills an empty store with keys, a week of activity and records to
// look at. The values of its keys are thrown away. It returns ErrNotEmpty when
// the store ever had a key, except the one CreateFirstKey made since Open: so
// the two can be called in either order on an empty store.
func (i *Instance) FillSample(ctx context.Context) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	ever := i.ring.Ever()
	if ever > 1 || ever == 1 && i.firstKey == "" {
		return fmt.Errorf("fill with samples: %w", ErrNotEmpty)
	}
	set, err := sample.Make(i.opts.Now(), i.opts.Random)
	if err != nil {
		return fmt.Errorf("fill with samples: %w", err)
	}
	if err := i.ring.Import(ctx, set.Keys); err != nil {
		return fmt.Errorf("fill with samples: %w", err)
	}
	for _, k := range set.Keys {
		i.sample[k.ID] = true
	}
	if err := i.store.WriteActivity(ctx, set.Activity, 0); err != nil {
		return fmt.Errorf("fill with samples: %w", err)
	}
	if err := i.book.Import(ctx, set.Records); err != nil {
		return fmt.Errorf("fill with samples: %w", err)
	}
	return nil
}

// FillKeys adds n made-up keys, for tests and measurements with many. Their
// values are thrown away.
func (i *Instance) FillKeys(ctx context.Context, n int) error {
	list, err := sample.Many(n, i.opts.Now(), i.opts.Random)
	if err != nil {
		return fmt.Errorf("fill with keys: %w", err)
	}
	if err := i.ring.Import(ctx, list); err != nil {
		return fmt.Errorf("fill with keys: %w", err)
	}
	return nil
}

// FillEvents adds n made-up entries to the activity log, spread over the last
// 30 days and over the keys there are, for tests and measurements with many.
func (i *Instance) FillEvents(ctx context.Context, n int) error {
	page, _ := i.ring.Page(-1, 0)
	ids := make([]string, len(page))
	for n, k := range page {
		ids[n] = k.ID
	}
	err := sample.Events(n, ids, i.opts.Now(), func(batch []activity.Entry) error {
		return i.store.WriteActivity(ctx, batch, 0)
	})
	if err != nil {
		return fmt.Errorf("fill the activity log: %w", err)
	}
	return nil
}
