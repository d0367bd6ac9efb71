package api

import (
	"context"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// retrying counts requests and pauses against a server that always answers
// the same.
func retrying(t *testing.T, answer http.HandlerFunc) (c *Client, tries *int, pauses *[]time.Duration) {
	t.Helper()
	tries, pauses = new(int), new([]time.Duration)
	c = connect(t, func(w http.ResponseWriter, r *http.Request) {
		*tries++
		answer(w, r)
	}, func(o *Options) {
		o.sleep = func(_ context.Context, d time.Duration) error {
			*pauses = append(*pauses, d)
			return nil
		}
	})
	return c, tries, pauses
}

func TestOnlyGETIsTriedAgain(t *testing.T) {
	answers := map[string]http.HandlerFunc{
		"503": says(503, ``), "502": says(502, `<html>`), "504": says(504, ``), "429": says(429, `{}`),
		"hang up": hangUp(""), "broken": hangUp("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n["),
	}
	for name, answer := range answers {
		c, tries, pauses := retrying(t, answer)
		if err := list(c, t.Context()); err == nil || *tries != 3 || len(*pauses) != 2 {
			t.Errorf("%s: GET was tried %d times with %v between (%v)", name, *tries, *pauses, err)
		}
		*tries = 0
		if err := create(c, t.Context()); err == nil || *tries != 1 {
			t.Errorf("%s: POST was sent %d times", name, *tries)
		}
		*tries = 0
		if _ = c.RevokeKey(t.Context(), "key-1"); *tries != 1 {
			t.Errorf("%s: DELETE was sent %d times", name, *tries)
		}
	}
}

func TestRefusalsAreNotTriedAgain(t *testing.T) {
	for _, status := range []int{400, 401, 403, 404, 409, 418, 500, 501} {
		c, tries, _ := retrying(t, says(status, `{}`))
		if err := list(c, t.Context()); err == nil || *tries != 1 {
			t.Errorf("%d: tried %d times", status, *tries)
		}
	}
}

func TestASecondTryMaySucceed(t *testing.T) {
	first := true
	c, tries, _ := retrying(t, func(w http.ResponseWriter, r *http.Request) {
		if first {
			first = false
			hangUp("HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n[{\"id\":\"old\"},")(w, r)
			return
		}
		says(200, `[{"id":"new"}]`)(w, r)
	})
	page, err := c.ListKeys(t.Context(), 0, 0)
	if err != nil || *tries != 2 || len(page.Keys) != 1 || page.Keys[0].ID != "new" {
		t.Errorf("after %d tries: %+v, %v", *tries, page.Keys, err)
	}
}

func TestPausesGrowAndHonourRetryAfter(t *testing.T) {
	c, _, pauses := retrying(t, says(503, ``))
	_ = list(c, t.Context())
	if want := []time.Duration{187500 * time.Microsecond, 375 * time.Millisecond}; !slices.Equal(*pauses, want) {
		t.Errorf("paused %v, want %v", *pauses, want)
	}
	after := func(value string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", value)
			says(429, `{}`)(w, r)
		}
	}
	c, _, pauses = retrying(t, after("2"))
	_ = list(c, t.Context())
	if want := []time.Duration{2 * time.Second, 2 * time.Second}; !slices.Equal(*pauses, want) {
		t.Errorf("paused %v, want %v", *pauses, want)
	}
	c, tries, _ := retrying(t, after("60"))
	e := failure(t, list(c, t.Context()), RateLimited)
	if *tries != 1 || e.RetryAfter != time.Minute || e.Next() != "Wait 60 s, then try again." {
		t.Errorf("after %d tries: wait %s: %s", *tries, e.RetryAfter, e.Next())
	}
}

func TestNoPauseReachesBeyondTheDeadline(t *testing.T) {
	c, tries, pauses := retrying(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "4")
		says(503, `{}`)(w, r)
	})
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	if _ = failure(t, list(c, ctx), Internal); *tries != 1 || len(*pauses) != 0 {
		t.Errorf("tried %d times, paused %v", *tries, *pauses)
	}
}

func TestAPauseEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		transport := roundTripper(func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 503, Request: r, Body: http.NoBody, Header: http.Header{"Retry-After": {"5"}}}, nil
		})
		c, err := New(Options{URL: "https://example.com", Key: NewSecret(fakeKey), Transport: transport})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		started := time.Now()
		_ = failure(t, list(c, ctx), Canceled)
		if took := time.Since(started); took != time.Second {
			t.Errorf("it took %s", took)
		}
	})
}

func TestRetryAfterForms(t *testing.T) {
	now := date("2026-01-20T08:00:00Z")
	for header, want := range map[string]time.Duration{
		"": 0, "30": 30 * time.Second, " 7 ": 7 * time.Second, "-5": 0, "soon": 0,
		"99999999999999": 24 * time.Hour, "99999999999999999999999": 0,
		"Tue, 20 Jan 2026 08:01:00 GMT": time.Minute, "Tue, 20 Jan 2026 07:00:00 GMT": 0,
		"Tue, 20 Jan 2099 08:01:00 GMT": 24 * time.Hour,
	} {
		if got := retryAfter(header, now); got != want {
			t.Errorf("%q: %s, want %s", header, got, want)
		}
	}
}
