package instance

import (
	"context"
	"time"
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
