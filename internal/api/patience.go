package api

import (
	"context"
	"errors"
	"time"
)

// A request is given up when nothing came for the client's timeout, and when less than
// trickleKiB of an answer that has not ended came in trickleTimes the timeout.
const (
	trickleTimes = 10
	trickleKiB   = 10
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
	if p.uncounted += n; p.uncounted >= trickleKiB<<10 {
		p.uncounted = 0
		p.trickle.Reset(p.timeout * trickleTimes)
	}
}

func (p *patience) end() {
	p.stall.Stop()
	p.trickle.Stop()
}
