package api

import (
	"context"
	"errors"
	"time"
)

// A request is given up when nothing came for the client's timeout, or too little for many
// times as long.
const (
	trickleTimes = 10       // the timeout, in which
	trickleLeast = 10 << 10 // bytes of an answer that has not ended must have come
)

var (
	errStalled  = errors.New("no sign of life")
	errTrickles = errors.New("too few bytes")
)

// patience gives up a request that makes no progress.
type patience struct {
	timeout        time.Duration
	stall, trickle *time.Timer
	uncounted      int
}

// newPatience begins to wait, and ends the request by giveUp.
func newPatience(timeout time.Duration, giveUp context.CancelCauseFunc) *patience {
	return &patience{
		timeout: timeout,
		stall:   time.AfterFunc(timeout, func() { giveUp(errStalled) }),
		trickle: time.AfterFunc(timeout*trickleTimes, func() { giveUp(errTrickles) }),
	}
}

// came says that so many bytes of the answer came.
func (p *patience) came(n int) {
	p.stall.Reset(p.timeout)
	if p.uncounted += n; p.uncounted >= trickleLeast {
		p.uncounted = 0
		p.trickle.Reset(p.timeout * trickleTimes)
	}
}

func (p *patience) end() {
	p.stall.Stop()
	p.trickle.Stop()
}
