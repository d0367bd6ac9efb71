package rest

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// Whoever asks for much waits for itself: another sender is the next.
func TestAFloodWaitsForItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFairOf(1)
		leave, err := f.enter(t.Context(), "flooder")
		if err != nil {
			t.Fatal(err)
		}
		var order []string
		begin := func(ctx context.Context, who string) {
			go func() {
				leave, err := f.enter(ctx, who)
				if err != nil {
					order = append(order, who+" gave up")
					return
				}
				order = append(order, who)
				leave()
			}()
			synctest.Wait()
		}
		ctx, cancel := context.WithCancel(t.Context())
		begin(ctx, "impatient")
		for range 3 {
			begin(t.Context(), "flooder")
		}
		begin(t.Context(), "admin")
		cancel()
		synctest.Wait()
		leave()
		synctest.Wait()
		if want := []string{"impatient gave up", "flooder", "admin", "flooder", "flooder"}; !slices.Equal(order, want) {
			t.Errorf("got %q, want %q", order, want)
		}
		if f.free != 1 || len(f.order) != 0 || len(f.waiting) != 0 {
			t.Errorf("left over: %d free, %v, %v", f.free, f.order, f.waiting)
		}
	})
}

// A request that waits for the disk keeps nobody else from beginning.
func TestARequestThatTakesLongHoldsNoTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFairOf(1)
		slow, err := f.enter(t.Context(), "slow")
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		leave, err := f.enter(t.Context(), "other")
		if err != nil || time.Since(start) > leaseFor {
			t.Errorf("waited for %v: %v", time.Since(start), err)
		}
		leave()
		slow() // its turn is over already
		if f.free != 1 {
			t.Errorf("%d turns, want 1", f.free)
		}
	})
}

// A sender with many requests at once gets its answers later, until it has had few
// for a while.
func TestACrowdIsSlowedDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFairOf(1)
		leave, err := f.enter(t.Context(), "flooder")
		if err != nil {
			t.Fatal(err)
		}
		for range crowdMost + 1 {
			if f.crowded("flooder") {
				t.Error("few requests are a crowd")
			}
			go func() {
				if leave, err := f.enter(t.Context(), "flooder"); err == nil {
					leave()
				}
			}()
			synctest.Wait()
		}
		if !f.crowded("flooder") || f.crowded("admin") {
			t.Errorf("a crowd: flooder %t, admin %t", f.crowded("flooder"), f.crowded("admin"))
		}
		leave()
		<-time.After(crowdFor + time.Millisecond)
		if f.crowded("flooder") || len(f.crowds) > 0 {
			t.Error("it is a crowd for ever")
		}
	})
}
