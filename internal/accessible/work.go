package accessible

import (
	"context"
	"errors"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
)

const (
	// slow is how long a request takes before anything is said about it.
	slow = time.Second
	// callTimeout is how long one request may take that keeps being answered,
	// walkTimeout one that reads the whole list. When nothing comes the client gives up
	// long before (api.Options.Timeout).
	callTimeout = 15 * time.Minute
	walkTimeout = 15 * time.Minute
)

// job is a request as the prompter waits for it.
type job struct {
	timeout time.Duration
	fixed   bool // it is on its way and can't be taken back
}

var errStopped = errors.New("stopped")

// await makes a request. Only one that takes its time is told of; ctrl+c gives
// up on it, unless it can't be taken back.
func await[T any](ctx context.Context, p *Prompter, j job, ask func(context.Context) (T, error)) (T, error) {
	if j.timeout == 0 {
		j.timeout = callTimeout
	}
	type answer struct {
		value T
		err   error
	}
	asking, cancel := context.WithTimeout(context.WithoutCancel(ctx), j.timeout)
	defer cancel()
	done := make(chan answer, 1)
	go func() {
		value, err := ask(asking)
		done <- answer{value, err}
	}()
	var none T
	late := p.after(slow)
	for {
		select {
		case a := <-done:
			return a.value, a.err
		case <-late:
			late = nil
			if j.fixed {
				p.Say("Working…")
			} else {
				p.Say("Working… Press ctrl+c to stop waiting.")
			}
		case <-p.stops:
			if !j.fixed {
				cancel()
				<-done
				return none, errStopped
			}
			p.Say("The request is on its way and can't be taken back. Wait for the answer.")
		case <-ctx.Done():
			return none, errEnd
		}
	}
}

// refused reports whether the instance refused the console's own credential.
func refused(err error) bool {
	failed, ok := errors.AsType[*api.Error](err)
	return ok && failed.Kind == api.Unauthorized
}
