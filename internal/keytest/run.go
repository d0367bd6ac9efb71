package keytest

import (
	"context"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
)

// Client is what makes a test, with the admin's own credential; *api.Client is
// one.
type Client interface {
	Log
	TestWith(key api.Secret, marker string) (api.Tester, error)
}

// Clock is the time of a test, and how it waits. Pause ends with the context.
type Clock struct {
	Now   func() time.Time
	Pause func(ctx context.Context, d time.Duration) error
}

// Run makes a whole test, and looks into the log for the reason of a refusal. A
// context that ends stops it: what was read by then is in the test. The error
// says that the value can't be sent at all.
func Run(ctx context.Context, client Client, value api.Secret, e Expectation, clock Clock) (*Test, Logged, error) {
	marker := Marker()
	tester, err := client.TestWith(value, marker)
	if err != nil {
		return nil, Logged{}, err
	}
	t := New(e)
	attempt := Attempt{Marker: marker, Value: value}
	for r, more := t.Next(); more; r, more = t.Next() {
		attempt.At = clock.Now()
		within, done := context.WithTimeout(ctx, TryTimeout)
		tried, err := tester.Try(within, r)
		done()
		attempt.Path = tried.Path
		t.Take(tried, err)
	}
	if !t.IsRefused() {
		return t, Logged{}, nil
	}
	return t, LookUp(ctx, client, attempt, clock.Pause), nil
}
