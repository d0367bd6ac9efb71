package rest

import (
	"net/netip"
	"sync"
	"time"

	"github.com/supascale/supascale-tui/internal/instance/activity"
	"github.com/supascale/supascale-tui/internal/ipaddr"
)

const (
	refusedPerMinute = 60
	limitWindow      = time.Minute
	// limitSenders bounds the table. Senders beyond it share one count: it
	// touches refused requests only, so no permitted request is hurt.
	limitSenders = 1 << 14
	// refusalsPerMinute is how many entries of the log refusals can make in a
	// minute, whoever sends them. One more entry counts all others.
	refusalsPerMinute = 400
)

// sender is who is refused: the key of a request that was let in, else the
// address it came from.
type sender struct {
	key  string
	addr netip.Addr
}

func byAddress(addr netip.Addr) sender { return sender{addr: ipaddr.Sender(addr)} }

// logging says how a refusal is logged.
type logging uint8

const (
	alone  logging = iota // an entry of its own
	folded                // counted with those of the same sender within the minute
	shared                // counted with those of all senders within the minute
)

// verdict is what becomes of a refused request.
type verdict struct {
	limited bool
	wait    time.Duration // where it is limited: for how long, at least a second
	log     logging
}

type window struct {
	ends   time.Time
	count  int
	folded int64 // the minute in which the sender has an entry that counts
}

// limiter counts refused requests by sender, for a minute from the first, and the
// entries that refusals make.
type limiter struct {
	mu       sync.Mutex
	windows  map[sender]*window
	overflow window
	swept    time.Time
	minute   int64 // of the entries below
	entries  int
}

// refuse counts one refusal. Once a sender has had its share, further ones are
// limited, and one entry a minute counts them.
func (l *limiter) refuse(by sender, now time.Time) (v verdict) {
	l.mu.Lock()
	defer l.mu.Unlock()
	w := l.window(by, now)
	if !now.Before(w.ends) {
		*w = window{ends: now.Add(limitWindow)}
	}
	w.count++
	v.limited = w.count > refusedPerMinute
	v.wait = max(w.ends.Sub(now), time.Second)
	switch {
	case v.limited:
		v.log = l.fold(w, now)
	case !l.entry(now):
		v.log = shared
	}
	return v
}

// fold says how a refusal is logged of a sender who gets at most one entry a minute: the first
// of the minute makes the entry, the others are counted in it.
func (l *limiter) fold(w *window, now time.Time) logging {
	minute := activity.MinuteOf(now)
	switch {
	case w == &l.overflow:
		return shared
	case w.folded == minute:
		return folded
	case !l.entry(now):
		return shared
	}
	w.folded = minute
	return folded
}

// lock counts a refusal of a sender who is locked anyway.
func (l *limiter) lock(by sender, now time.Time) logging {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.fold(l.window(by, now), now)
}

// entry takes one of the entries that refusals can make in this minute.
func (l *limiter) entry(now time.Time) bool {
	if minute := activity.MinuteOf(now); minute != l.minute {
		l.minute, l.entries = minute, 0
	}
	if l.entries >= refusalsPerMinute {
		return false
	}
	l.entries++
	return true
}

func (l *limiter) window(by sender, now time.Time) *window {
	if w := l.windows[by]; w != nil {
		return w
	}
	if len(l.windows) >= limitSenders && now.Sub(l.swept) >= time.Second {
		l.swept = now
		for s, w := range l.windows {
			if !now.Before(w.ends) {
				delete(l.windows, s)
			}
		}
	}
	if len(l.windows) >= limitSenders {
		return &l.overflow
	}
	w := &window{}
	l.windows[by] = w
	return w
}
