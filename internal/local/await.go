package local

import "context"

// Await runs read until ctx ends. A parser that is at work, and a disk that does not
// answer, can't be stopped: read then goes on with nobody waiting for it, so it must
// change nothing.
func Await[T any](ctx context.Context, read func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		value, err := read()
		done <- result{value, err}
	}()
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
		var none T
		return none, context.Cause(ctx)
	}
}
