package api

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/supascale/supascale-tui/internal/testkit/contracttest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fakeKey is of the documented form and plainly not a real one.
const fakeKey = "supascale_FakeFakeFakeFakeFakeFakeFake"

// connect serves handler and gives a client for it. Every request of the
// client is held against the contract. Waits between tries take no time.
func connect(t *testing.T, handler http.HandlerFunc, change ...func(*Options)) *Client {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	transport := &http.Transport{}
	o := Options{
		URL: server.URL, Key: NewSecret(fakeKey), UserAgent: "supascale-tui/test",
		Transport: contracttest.Requests(t, transport),
		sleep:     func(context.Context, time.Duration) error { return nil },
		jitter:    func() float64 { return 0.5 },
	}
	for _, f := range change {
		f(&o)
	}
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// says answers every request with a status and a body.
func says(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// failure asserts that err is an Error of a kind and gives it.
func failure(t *testing.T, err error, kind Kind) *Error {
	t.Helper()
	e, ok := errors.AsType[*Error](err)
	if !ok {
		t.Fatalf("got %v (%T), want an *Error", err, err)
	}
	if e.Kind != kind {
		t.Fatalf("got kind %d (%v), want %d", e.Kind, e, kind)
	}
	return e
}

func date(s string) time.Time {
	at, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		panic(err)
	}
	return at
}
