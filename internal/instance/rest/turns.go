package rest

import (
	"context"
	"sync"
)

// turns lets everybody do a few things at a time: who asks for more at once waits for
// itself and not for others.
type turns struct {
	each  int // things at a time
	mu    sync.Mutex
	lines map[string]*line
}

type line struct {
	turn  chan struct{}
	users int // who has the turn or waits for it
}

// take waits for the turn of who. Call done after it.
func (t *turns) take(ctx context.Context, who string) (done func(), err error) {
	t.mu.Lock()
	if t.lines == nil {
		t.lines = map[string]*line{}
	}
	l := t.lines[who]
	if l == nil {
		l = &line{turn: make(chan struct{}, t.each)}
		t.lines[who] = l
	}
	l.users++
	t.mu.Unlock()
	leave := func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if l.users--; l.users == 0 {
			delete(t.lines, who)
		}
	}
	select {
	case l.turn <- struct{}{}:
		return func() { <-l.turn; leave() }, nil
	case <-ctx.Done():
		leave()
		return nil, ctx.Err()
	}
}
