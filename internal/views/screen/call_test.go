package screen

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// A slow line is no silence: how long nothing may come is the client's to say.
func TestACallWaitsForAnAnswerThatKeepsComing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := Call[int]{Owner: "screen"}
		cmd := c.Start(func(ctx context.Context) (int, error) {
			select {
			case <-ctx.Done():
				return 0, ctx.Err()
			case <-time.After(2 * time.Minute):
				return 7, nil
			}
		})
		if r, ok := c.Take(cmd()); !ok || r.Err != nil || r.Value != 7 {
			t.Errorf("got %+v", r)
		}
	})
}
