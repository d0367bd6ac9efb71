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
	// groupMax ends the wait early; bufferMax bounds the memory for entries that
	// wait for the disk. What comes while the buffer is full is counted as lost.
	groupMax  = 1 << 10
	bufferMax = 1 << 13
	// roomWithin is how long a change may wait for room in the buffer.
	roomWithin = 2 * time.Second
	// failuresEvery spaces the lines of the server's log about a store that
	// refuses to write.
	failuresEvery = time.Minute
)

// Errors of a recorder.
var (
	// ErrClosed is returned for a log that was closed.
	ErrClosed = errors.New("the activity log is closed")
	// ErrNoRoom is returned while more entries wait for the disk than may.
	ErrNoRoom = errors.New("the activity log can't be written")
)

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
	freed   chan struct{} // closed, and replaced, when the buffer has been taken over
	pending []Entry
	folds   map[FoldKey]int // index into pending
	lost    int             // requests that found no room, not yet noted in the store
	held    int             // entries taken over and not yet written
	closed  bool
	left    bool // Close did not wait for the goroutine

	wake  chan struct{}      // something is pending
	full  chan struct{}      // a group is complete
	flush chan chan error    // write now, and tell
	stop  chan chan error    // write for the last time, and tell
	done  chan struct{}      // the goroutine has ended
	ctx   context.Context    // ends the write that is under way
	quit  context.CancelFunc // for ctx
	hold  []Entry            // taken over, not yet written; owned by the goroutine
	told  time.Time          // when the server's log last said that the store refuses; owned by the goroutine
}

// NewRecorder starts a recorder. Close it.
func NewRecorder(store Store, logger *slog.Logger) *Recorder {
	ctx, quit := context.WithCancel(context.Background())
	r := &Recorder{
		store: store, logger: logger, folds: map[FoldKey]int{},
		freed: make(chan struct{}),
		wake:  make(chan struct{}, 1), full: make(chan struct{}, 1),
		flush: make(chan chan error), stop: make(chan chan error), done: make(chan struct{}),
		ctx: ctx, quit: quit,
	}
	go r.run()
	return r
}

// Record adds an entry that stands alone. It waits for nothing: without room the
// entry is counted as lost.
func (r *Recorder) Record(e Entry) {
	e.Bound()
	e.Count = max(e.Count, 1)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.hasRoom(e.Count) {
		r.append(e)
	}
}

// Fold counts one request made at the time at; first gives the entry if it is
// the first of its fold. used says that its key was used. Like Record it waits
// for nothing.
func (r *Recorder) Fold(k FoldKey, at time.Time, used bool, first func() Entry) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if i, found := r.folds[k]; found {
		e := &r.pending[i]
		e.Count++
		if used && at.After(e.Used) {
			e.Used = at
		}
		return
	}
	if !r.hasRoom(1) {
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

// hasRoom reports whether an entry can be added, and counts it as lost if not.
func (r *Recorder) hasRoom(count int) bool {
	switch {
	case r.closed:
		r.logger.Error("activity entry came after the log was closed")
		return false
	case len(r.pending) >= bufferMax:
		r.lost += count
		return false
	}
	return true
}

// Room waits until an entry can be added, or returns ErrNoRoom after roomWithin:
// what changes something must not happen unlogged.
func (r *Recorder) Room(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, roomWithin)
	defer cancel()
	for {
		r.mu.Lock()
		full, freed := len(r.pending) >= bufferMax, r.freed
		r.mu.Unlock()
		if !full {
			return nil
		}
		select {
		case <-freed:
		case <-ctx.Done():
			return ErrNoRoom
		}
	}
}

// Unwritten tells what the store does not know yet: the entries that wait for
// the disk, and the requests that found no room since the last write.
func (r *Recorder) Unwritten() (waiting, lost int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.held + len(r.pending), r.lost
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
// entries could not be written. A context that ends ends the attempt, even where
// the disk does not answer.
func (r *Recorder) Close(ctx context.Context) error {
	r.mu.Lock()
	r.closed = true
	r.mu.Unlock()
	defer r.quit()
	// A write that is under way gives up when ctx ends, unless the disk holds it.
	last, giveUp := context.WithCancel(context.WithoutCancel(ctx))
	defer giveUp()
	defer context.AfterFunc(ctx, func() {
		r.quit()
		time.AfterFunc(retryAfter, giveUp)
	})()
	answer := make(chan error, 1)
	select {
	case r.stop <- answer:
	case <-r.done:
		return nil
	case <-last.Done():
		return r.abandon(ctx.Err())
	}
	select {
	case err := <-answer:
		<-r.done
		return err
	case <-last.Done():
		return r.abandon(ctx.Err())
	}
}

func (r *Recorder) abandon(err error) error {
	r.mu.Lock()
	r.left = true
	r.mu.Unlock()
	return r.unwritten(err)
}

// abandoned reports whether Close gave up waiting: nobody asks any more.
func (r *Recorder) abandoned() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.left
}

func (r *Recorder) unwritten(err error) error {
	waiting, lost := r.Unwritten()
	return fmt.Errorf("%d activity entries not written, and %d requests not logged: %w", waiting, lost, err)
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
	for !r.abandoned() {
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
				err = r.unwritten(err)
			}
			answer <- err
			return
		}
	}
}

// write puts into the store what was pending when it began. What can't be
// written is kept for the next time, and no more is taken over until then.
func (r *Recorder) write() error {
	if err := r.writeHeld(); err != nil {
		return err
	}
	r.mu.Lock()
	r.hold, r.pending = r.pending, nil
	r.held = len(r.hold)
	clear(r.folds)
	close(r.freed)
	r.freed = make(chan struct{})
	r.mu.Unlock()
	return r.writeHeld()
}

func (r *Recorder) writeHeld() error {
	r.mu.Lock()
	lost := r.lost
	r.mu.Unlock()
	if len(r.hold) == 0 && lost == 0 {
		return nil
	}
	if err := r.store.WriteActivity(r.ctx, r.hold, lost); err != nil {
		if now := time.Now(); now.Sub(r.told) >= failuresEvery {
			r.told = now
			r.logger.Error("activity log can't be written; trying again", "entries", len(r.hold), "requests not logged", lost, "error", err)
		}
		return err
	}
	if !r.told.IsZero() {
		r.told = time.Time{}
		r.logger.Info("activity log can be written again", "requests not logged", lost)
	}
	r.hold = nil
	r.mu.Lock()
	r.held, r.lost = 0, r.lost-lost
	r.mu.Unlock()
	return nil
}
