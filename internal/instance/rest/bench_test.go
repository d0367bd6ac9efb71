package rest

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/instance/accounts"
	"github.com/supascale/supascale-tui/internal/instance/activity"
	"github.com/supascale/supascale-tui/internal/instance/keyset"
	"github.com/supascale/supascale-tui/internal/instance/records"
	"github.com/supascale/supascale-tui/internal/instance/store"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/testkit/sampletest"
)

// still is a machine that costs nothing to ask: what is measured is the way to
// an action, not the action.
type still struct{}

func (still) Figures(context.Context) (Figures, error) { return Figures{}, nil }

func noEntry(k keyset.Key) activity.Entry {
	return activity.Entry{At: k.Created, Type: "api_key.created", KeyID: k.ID, Count: 1}
}

// benchService is a service on a real store with n keys and as many revoked ones,
// and one of the keys.
func benchService(b *testing.B, n int) (*Service, string) {
	b.Helper()
	st, err := store.Open(b.Context(), b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	list, err := sampletest.Keys(2*n, time.Now())
	if err != nil {
		b.Fatal(err)
	}
	for i := range n {
		list[2*i].Revoked = list[2*i].Created.Add(time.Hour)
	}
	if err := st.InsertKeys(b.Context(), list, nil); err != nil {
		b.Fatal(err)
	}
	set, err := keyset.Load(b.Context(), st, time.Now, rand.Reader)
	if err != nil {
		b.Fatal(err)
	}
	_, value, err := set.Create(b.Context(), keyset.Wanted{Name: "bench", Permissions: keys.AllWrite()}, keyset.Owner(), noEntry)
	if err != nil {
		b.Fatal(err)
	}
	logger := slog.New(slog.DiscardHandler)
	recorder := activity.NewRecorder(st, logger)
	b.Cleanup(func() {
		if err := recorder.Close(context.Background()); err != nil {
			b.Error(err)
		}
		if err := st.Close(context.Background()); err != nil {
			b.Error(err)
		}
	})
	people, err := accounts.Load(b.Context(), st, time.Now, rand.Reader, accounts.OWASP)
	if err != nil {
		b.Fatal(err)
	}
	s, err := New(Deps{
		Keys: set, Recorder: recorder, Log: st, Accounts: people, Book: records.NewBook(st, time.Now, rand.Reader),
		Machine: still{}, Pause: func(context.Context, time.Duration) {}, Now: time.Now, Logger: logger,
	})
	if err != nil {
		b.Fatal(err)
	}
	return s, value
}

// bare answers like the service, without looking for a key and without
// recording anything.
func (s *Service) bare(w http.ResponseWriter, r *http.Request) {
	c := &call{r: r, w: w}
	c.route, c.param = s.router.find(r.URL.Path)
	a, err := s.act(c)
	if err != nil {
		a = s.failed(c, err)
	}
	_, _ = send(w, a)
}

const (
	benchClients = 8
	benchRound   = 400 // requests of each kind, in turns
)

// load sends a round of requests over kept connections and tells how long that
// took.
func load(b *testing.B, client *http.Client, url, key string) time.Duration {
	begin := time.Now()
	var wg sync.WaitGroup
	for range benchClients {
		wg.Go(func() {
			for range benchRound / benchClients {
				r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, url+"/api/v1/system/resources", nil)
				if err != nil {
					b.Error(err)
					return
				}
				r.Header.Set("Authorization", "Bearer "+key)
				answer, err := client.Do(r)
				if err != nil {
					b.Error(err)
					return
				}
				_, _ = io.Copy(io.Discard, answer.Body)
				_ = answer.Body.Close()
				if answer.StatusCode != http.StatusOK {
					b.Errorf("got %d", answer.StatusCode)
				}
			}
		})
	}
	wg.Wait()
	return time.Since(begin)
}

// BenchmarkAuthCost compares the same handler with and without authentication,
// authorization and the activity log, over HTTP on loopback, in turns within
// one run, on an instance with 100,000 keys. cost-% is the throughput lost.
func BenchmarkAuthCost(b *testing.B) {
	s, key := benchService(b, 100_000)
	full := httptest.NewServer(s)
	defer full.Close()
	bare := httptest.NewServer(http.HandlerFunc(s.bare))
	defer bare.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: benchClients}}
	defer client.CloseIdleConnections()
	var withAuth, without time.Duration
	for b.Loop() {
		without += load(b, client, bare.URL, key)
		withAuth += load(b, client, full.URL, key)
	}
	n := float64(b.N * benchRound)
	b.ReportMetric(n/without.Seconds(), "bare-req/s")
	b.ReportMetric(n/withAuth.Seconds(), "auth-req/s")
	b.ReportMetric(100*(1-without.Seconds()/withAuth.Seconds()), "cost-%")
}

// BenchmarkPageOfKeys asks for 50 keys of 100,000 and for 50 of 100, in turns
// within one run, and reports how many times as long the former takes (x100).
func BenchmarkPageOfKeys(b *testing.B) {
	small, smallKey := benchService(b, 100)
	large, largeKey := benchService(b, 100_000)
	for _, c := range []struct{ name, query string }{
		{"first page", "limit=50"},
		{"page in the middle", "limit=50&offset=%d"},
		{"first page of revoked keys", "limit=50&revoked=true"},
	} {
		b.Run(c.name, func(b *testing.B) {
			page := func(s *Service, key string, n int) time.Duration {
				query := strings.ReplaceAll(c.query, "%d", strconv.Itoa(n/2))
				start := time.Now()
				for range 50 {
					askForPage(b, s, key, query)
				}
				return time.Since(start)
			}
			var ofFew, ofMany time.Duration
			for b.Loop() {
				ofFew += page(small, smallKey, 100)
				ofMany += page(large, largeKey, 100_000)
			}
			ratio := float64(ofMany) / float64(ofFew)
			b.ReportMetric(ratio, "x100")
			if ratio > 2 {
				b.Errorf("a page of 100,000 keys costs %.1f times one of 100", ratio)
			}
		})
	}
}

func askForPage(b *testing.B, s *Service, key, query string) {
	b.Helper()
	r := httptest.NewRequest(http.MethodGet, "/api/v1/settings/api-keys?"+query, nil)
	r.Header.Set("Authorization", "Bearer "+key)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		b.Fatal(w.Body)
	}
}
