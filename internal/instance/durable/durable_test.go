package durable_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/supascale/supascale-tui/internal/instance/durable"
)

func TestAWriteThatHangsHoldsNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := durable.NewQueue()
		block := make(chan struct{})
		ended := false
		limited := func() (context.Context, context.CancelFunc) {
			return context.WithTimeout(t.Context(), 5*time.Second)
		}
		start := time.Now()
		ctx, cancel := limited()
		defer cancel()
		err := q.Do(ctx, func(ctx context.Context) error {
			<-block
			ended = ctx.Err() == nil
			return nil
		})
		if !errors.Is(err, durable.ErrUnconfirmed) || time.Since(start) != 5*time.Second {
			t.Errorf("the write that hangs: %v after %v", err, time.Since(start))
		}
		ctx, cancel = limited()
		defer cancel()
		err = q.Do(ctx, func(context.Context) error { t.Error("a write began while another is under way"); return nil })
		if !errors.Is(err, durable.ErrNotBegun) || time.Since(start) != 10*time.Second {
			t.Errorf("the write behind it: %v after %v", err, time.Since(start))
		}
		close(block)
		synctest.Wait()
		if !ended {
			t.Error("the write did not go on to its end")
		}
		if err := q.Do(t.Context(), func(context.Context) error { return nil }); err != nil {
			t.Errorf("the queue did not move on: %v", err)
		}
	})
}

func TestAReadThatHangsIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		block := make(chan struct{})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		n, err := durable.Read(ctx, func(context.Context) (int, error) { <-block; return 1, nil })
		if n != 0 || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %d, %v", n, err)
		}
		close(block)
	})
}

func TestAPanicIsAnError(t *testing.T) {
	err := durable.NewQueue().Do(t.Context(), func(context.Context) error { panic("oh") })
	if err == nil || !strings.Contains(err.Error(), "oh") {
		t.Errorf("got %v", err)
	}
}
