package follow_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/supascale/supascale-tui/internal/activity/follow"
	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/keys"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// direct hands requests to an instance without a network between, which virtual
// time could not wait for.
type direct struct{ http.Handler }

func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	answer := w.Result()
	answer.Request = r
	return answer, nil
}

func client(t *testing.T, i *instance.Instance, key string) *api.Client {
	t.Helper()
	c, err := api.New(api.Options{URL: "http://127.0.0.1:1", Key: api.NewSecret(key), Transport: direct{i.Handler()}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestEveryEventOnceAndInOrder follows as many refused requests as the instance
// logs, from eight writers with a key each at once: each request, the client, the
// instance and its store are real, the minutes are virtual.
func TestEveryEventOnceAndInOrder(t *testing.T) {
	const (
		writers = 8
		gap     = 1300 * time.Millisecond
		each    = int(minutes * time.Minute / gap)
	)
	synctest.Test(t, func(t *testing.T) {
		i, err := instance.Open(t.Context(), instance.Options{DataDir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := i.Close(context.Background()); err != nil {
				t.Error(err)
			}
		}()
		admin, err := i.CreateLocalKey(t.Context(), "admin")
		if err != nil {
			t.Fatal(err)
		}
		console := client(t, i, admin)
		var poor [writers]api.CreatedKey
		for w := range poor {
			poor[w], err = console.CreateKey(t.Context(), api.NewKey{Name: fmt.Sprint("may do little, ", w), Permissions: keys.Grant(keys.Tasks, keys.Read), Expires: keys.ExpiresAt(time.Now().Add(time.Hour))})
			if err != nil {
				t.Fatal(err)
			}
		}
		failures, err := query.Parse("outcome:failure reason:permission_denied")
		if err != nil {
			t.Fatal(err)
		}
		q := api.ActivityQuery{Where: failures}
		first, err := console.Activity(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() { write(t, i, poor[w].Secret.Reveal(), w, each, gap) })
		}
		done := make(chan struct{})
		go func() { wg.Wait(); close(done) }()

		f := follow.From(q, first)
		next := [writers]int{}
		total := 0
		take := func() {
			found, err := f.Look(t.Context(), console)
			if err != nil {
				t.Fatal(err)
			}
			if len(found.Changed) > 0 || found.Flooded {
				t.Fatalf("%d changed, flooded %v", len(found.Changed), found.Flooded)
			}
			for _, a := range found.Fresh {
				var w, n int
				if _, err := fmt.Sscanf(a.Path, "/api/v1/projects/w%d-%d", &w, &n); err != nil || n != next[w] {
					t.Fatalf("%s came when writer %d's %d was due", a.Path, w, next[w])
				}
				next[w]++
				total++
			}
			f.Take(found)
		}
		for running := true; running; {
			select {
			case <-done:
				running = false
			case <-time.After(f.Wait()): // virtual
			}
			take()
		}
		take()
		if total != writers*each {
			t.Errorf("%d of %d came", total, writers*each)
		}
	})
}

// write sends refused requests, each with a path of its own.
func write(t *testing.T, i *instance.Instance, key string, w, n int, gap time.Duration) {
	ticker := time.NewTicker(gap)
	defer ticker.Stop()
	for n := range n {
		<-ticker.C
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, fmt.Sprintf("/api/v1/projects/w%d-%d", w, n), nil)
		r.Header.Set("Authorization", "Bearer "+key)
		answer := httptest.NewRecorder()
		i.Handler().ServeHTTP(answer, r)
		if answer.Code != http.StatusForbidden {
			t.Errorf("answered %d", answer.Code)
			return
		}
	}
}
