package instance_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/testkit/sampletest"
)

// logOf is an instance with 300 keys and a log of n entries over 30 days.
func logOf(b *testing.B, n int) (*instance.Instance, string) {
	b.Helper()
	i, err := instance.Open(b.Context(), instance.Options{DataDir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := i.Close(context.Background()); err != nil {
			b.Error(err)
		}
	})
	now := time.Now()
	sampletest.FillLog(b, i, n, sampletest.FillKeys(b, i, 300, now), now)
	key, err := i.CreateLocalKey(b.Context(), "bench")
	if err != nil {
		b.Fatal(err)
	}
	return i, key
}

// BenchmarkLog asks a log of a million entries the same as one of a thousand,
// in one run, and reports how many times as long it takes (x1k).
func BenchmarkLog(b *testing.B) {
	small, smallKey := logOf(b, 1_000)
	large, largeKey := logOf(b, 1_000_000)
	now := time.Now().UTC().Truncate(time.Hour).Add(time.Hour)
	page := func(params string) string { return "/api/v1/system/activity?limit=50&" + params }
	stats := func(window, step time.Duration, more string) string {
		return fmt.Sprintf("/api/v1/system/activity/stats?since=%s&until=%s&step=%d&%s", url.QueryEscape(now.Add(-window).Format(time.RFC3339)),
			url.QueryEscape(now.Format(time.RFC3339)), int(step.Seconds()), more)
	}
	since := "since=" + url.QueryEscape(now.Add(-24*time.Hour).Format(time.RFC3339))
	const day = 24 * time.Hour
	for _, c := range []struct{ name, path string }{
		{"first page", page("outcome=failure")},
		{"first page of 24 h", page("outcome=failure&" + since)},
		{"page of a common reason", page("query=reason:permission_denied")},
		{"page of a common reason in 24 h", page("query=reason:permission_denied&" + since)},
		{"page of one key", page("query=" + url.QueryEscape(`key:00017 outcome:failure`))},
		{"page of one address", page("query=ip:198.51.100.7")},
		{"page of a word", page("query=terraform+outcome:failure")},
		{"page of several terms", page("query=" + url.QueryEscape("-reason:permission -agent:curl resource:backups outcome:failure"))},
		{"page of nothing", page("query=nowhere")},
		{"histogram of 24 h", stats(day, time.Hour, "clusters=0&outcome=failure")},
		{"histogram of 30 days", stats(30*day, 6*time.Hour, "clusters=0&outcome=failure")},
		{"clusters of 24 h", stats(day, time.Hour, "clusters=100&outcome=failure")},
		{"clusters of 30 days", stats(30*day, 6*time.Hour, "clusters=100&outcome=failure")},
		{"uses of one key in 30 days", stats(30*day, 6*time.Hour, "uses=true&query=key:00017")},
	} {
		b.Run(c.name, func(b *testing.B) {
			base := timeOf(b, small, smallKey, c.path, 100)
			b.ResetTimer()
			for b.Loop() {
				ask(b, large, largeKey, c.path)
			}
			b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(base), "x1k")
		})
	}
}

func timeOf(b *testing.B, i *instance.Instance, key, path string, n int) time.Duration {
	ask(b, i, key, path)
	start := time.Now()
	for range n {
		ask(b, i, key, path)
	}
	return time.Since(start) / time.Duration(n)
}

func ask(b *testing.B, i *instance.Instance, key, path string) {
	r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, path, nil)
	r.Header.Set("Authorization", "Bearer "+key)
	w := httptest.NewRecorder()
	i.Handler().ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		b.Fatal(path, w.Code, w.Body)
	}
}
