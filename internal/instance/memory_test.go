package instance_test

import (
	"context"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/testkit/sampletest"
)

// A hundred thousand keys are in memory all the time.
func TestAKeyTakesLittleMemory(t *testing.T) {
	const n = 20_000
	b := open(t)
	before := heapInUse()
	sampletest.FillKeys(t, b.i, n, b.clock.now())
	if each := (heapInUse() - before) / n; each > 360 {
		t.Errorf("a key takes %d bytes, want at most 360", each)
	}
}

func heapInUse() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // what the first one has let go of
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// shrunk counts how often the store was told to free memory.
type shrunk struct {
	instance.Store
	times atomic.Int32
}

func (s *shrunk) Shrink(ctx context.Context) error {
	s.times.Add(1)
	return s.Store.Shrink(ctx)
}

// What making many keys took is given back once no more come.
func TestMemoryIsFreedAfterManyKeysWereMade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &shrunk{}
		b := open(t, func(o *instance.Options) {
			o.Wrap(func(under instance.Store) instance.Store {
				s.Store = under
				return s
			})
		})
		for range 3 {
			sampletest.FillKeys(t, b.i, 1000, b.clock.now())
			<-time.After(4 * time.Second)
		}
		if n := s.times.Load(); n != 0 {
			t.Errorf("freed %d times while keys came", n)
		}
		<-time.After(2 * time.Second)
		if n := s.times.Load(); n != 1 {
			t.Errorf("freed %d times after it, want once", n)
		}
		<-time.After(time.Hour)
		if n := s.times.Load(); n != 1 {
			t.Errorf("freed %d times within an idle hour, want no more", n)
		}
	})
}
