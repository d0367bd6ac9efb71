package follow

import (
	"math/rand/v2"
	"time"
)

const (
	fastest     = time.Second
	slowest     = 15 * time.Second
	slowestFail = time.Minute
)

// pace is how often to look: every second while news come, more and more seldom
// while none do, and seldom when the instance can't be reached.
type pace struct {
	every  time.Duration
	atOnce bool
	after  time.Duration  // what the instance asked for
	jitter func() float64 // in [0, 1)
}

func newPace() pace {
	return pace{every: fastest, jitter: rand.Float64}
}

func (p *pace) found(news, more bool) {
	p.atOnce, p.after = more, 0
	switch {
	case news:
		p.every = fastest
	default:
		p.every = min(p.every*3/2, slowest)
	}
}

func (p *pace) failed(after time.Duration) {
	p.atOnce, p.after = false, after
	p.every = min(p.every*2, slowestFail)
}

func (p *pace) hurry() { p.every, p.atOnce = fastest, false }

// wait leaves a fifth to chance: consoles that were cut off together don't come
// back together.
func (p *pace) wait() time.Duration {
	if p.atOnce {
		return 0
	}
	return max(p.every-time.Duration(p.jitter()*float64(p.every)/5), p.after)
}
