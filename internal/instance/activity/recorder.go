package activity

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"time"
)

const (
	// groupFor is how long entries wait to be written together. A failure is
	// in the store well within a second.
	groupFor = 200 * time.Millisecond
	// retryAfter spaces the attempts while the store refuses to write.
	retryAfter = time.Second
	// groupMax ends the wait early; bufferMax makes requests wait for the
	// disk rather than lose a failure or grow without bound.
	groupMax  = 1 << 10
	bufferMax = 1 << 13
)

// ErrClosed is returned for a log that was closed.
var ErrClosed = errors.New("the activity log is closed")

// FoldKey says which requests count as one entry. Key and Route are those of a
// success; Address is that of a rate-limited flood.
type FoldKey struct {
	Key, Method, Route, Address string
	Minute                      int64
}

// MinuteOf is the minute that at falls into.
func MinuteOf(at time.Time) int64 { return at.Unix() / 60 }

func (k FoldKey) String() string {
	return k.Key + " " + k.Method + " " + k.Route + " " + k.Address + " " + strconv.FormatInt(k.Minute, 36)
}

// Recorder writes the log in groups, in the background. Its methods are safe
// for concurrent use.
type Recorder struct {
	store  Store
	logger *slog.Logger

	mu      sync.Mutex
	room    sync.Cond // signalled when the buffer has been taken over
	pending []Entry
	folds   map[FoldKey]int // index into pending
	closed  bool

	wake  chan struct{}      // something is pending
	full  chan struct{}      // a group is complete
	flush chan chan error    // write now, and tell
	stop  chan chan error    // write for the last time, and tell
	done  chan struct{}      // the goroutine has ended
	ctx   context.Context    // ends the write that is under way
	quit  context.CancelFunc // for ctx
	hold  []Entry            // taken over, not yet written; owned by the goroutine
}

// NewRecorder starts a recorder. Close it.
func NewRecorder(store Store, logger *slog.Logger) *Recorder {
	ctx, quit := context.WithCancel(context.Background())
	r := &Recorder{
		store: store, logger: logger, folds: map[FoldKey]int{},
		wake: make(chan struct{}, 1), full: make(chan struct{}, 1),
		flush: make(chan chan error), stop: make(chan chan error), done: make(chan struct{}),
		ctx: ctx, quit: quit,
	}
	r.room.L = &r.mu
	go r.run()
	return r
}

// Record adds an entry that stands alone.
func (r *Recorder) Record(e Entry) {
	e.Bound()
	e.Count = max(e.Count, 1)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.waitForRoom() {
		r.append(e)
	}
}

// Fold counts one request made at the time at; first gives the entry if it is
// the first of its fold. used says that its key was used.
func (r *Recorder) Fold(k FoldKey, at time.Time, used bool, first func() Entry) {
	r.mu.Lock()
	defer r.mu.Unlock()
	i, found := r.folds[k]
	if !found {
		if !r.waitForRoom() {
			return
		}
		// The lock was given up while waiting.
		i, found = r.folds[k]
	}
	if found {
		e := &r.pending[i]
		e.Count++
		if used && at.After(e.Used) {
			e.Used = at
		}
		return
	}
	e := first()
	e.Bound()
	e.Count, e.Fold = 1, k.String()
	if used {
		e.Used = at
	}
	r.folds[k] = len(r.pending)
	r.append(e)
}

func (r *Recorder) waitForRoom() bool {
	for len(r.pending) >= bufferMax && !r.closed {
		r.room.Wait()
	}
	if r.closed {
		r.logger.Error("activity entry came after the log was closed")
	}
	return !r.closed
}

func (r *Recorder) append(e Entry) {
	r.pending = append(r.pending, e)
	switch len(r.pending) {
	case 1:
		nudge(r.wake)
	case groupMax:
		nudge(r.full)
	}
}

func nudge(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// Flush returns when everything recorded before it is in the store.
func (r *Recorder) Flush(ctx context.Context) error { return r.ask(ctx, r.flush) }

// Close writes what is left and ends the recorder. Its error says how many
// entries could not be written. A context that ends ends the attempt.
func (r *Recorder) Close(ctx context.Context) error {
	r.mu.Lock()
	r.closed = true
	r.room.Broadcast()
	r.mu.Unlock()
	stopped := context.AfterFunc(ctx, r.quit)
	defer stopped()
	defer r.quit()
	// The goroutine ends only after it has answered, so that this needs no
	// context of its own.
	if err := r.ask(context.Background(), r.stop); !errors.Is(err, ErrClosed) {
		<-r.done
		return err
	}
	return nil
}

func (r *Recorder) ask(ctx context.Context, c chan chan error) error {
	answer := make(chan error, 1)
	select {
	case c <- answer:
	case <-r.done:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-answer:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// run writes groups until it is told to stop. Nothing ticks while nothing is
// pending.
func (r *Recorder) run() {
	defer close(r.done)
	timer := time.NewTimer(time.Hour)
	timer.Stop()
	defer timer.Stop()
	write := func() error {
		err := r.write()
		if err != nil {
			timer.Reset(retryAfter)
		}
		return err
	}
	for {
		select {
		case <-r.wake:
			timer.Reset(groupFor)
		case <-r.full:
			_ = write() // logged there, and tried again
		case <-timer.C:
			_ = write()
		case answer := <-r.flush:
			answer <- write()
		case answer := <-r.stop:
			err := r.write()
			if err != nil {
				r.mu.Lock()
				lost := len(r.hold) + len(r.pending)
				r.mu.Unlock()
				err = fmt.Errorf("%d activity entries not written: %w", lost, err)
			}
			answer <- err
			return
		}
	}
}

// write puts into the store what was pending when it began. What can't be
// written is kept for the next time, and no more is taken over until then: the
// buffer fills and requests wait.
func (r *Recorder) write() error {
	if err := r.writeHeld(); err != nil {
		return err
	}
	r.mu.Lock()
	r.hold, r.pending = r.pending, nil
	clear(r.folds)
	r.room.Broadcast()
	r.mu.Unlock()
	return r.writeHeld()
}

func (r *Recorder) writeHeld() error {
	if len(r.hold) == 0 {
		return nil
	}
	if err := r.store.WriteActivity(r.ctx, r.hold); err != nil {
		r.logger.Error("activity log can't be written; trying again", "entries", len(r.hold), "error", err)
		return err
	}
	r.hold = nil
	return nil
}
