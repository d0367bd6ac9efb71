package prompt

import (
	"context"
	"errors"
	"fmt"
	"time"
)

const (
	// Slow is how long a request takes before anything is said about it.
	Slow = time.Second
	// longest is how long a request may take that keeps being answered. When nothing
	// comes the client gives up long before.
	longest = 15 * time.Minute
)

// Job is a request as the prompter waits for it.
type Job struct {
	Timeout time.Duration // 0 for one that is as long as requests may be
	Fixed   bool          // it is on its way and can't be taken back
}

// ErrStopped says that ctrl+c gave up on what was done.
var ErrStopped = errors.New("stopped")

// Await makes a request. Only one that takes its time is told of; ctrl+c gives
// up on it, unless it can't be taken back.
func Await[T any](ctx context.Context, p *Prompter, j Job, ask func(context.Context) (T, error)) (T, error) {
	if j.Timeout == 0 {
		j.Timeout = longest
	}
	type answer struct {
		value T
		err   error
	}
	asking, cancel := context.WithTimeout(context.WithoutCancel(ctx), j.Timeout)
	defer cancel()
	defer p.takeOver()() // before it begins: what is pressed from then on is about it
	done := make(chan answer, 1)
	go func() {
		value, err := ask(asking)
		done <- answer{value, err}
	}()
	var none T
	late := p.After(Slow)
	for {
		stop := false
		select {
		case a := <-done:
			return a.value, a.err
		case <-late:
			late = nil
			if j.Fixed {
				p.Say("Working…")
			} else {
				p.Say("Working… Press ctrl+c to stop waiting.")
			}
		case <-p.Stops:
			stop = true
		case <-ctx.Done():
			return none, ErrEnd
		}
		switch {
		case stop && j.Fixed:
			p.Say(inFlight)
		case stop:
			cancel()
			<-done
			return none, ErrStopped
		}
	}
}

// inFlight is said to who wants to stop what can't be taken back.
const inFlight = "The request is on its way and can't be taken back. Wait for the answer."

// Run does something that may ask. Ctrl+c answers the question that is open; where none
// is it ends the context of what is done.
func (p *Prompter) Run(ctx context.Context, do func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	claims, outer := make(chan bool), p.claims
	defer p.takeOver()() // from a Run that this one is a part of
	p.claims = claims
	defer func() { p.claims = outer }()
	done := make(chan error, 1)
	go func() { done <- do(ctx) }()
	stops, stopped := p.Stops, false
	for {
		select {
		case claimed := <-claims:
			if stops = p.Stops; claimed {
				stops = nil
			}
		case err := <-done:
			if stopped && err != nil && !Left(err) {
				err = fmt.Errorf("%w: %w", ErrStopped, err)
			}
			return err
		case <-stops:
			stopped = true
			cancel()
		}
	}
}
