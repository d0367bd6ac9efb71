package api

import (
	"context"
	"net/http"
	"time"
)

const (
	triesMax      = 3
	backoffBase   = 250 * time.Millisecond
	retryAfterMax = 5 * time.Second // a longer wait is for the admin to decide
)

// do sends a call. A GET that fails for a passing reason is tried again; what
// changes something never is, since the first try may have worked.
func (c *Client) do(ctx context.Context, q call) error {
	awaited := c.watch(q.op)
	defer awaited.end()
	for try := 1; ; try++ {
		failed, again := c.attempt(ctx, q, awaited)
		if failed == nil {
			return nil
		}
		if !again || q.method != http.MethodGet || try == triesMax {
			return failed
		}
		pause := c.pause(try, failed.RetryAfter)
		if deadline, ok := ctx.Deadline(); failed.RetryAfter > retryAfterMax || ok && time.Until(deadline) <= pause {
			return failed
		}
		if err := c.sleep(ctx, pause); err != nil {
			return c.transportError(ctx, q, err, time.Time{})
		}
	}
}

// pause doubles with each try. Half of it is left to chance, so that consoles
// cut off together do not come back together.
func (c *Client) pause(try int, retryAfter time.Duration) time.Duration {
	backoff := backoffBase << (try - 1)
	backoff = backoff/2 + time.Duration(c.jitter()*float64(backoff/2))
	return max(backoff, retryAfter)
}
