package rest

import (
	"net/netip"
	"sync"
	"time"
)

const (
	refusedPerMinute = 60
	limitWindow      = time.Minute
	// limitAddresses bounds the table. Addresses beyond it share one count: it
	// touches refused requests only, so nobody with a valid key is hurt.
	limitAddresses = 1 << 14
)

type window struct {
	ends  time.Time
	count int
}

// limiter counts refused credentials by address, for a minute from the first.
type limiter struct {
	mu       sync.Mutex
	windows  map[netip.Addr]*window
	overflow window
	swept    time.Time
}

// refuse counts one refusal. Once an address has had its share, it returns how
// long it must wait, at least a second.
func (l *limiter) refuse(addr netip.Addr, now time.Time) (wait time.Duration, limited bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	w := l.window(limitKey(addr), now)
	if !now.Before(w.ends) {
		*w = window{ends: now.Add(limitWindow)}
	}
	w.count++
	return max(w.ends.Sub(now), time.Second), w.count > refusedPerMinute
}

func (l *limiter) window(addr netip.Addr, now time.Time) *window {
	if w := l.windows[addr]; w != nil {
		return w
	}
	if len(l.windows) >= limitAddresses && now.Sub(l.swept) >= time.Second {
		l.swept = now
		for a, w := range l.windows {
			if !now.Before(w.ends) {
				delete(l.windows, a)
			}
		}
	}
	if len(l.windows) >= limitAddresses {
		return &l.overflow
	}
	w := &window{}
	l.windows[addr] = w
	return w
}

// limitKey groups the addresses one sender can choose from freely: an IPv6
// customer has a /64 at least.
func limitKey(addr netip.Addr) netip.Addr {
	if addr.Is6() {
		if p, err := addr.Prefix(64); err == nil {
			return p.Addr()
		}
	}
	return addr
}
