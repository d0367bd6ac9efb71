package screen

import (
	"context"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"
)

// CallTimeout is how long a screen waits for one request that keeps being answered.
// When nothing comes the client gives up long before (api.Options.Timeout): a slow
// line is no silence, and the answer to a creation that is on its way holds the key.
const CallTimeout = 15 * time.Minute

// Addressed is a message for one screen, which the root delivers even when
// another one is in front.
type Addressed interface{ Addressee() string }

// Result is a finished request on its way back to the screen that made it.
type Result[T any] struct {
	Owner string
	name  string
	seq   uint64
	Value T
	Err   error
}

// Addressee names the owner.
func (r Result[T]) Addressee() string { return r.Owner }

// started numbers the requests of every screen there is or was, so that a late
// result of a screen that is gone is never taken for one of its successor: the
// key list of the instance before has the same name as that of the next.
var started atomic.Uint64

// Call is one kind of request a screen makes. Starting it again cancels the one
// under way, whose result is then dropped. Bubble Tea can't cancel a command:
// the context does.
type Call[T any] struct {
	Owner   string // the screen's name, by which the root delivers the result
	Name    string // tells calls of one screen and one result type apart
	Timeout time.Duration
	seq     uint64
	cancel  context.CancelFunc
}

// Start runs ask away from the event loop, with a deadline.
func (c *Call[T]) Start(ask func(context.Context) (T, error)) tea.Cmd {
	c.Cancel()
	timeout := c.Timeout
	if timeout == 0 {
		timeout = CallTimeout
	}
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	c.cancel = cancel
	c.seq = started.Add(1)
	owner, name, seq := c.Owner, c.Name, c.seq
	return func() tea.Msg {
		defer cancel()
		value, err := ask(ctx)
		return Result[T]{owner, name, seq, value, err}
	}
}

// Take reports whether msg is the result of this call's latest start, and ends
// the call if so.
func (c *Call[T]) Take(msg tea.Msg) (Result[T], bool) {
	r, ok := msg.(Result[T])
	if !ok || c.cancel == nil || r.Owner != c.Owner || r.name != c.Name || r.seq != c.seq {
		return Result[T]{}, false
	}
	c.cancel = nil
	return r, true
}

// Running reports whether a result is awaited.
func (c *Call[T]) Running() bool { return c.cancel != nil }

// Cancel gives up the request under way; its result will be dropped.
func (c *Call[T]) Cancel() {
	if c.cancel != nil {
		c.cancel()
		c.cancel = nil
	}
	c.seq = 0
}
