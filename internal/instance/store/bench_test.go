package store

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/instance/activity"
	"github.com/supascale/supascale-tui/internal/keys"
)

// fillLog writes 300,000 entries, every tenth a failure.
func fillLog(b *testing.B, s *Store) time.Time {
	b.Helper()
	const groups, size = 30, 10_000
	at := time.UnixMilli(1_800_000_000_000)
	batch := make([]activity.Entry, size)
	for g := range groups {
		for n := range batch {
			at = at.Add(time.Second)
			e := activity.Entry{
				At: at, Type: "api_key.request", KeyID: fmt.Sprintf("key-%d", n%500), Method: "GET", Path: "/api/v1/projects",
				Resource: keys.Projects, Status: 200, IP: fmt.Sprintf("192.0.2.%d", n%200), UserAgent: "curl/8.5", Count: 1,
			}
			if n%10 == 0 {
				e.Reason = keys.Reasons()[(g+n/10)%8]
			}
			batch[n] = e
		}
		if err := s.WriteActivity(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
	return at
}

// BenchmarkActivity reads pages of 50 and counts what matches, in a log of
// 300,000 entries.
func BenchmarkActivity(b *testing.B) {
	s, err := Open(b.Context(), b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := s.Close(context.Background()); err != nil {
			b.Error(err)
		}
	}()
	end := fillLog(b, s)
	for name, q := range map[string]activity.Query{
		"newest":       {},
		"middle":       {After: &activity.Position{At: end.Add(-150_000 * time.Second), Seq: 150_000}},
		"failures":     {Outcome: "failure", Since: end.Add(-24 * time.Hour)},
		"reason":       {Reason: keys.ExpiredKey},
		"key":          {KeyID: "key-7"},
		"address":      {IP: "192.0.2.7", Outcome: "failure"},
		"text":         {Text: "nowhere", Since: end.Add(-24 * time.Hour)},
		"text in all":  {Text: "nowhere"},
		"old failures": {Outcome: "failure"},
	} {
		q.Limit = 50
		b.Run("page "+name, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.ReadActivity(b.Context(), q); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("count "+name, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.ActivityCoverage(b.Context(), q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
