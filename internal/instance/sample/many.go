package sample

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"time"

	"github.com/supascale/supascale-tui/internal/instance/keyring"
	"github.com/supascale/supascale-tui/internal/keys"
)

// Many makes n keys, one a second, the last one now: a third never expire, the
// others within a year or already did. Same names and spread every time.
func Many(n int, now time.Time, random io.Reader) ([]keyring.Key, error) {
	now = now.UTC().Truncate(time.Second)
	rng := rand.New(rand.NewPCG(100, 1000))        //nolint:gosec // the same every time is the point; keys are drawn from random
	buffered := bufio.NewReaderSize(random, 1<<16) // a system call for each key is slow
	list := make([]keyring.Key, n)
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
		k, err := newKey(buffered, name, p, now.Add(-time.Duration(n-i)*time.Second), expires)
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
