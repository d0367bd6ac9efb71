package sampletest

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api/wire"
	"github.com/supascale/supascale-tui/internal/instance/activity"
	"github.com/supascale/supascale-tui/internal/instance/sample"
	"github.com/supascale/supascale-tui/internal/keys"
)

// month is how far back the log reaches.
const month = 30 * 24 * time.Hour

var eventRoutes = []struct {
	method, path string
	resource     keys.Resource
}{
	{"GET", "/api/v1/projects", keys.Projects}, {"GET", "/api/v1/projects/%s", keys.Projects}, {"POST", "/api/v1/projects", keys.Projects},
	{"GET", "/api/v1/backups", keys.Backups}, {"POST", "/api/v1/backups", keys.Backups}, {"GET", "/api/v1/tasks", keys.Tasks},
	{"GET", "/api/v1/cloud-storage", keys.CloudStorage}, {"GET", "/api/v1/system/resources", keys.System},
}

var eventAgents = []string{"curl/8.14.1", "Grafana/12.2.0", "python-requests/2.32.5", "Terraform/1.13.4", "Go-http-client/2.0", "node-fetch/3.3.2"}

// FillLog adds n entries to the log over the month before now, oldest first: uses of the
// keys, and every twenty-fifth a failure, of all reasons. The same spread every time.
func FillLog(t testing.TB, i Instance, n int, keyIDs []string, now time.Time) {
	t.Helper()
	rng := rand.New(rand.NewPCG(7, uint64(n)))
	const size = 10_000
	batch := make([]activity.Entry, 0, size)
	for e := range n {
		at := now.Add(-month + time.Duration(float64(month)*float64(e+1)/float64(n))).Truncate(time.Millisecond)
		if e%25 == 0 {
			batch = append(batch, failureEvent(rng, keyIDs, at))
		} else {
			batch = append(batch, useEvent(rng, keyIDs, at))
		}
		if len(batch) == size || e == n-1 {
			if err := i.Fill(t.Context(), sample.Set{Activity: batch}); err != nil {
				t.Fatalf("fill the activity log: %v", err)
			}
			batch = batch[:0]
		}
	}
}

func useEvent(rng *rand.Rand, keyIDs []string, at time.Time) activity.Entry {
	key := rng.IntN(len(keyIDs))
	route := eventRoutes[(key+rng.IntN(3))%len(eventRoutes)]
	e := activity.Entry{
		At: at, Type: wire.TypeRequest, KeyID: keyIDs[key], Method: route.method, Path: route.path, Resource: route.resource,
		Required: keys.Read.String(), Granted: keys.Write.String(), Status: 200,
		IP: fmt.Sprintf("203.0.113.%d", key%250), UserAgent: eventAgents[key%len(eventAgents)], Count: 1 + rng.IntN(20),
	}
	if route.path == eventRoutes[1].path {
		e.Path = fmt.Sprintf(route.path, fmt.Sprintf("proj-%d", rng.IntN(5)))
	}
	if route.method == "POST" {
		e.Required = keys.Write.String()
	}
	return e
}

// causes is how many different things go wrong: a client that is not as it
// should be fails in the same way again and again.
const causes = 200

func failureEvent(rng *rand.Rand, keyIDs []string, at time.Time) activity.Entry {
	cause := rng.IntN(causes)
	same := rand.New(rand.NewPCG(11, uint64(cause)))
	e := useEvent(same, keyIDs, at)
	e.Reason, e.Status, e.Count = keys.Reasons()[cause%8], 401, 1
	switch e.Reason {
	case keys.PermissionDenied:
		e.Status, e.Granted = 403, keys.None.String()
	case keys.ExpiredKey, keys.RevokedKey:
	default:
		e.KeyID, e.Granted = "", ""
		e.IP = fmt.Sprintf("198.51.100.%d", same.IntN(60))
		if e.Reason == keys.UnknownKey && cause%3 == 0 { // somebody trying keys
			e.KeyPreview = fmt.Sprintf("supascale_%04d...", rng.IntN(30))
		}
	}
	return e
}
