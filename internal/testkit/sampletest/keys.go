// Package sampletest fills an instance with many keys and a long log, for tests and
// measurements.
package sampletest

import (
	"bufio"
	"context"
	"crypto/rand"
	"fmt"
	mathrand "math/rand/v2"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/instance/keyset"
	"github.com/supascale/supascale-tui/internal/instance/sample"
	"github.com/supascale/supascale-tui/internal/keys"
)

// Instance is what is filled.
type Instance interface {
	Fill(ctx context.Context, with sample.Set) error
}

// FillKeys adds n made-up keys, whose values are thrown away, and gives their ids.
func FillKeys(t testing.TB, i Instance, n int, now time.Time) (ids []string) {
	t.Helper()
	list, err := Keys(n, now)
	if err == nil {
		err = i.Fill(t.Context(), sample.Set{Keys: list})
	}
	if err != nil {
		t.Fatalf("fill with keys: %v", err)
	}
	for k := range list {
		ids = append(ids, list[k].ID)
	}
	return ids
}

// Keys makes n keys, one a second, the last one now: a third never expire, the
// others within a year or already did. Same names and spread every time.
func Keys(n int, now time.Time) ([]keyset.Key, error) {
	now = now.UTC().Truncate(time.Second)
	rng := mathrand.New(mathrand.NewPCG(100, 1000))
	buffered := bufio.NewReaderSize(rand.Reader, 1<<16) // a system call for each key is slow
	list := make([]keyset.Key, n)
	for i := range list {
		var expires time.Time
		if rng.IntN(3) > 0 {
			expires = now.Add(time.Duration(rng.IntN(400)-35) * 24 * time.Hour)
		}
		p := keys.Grant(keys.Resources()[rng.IntN(keys.ResourceCount)], keys.Read)
		for _, r := range keys.Resources() {
			p = p.With(r, max(p.Level(r), keys.Level(rng.IntN(6)/2)))
		}
		purpose := purposes[rng.IntN(len(purposes))]
		name := fmt.Sprintf("%s %s %05d", purpose, teams[rng.IntN(len(teams))], i+1)
		k, err := sample.NewKey(buffered, name, p, now.Add(-time.Duration(n-i)*time.Second), expires)
		if err != nil {
			return nil, err
		}
		if rng.IntN(4) > 0 {
			k.LastUsed = now.Add(-time.Duration(rng.IntN(n+1)) * time.Second)
			if k.LastUsed.Before(k.Created) {
				k.LastUsed = k.Created
			}
		}
		list[i] = k
	}
	return list, nil
}

var purposes = []string{
	"CI/CD Pipeline", "Backup Script", "Monitoring", "Terraform", "Deploy bot", "Grafana",
	"Log shipper", "Cron runner", "Status page", "Migration", "Import job", "Smoke test",
}

var teams = []string{
	"payments", "search", "mobile", "web", "data", "infra", "support", "growth", "billing", "identity",
}
