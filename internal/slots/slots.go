// Package slots limits on how many instances something is done at once. An instance that says
// nothing for a while gives its slot to another, and is waited for all the same.
package slots

import (
	"context"
	"sync"
	"time"
)

const (
	most    = 8
	silence = 3 * time.Second
)

// Slots are taken by the instances on which something is done.
type Slots chan struct{}

// New gives slots of which none is taken.
func New() Slots { return make(Slots, most) }

// Slot is an instance's as long as something is heard of it.
type Slot struct {
	leave  func()
	silent *time.Timer
}

// Take waits for a slot. Once ctx has ended none is needed: nothing more is asked.
func (s Slots) Take(ctx context.Context) *Slot {
	select {
	case s <- struct{}{}:
		leave := sync.OnceFunc(func() { <-s })
		return &Slot{leave, time.AfterFunc(silence, leave)}
	case <-ctx.Done():
		return &Slot{}
	}
}

// Heard says that the instance is not silent.
func (s *Slot) Heard() {
	if s.silent != nil {
		s.silent.Reset(silence)
	}
}

// Leave gives the slot back, where it was not given to another before.
func (s *Slot) Leave() {
	if s.silent != nil {
		s.silent.Stop()
		s.leave()
	}
}
