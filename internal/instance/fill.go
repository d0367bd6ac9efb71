package instance

import (
	"context"
	"fmt"

	"github.com/supascale/supascale-tui/internal/instance/sample"
)

// FillSample fills an empty store with keys, a week of activity and records to
// look at. The values of its keys are thrown away. It returns ErrNotEmpty when
// the store ever had a key, except the one CreateFirstKey made since Open: so
// the two can be called in either order on an empty store.
func (i *Instance) FillSample(ctx context.Context) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	ever := i.keys.Ever()
	if ever > 1 || ever == 1 && i.firstKey == "" {
		return fmt.Errorf("fill with samples: %w", ErrNotEmpty)
	}
	set, err := sample.Make(i.opts.Now(), i.opts.Random, sample.Usual)
	if err != nil {
		return fmt.Errorf("fill with samples: %w", err)
	}
	for _, k := range set.Keys {
		i.sample[k.ID] = true
	}
	return i.Fill(ctx, set)
}

// Fill adds keys, entries of the log and records.
func (i *Instance) Fill(ctx context.Context, with sample.Set) error {
	err := i.keys.Import(ctx, with.Keys)
	if err == nil {
		err = i.store.WriteActivity(ctx, with.Activity, 0)
	}
	if err == nil {
		err = i.book.Import(ctx, with.Records)
	}
	if err != nil {
		return fmt.Errorf("fill with samples: %w", err)
	}
	return nil
}
