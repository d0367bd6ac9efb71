package rest

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/supascale/supascale-tui/internal/keys"
)

// leaseFor is how long a request keeps others from beginning. One that takes
// longer waits for the disk or counts a long log, and others begin beside it.
const leaseFor = 5 * time.Millisecond

const (
	// crowdMost is how many requests of one sender may wait.
	crowdMost = 32
	// crowdFor is how long a sender counts as a crowd after it had more.
	crowdFor = 10 * time.Second
)

// fair lets requests begin by turns: a few at a time, and one of each sender
// before the next of any. A sender alone has all there is; one who floods the
// instance waits for itself. All requests without a valid key are one sender.
type fair struct {
	mu      sync.Mutex
	free    int
	order   []string // the senders that wait, the next one first
	waiting map[string][]chan struct{}
	crowds  map[string]time.Time // until when a sender is one
}

func newFair() *fair {
	return newFairOf(max(2, runtime.GOMAXPROCS(0)))
}

func newFairOf(turns int) *fair {
	return &fair{free: turns, waiting: map[string][]chan struct{}{}, crowds: map[string]time.Time{}}
}

// enter waits for the turn of a request. Call leave when it is answered; it does
// nothing once the lease is over.
func (f *fair) enter(ctx context.Context, who string) (leave func(), err error) {
	turn := f.ask(who)
	if turn != nil {
		select {
		case <-turn:
		case <-ctx.Done():
			f.giveUp(who, turn)
			return nil, ctx.Err()
		}
	}
	var once sync.Once
	lease := time.AfterFunc(leaseFor, func() { once.Do(f.next) })
	return func() {
		lease.Stop()
		once.Do(f.next)
	}, nil
}

// ask gives what to wait for, nil where it is the request's turn now.
func (f *fair) ask(who string) (turn chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.free > 0 {
		f.free--
		return nil
	}
	turn = make(chan struct{})
	if len(f.waiting[who]) == 0 {
		f.order = append(f.order, who)
	}
	f.waiting[who] = append(f.waiting[who], turn)
	if len(f.waiting[who]) > crowdMost {
		f.crowds[who] = time.Now().Add(crowdFor)
	}
	return turn
}

// crowded reports whether a sender sends more at once than is good for others: its
// answers are held back, or it would take all of the machine.
func (f *fair) crowded(who string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	until, found := f.crowds[who]
	if found && time.Now().After(until) {
		delete(f.crowds, who)
		return false
	}
	return found
}

// next gives a turn that is over to the next sender.
func (f *fair) next() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.pass()
}

func (f *fair) pass() {
	if len(f.order) == 0 {
		f.free++
		return
	}
	who := f.order[0]
	f.order = f.order[1:]
	list := f.waiting[who]
	close(list[0])
	if len(list) == 1 {
		delete(f.waiting, who)
		return
	}
	f.waiting[who] = list[1:]
	f.order = append(f.order, who)
}

// giveUp takes a request out of the line, or passes on the turn that it has been
// given meanwhile.
func (f *fair) giveUp(who string, turn chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	list := f.waiting[who]
	i := slices.Index(list, turn)
	if i < 0 {
		f.pass()
		return
	}
	if list = slices.Delete(list, i, i+1); len(list) > 0 {
		f.waiting[who] = list
		return
	}
	delete(f.waiting, who)
	f.order = slices.Delete(f.order, slices.Index(f.order, who), slices.Index(f.order, who)+1)
}

// senderOf says whose turn a request takes.
func (s *Service) senderOf(c *call) string {
	switch c.credential.reason {
	case "":
		if held, found := s.Keys.Find(keys.DigestOf(c.credential.value)); found && held.Refusal(c.now) == "" {
			return held.ID()
		}
	case keys.MissingKey:
		if session, found := s.sessionOf(c.r); found {
			return "user " + session.Name
		}
	}
	return ""
}
