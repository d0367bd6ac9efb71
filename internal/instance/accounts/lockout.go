package accounts

import (
	"maps"
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
	// levelFor is how long failures and locks are remembered: failures within it count
	// together, and a lock within it after another is longer.
	levelFor = 24 * time.Hour
	// gateMax bounds the table. Addresses beyond it share a number of attempts a
	// minute; nobody locks others out by having many.
	gateMax      = 1 << 14
	sharedWithin = time.Minute
	sharedMost   = 30
)

// wide says after how many failures a whole network is locked: somebody who has a
// network has as many addresses as he likes.
var wide = []struct {
	bits4, bits6, failures int
}{
	{24, 48, 50},
	{16, 32, 500},
}

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

// gate counts failures by address, and by network.
type gate struct {
	mu      sync.Mutex
	byAddr  map[netip.Addr]*tries
	byNet   map[netip.Prefix]*tries
	swept   time.Time
	shared  int // attempts of addresses beyond the table, since
	counted time.Time
}

func (g *gate) load(locks []Lock) {
	g.byAddr, g.byNet = map[netip.Addr]*tries{}, map[netip.Prefix]*tries{}
	for _, l := range locks {
		g.byAddr[l.Address] = &tries{level: l.Level, until: l.Until, last: l.Until}
	}
}

// of gives the count of an address, nil beyond the table.
func (g *gate) of(addr netip.Addr, now time.Time) *tries {
	t := g.byAddr[addr]
	if t == nil && len(g.byAddr) >= gateMax && now.Sub(g.swept) >= time.Second {
		g.swept = now
		maps.DeleteFunc(g.byAddr, func(_ netip.Addr, t *tries) bool { return t.forgotten(now) })
		maps.DeleteFunc(g.byNet, func(_ netip.Prefix, t *tries) bool { return t.forgotten(now) })
	}
	switch {
	case t == nil && len(g.byAddr) >= gateMax:
		return nil
	case t == nil:
		t = &tries{}
		g.byAddr[addr] = t
	}
	if t.forgotten(now) {
		*t = tries{}
	}
	return t
}

// networks gives the counts of the networks of an address, the smallest first.
func (g *gate) networks(addr netip.Addr, now time.Time) (list [2]*tries) {
	for i, w := range wide {
		bits := w.bits6
		if addr.Is4() {
			bits = w.bits4
		}
		p, err := addr.Prefix(bits)
		if err != nil {
			continue // the address is not known
		}
		t := g.byNet[p]
		if t == nil && len(g.byNet) < gateMax {
			t = &tries{}
			g.byNet[p] = t
		}
		if t != nil && t.forgotten(now) {
			*t = tries{}
		}
		list[i] = t
	}
	return list
}

// share counts an attempt from beyond the table, or says how long to wait.
func (g *gate) share(now time.Time) (wait time.Duration) {
	if now.Sub(g.counted) >= sharedWithin {
		g.shared, g.counted = 0, now
	}
	if g.shared >= sharedMost {
		return max(g.counted.Add(sharedWithin).Sub(now), time.Second)
	}
	g.shared++
	return 0
}

// enter lets an attempt through, or says how long to wait. Attempts under way
// count as failures: a hundred at once must not get past the five. Who enters
// must leave with the same tries.
func (g *gate) enter(addr netip.Addr, now time.Time) (t *tries, wait time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, n := range g.networks(addr, now) {
		if n != nil && now.Before(n.until) {
			return nil, n.until.Sub(now)
		}
	}
	t = g.of(addr, now)
	switch {
	case t == nil:
		return &tries{}, g.share(now)
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
	if what == failed {
		for i, n := range g.networks(addr, now) {
			if n != nil {
				n.fail(now, wide[i].failures)
			}
		}
	}
	switch what {
	case succeeded:
		had := t.level > 0
		t.failures, t.level, t.until, t.last = 0, 0, time.Time{}, time.Time{}
		return Lock{Address: addr}, had
	case failed:
		if t.fail(now, failuresMax) {
			return Lock{addr, t.level, t.until}, true
		}
	}
	return Lock{}, false
}

// fail counts a failure and reports whether it locks.
func (t *tries) fail(now time.Time, most int) bool {
	t.failures++
	t.last = now
	if t.failures < most {
		return false
	}
	t.failures = 0
	t.level++
	t.until = now.Add(lockTime(t.level))
	return true
}

// lockTime doubles with each lock in a row.
func lockTime(level int) time.Duration {
	if level > 8 {
		return lockMost
	}
	return min(lockFirst<<(level-1), lockMost)
}
