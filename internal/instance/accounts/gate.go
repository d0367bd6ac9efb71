package accounts

import (
	"net/netip"
	"sync"
	"time"
)

const (
	// failuresMax failures of an address lock it (contract: 15 minutes after 5,
	// doubling).
	failuresMax = 5
	lockFirst   = 15 * time.Minute
	lockMost    = 24 * time.Hour
	// levelFor is how long after a lock the next one is longer, and failures are
	// counted together.
	levelFor = 24 * time.Hour
	// gateMax bounds the table. Addresses beyond it share one count.
	gateMax = 1 << 14
)

type tries struct {
	failures int
	underWay int
	level    int
	until    time.Time // of the latest lock
	last     time.Time // the latest failure
}

func (t *tries) forgotten(now time.Time) bool {
	return t.underWay == 0 && !now.Before(t.until.Add(levelFor)) && !now.Before(t.last.Add(levelFor))
}

// gate counts failures by address.
type gate struct {
	mu       sync.Mutex
	byAddr   map[netip.Addr]*tries
	overflow tries
	swept    time.Time
}

func (g *gate) load(locks []Lock) {
	g.byAddr = map[netip.Addr]*tries{}
	for _, l := range locks {
		g.byAddr[l.Address] = &tries{level: l.Level, until: l.Until, last: l.Until}
	}
}

func (g *gate) of(addr netip.Addr, now time.Time) *tries {
	t := g.byAddr[addr]
	if t == nil && len(g.byAddr) >= gateMax && now.Sub(g.swept) >= time.Second {
		g.swept = now
		for a, t := range g.byAddr {
			if t.forgotten(now) {
				delete(g.byAddr, a)
			}
		}
	}
	switch {
	case t == nil && len(g.byAddr) >= gateMax:
		t = &g.overflow
	case t == nil:
		t = &tries{}
		g.byAddr[addr] = t
	}
	if t.forgotten(now) {
		*t = tries{}
	}
	return t
}

// enter lets an attempt through, or says how long to wait. Attempts under way
// count as failures: a hundred at once must not get past the five. Who enters
// must leave with the same tries.
func (g *gate) enter(addr netip.Addr, now time.Time) (t *tries, wait time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	t = g.of(addr, now)
	switch {
	case now.Before(t.until):
		return nil, t.until.Sub(now)
	case t.failures+t.underWay >= failuresMax:
		return nil, time.Second
	}
	t.underWay++
	return t, 0
}

// outcome is what came of an attempt.
type outcome uint8

const (
	neither outcome = iota // the password was right and a code is missing, or nothing was checked
	failed
	succeeded
)

// leave counts an attempt. changed says that lock is new, or that there is none
// any more, in which case its Until is zero.
func (g *gate) leave(t *tries, addr netip.Addr, now time.Time, what outcome) (lock Lock, changed bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	t.underWay--
	switch what {
	case succeeded:
		had := t.level > 0
		t.failures, t.level, t.until, t.last = 0, 0, time.Time{}, time.Time{}
		return Lock{Address: addr}, had
	case failed:
		t.failures++
		t.last = now
	}
	if t.failures < failuresMax {
		return Lock{}, false
	}
	t.failures = 0
	t.level++
	t.until = now.Add(lockTime(t.level))
	return Lock{addr, t.level, t.until}, true
}

// lockTime doubles with each lock in a row.
func lockTime(level int) time.Duration {
	if level > 8 {
		return lockMost
	}
	return min(lockFirst<<(level-1), lockMost)
}

// sender groups the addresses one sender can choose from freely: an IPv6
// customer has a /64 at least.
func sender(addr netip.Addr) netip.Addr {
	if addr.Is6() && !addr.Is4In6() {
		if p, err := addr.Prefix(64); err == nil {
			return p.Addr()
		}
	}
	return addr.Unmap()
}
