// Package durable waits for the disk no longer than a caller may: a file system
// that doesn't answer holds a system call, and no context ends that.
package durable

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
)

// Errors of writes that don't end as they should.
var (
	// ErrNotBegun is returned for a change whose turn did not come in time:
	// nothing was done.
	ErrNotBegun = errors.New("the write before this one is still under way")
	// ErrUnconfirmed is returned for a change that was begun and did not end in
	// time: it may still be made.
	ErrUnconfirmed = errors.New("the disk did not confirm the write in time")
	// ErrFull is returned where the disk has no room: nothing was changed.
	ErrFull = errors.New("the disk is full")
	// ErrUnwritable is returned where the disk can't be written: nothing was
	// changed.
	ErrUnwritable = errors.New("the disk can't be written")
)

// Queue runs writes one after the other.
type Queue struct{ turn chan struct{} }

// NewQueue returns a queue in which nothing waits.
func NewQueue() *Queue { return &Queue{make(chan struct{}, 1)} }

// Do runs write when its turn comes, and waits for its end while ctx lasts. What
// was begun goes on to its end, whatever becomes of ctx: write is given a context
// that does not end. Variables that write sets must not be read after
// ErrUnconfirmed.
func (q *Queue) Do(ctx context.Context, write func(context.Context) error) error {
	select {
	case q.turn <- struct{}{}:
	default:
		select {
		case q.turn <- struct{}{}:
		case <-ctx.Done():
			return fmt.Errorf("%w: %w", ErrNotBegun, ctx.Err())
		}
	}
	done := make(chan error, 1)
	go func() {
		defer func() { <-q.turn }()
		done <- guard(func() error { return write(context.WithoutCancel(ctx)) })
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	select { // both can be ready
	case err := <-done:
		return err
	default:
		return fmt.Errorf("%w: %w", ErrUnconfirmed, ctx.Err())
	}
}

// Read runs read and waits for what it gives while ctx lasts.
func Read[T any](ctx context.Context, read func(context.Context) (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		var r result
		r.err = guard(func() (err error) {
			r.value, err = read(ctx)
			return err
		})
		done <- r
	}()
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}

// guard turns a panic into an error: what runs in a goroutine of its own would
// end the process.
func guard(do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return do()
}
