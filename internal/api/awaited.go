package api

import (
	"sync"
	"sync/atomic"
	"time"
)

const (
	awaitedAfter = 3 * time.Second
	awaitedEvery = time.Second
)

// Awaited is a request whose answer takes its time.
type Awaited struct {
	Op    string        // what is asked, as Error.Op words it
	Since time.Duration // how long ago it was asked
	Bytes int64         // what came of the answer so far, unpacked
	Done  bool          // the request has ended; it is no longer awaited
}

// watch tells of one request from awaitedAfter on, and then every awaitedEvery
// until it ends.
type watch struct {
	op      string
	tell    func(Awaited)
	started time.Time

	bytes atomic.Int64

	mu    sync.Mutex // held while tell runs, so that the end is told last
	timer *time.Timer
	told  bool
	ended bool
}

func (c *Client) watch(op string) *watch {
	w := &watch{op: op, tell: c.awaited, started: time.Now()}
	if w.tell != nil {
		w.mu.Lock() // until tick may see the timer
		defer w.mu.Unlock()
		w.timer = time.AfterFunc(awaitedAfter, w.tick)
	}
	return w
}

func (w *watch) tick() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended {
		return
	}
	w.told = true
	w.tell(Awaited{Op: w.op, Since: time.Since(w.started), Bytes: w.bytes.Load()})
	w.timer.Reset(awaitedEvery)
}

func (w *watch) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.timer == nil {
		return
	}
	w.timer.Stop()
	w.ended = true
	if w.told {
		w.tell(Awaited{Op: w.op, Since: time.Since(w.started), Bytes: w.bytes.Load(), Done: true})
	}
}
