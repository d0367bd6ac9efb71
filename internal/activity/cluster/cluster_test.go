package cluster

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/keys"
)

var noon = time.Date(2026, 1, 19, 12, 0, 0, 0, time.UTC)

func failure(reason keys.Reason, key, preview, ip, what string, at time.Time) *Event {
	var method, path string
	_, _ = fmt.Sscan(what, &method, &path)
	e := Event{Event: query.Event{
		At: at, Failed: true, Reason: string(reason), KeyID: key, KeyPreview: preview,
		IP: ip, Method: method, Path: path, Resource: "projects",
	}, Required: "write"}
	return &e
}

func fold(events ...*Event) Stats {
	f := NewFolder(noon.Add(-24*time.Hour), noon, time.Hour, 0, true)
	for _, e := range events {
		f.Add(e)
	}
	return f.Stats()
}

func TestEqualCausesAreOneCluster(t *testing.T) {
	s := fold(
		failure(keys.PermissionDenied, "k1", "", "192.0.2.1", "POST /api/v1/projects/p1", noon.Add(-2*time.Hour)),
		failure(keys.PermissionDenied, "k1", "", "192.0.2.1", "POST /api/v1/projects/p2", noon.Add(-time.Hour)),
		failure(keys.PermissionDenied, "k1", "", "192.0.2.1", "POST /api/v1/projects", noon),
		failure(keys.PermissionDenied, "k2", "", "192.0.2.1", "POST /api/v1/projects/p2", noon),
		failure(keys.PermissionDenied, "k1", "", "192.0.2.2", "POST /api/v1/projects/p2", noon),
		failure(keys.ExpiredKey, "k1", "", "192.0.2.1", "POST /api/v1/projects/p2", noon),
	)
	if len(s.Clusters) != 5 {
		t.Fatalf("got %d clusters: %+v", len(s.Clusters), s.Clusters)
	}
	c := s.Clusters[0]
	if c.Attempts != 2 || c.Route != "/api/v1/projects/{id}" || c.Path != "/api/v1/projects/p2" ||
		!c.First.Equal(noon.Add(-2*time.Hour)) || !c.Last.Equal(noon.Add(-time.Hour)) {
		t.Errorf("got %+v", c)
	}
}

func TestProbingIsOneLine(t *testing.T) {
	var events []*Event
	for i := range 40 {
		events = append(events, failure(keys.UnknownKey, "", fmt.Sprintf("supascale_%04d...", i%7), "198.51.100.4",
			[]string{"GET /api/v1/projects", "GET /api/v1/tasks"}[i%2], noon.Add(-time.Duration(i)*time.Second)))
	}
	s := fold(events...)
	if len(s.Clusters) != 1 {
		t.Fatalf("got %d clusters", len(s.Clusters))
	}
	c := s.Clusters[0]
	if !c.Probing() || c.Previews != 7 || c.Routes != 2 || c.Route != "" || c.Burst != 40 {
		t.Errorf("got %+v", c)
	}
}

func TestBurstNeedsManyWithinTheSpan(t *testing.T) {
	spread := func(n int, gap time.Duration) (events []*Event) {
		for i := range n {
			events = append(events, failure(keys.ExpiredKey, "k", "", "192.0.2.1", "GET /x", noon.Add(-time.Duration(i)*gap)))
		}
		return events
	}
	for _, c := range []struct {
		n    int
		gap  time.Duration
		want int
	}{
		{BurstLeast - 1, time.Second, 0},
		{BurstLeast, time.Second, BurstLeast},
		{10 * BurstLeast, time.Minute, 0},
	} {
		if got := fold(spread(c.n, c.gap)...).Clusters[0].Burst; got != c.want {
			t.Errorf("%d every %v: got %d, want %d", c.n, c.gap, got, c.want)
		}
	}
}

// drawEvents makes a small world, so that clusters have members.
func drawEvents(t *rapid.T) []*Event {
	list := make([]*Event, rapid.IntRange(0, 60).Draw(t, "events"))
	for i := range list {
		reason := rapid.SampledFrom(append(keys.Reasons(), "")).Draw(t, "reason")
		e := failure(reason, rapid.SampledFrom([]string{"", "k1", "k2"}).Draw(t, "key"),
			rapid.SampledFrom([]string{"", "supascale_aaaa...", "supascale_bbbb..."}).Draw(t, "preview"),
			rapid.SampledFrom([]string{"192.0.2.1", "192.0.2.2"}).Draw(t, "ip"),
			rapid.SampledFrom([]string{"GET /api/v1/projects", "GET /api/v1/projects/1", "POST /api/v1/tasks"}).Draw(t, "what"),
			noon.Add(-time.Duration(rapid.IntRange(0, 24*3600).Draw(t, "ago"))*time.Second))
		e.Failed = reason != ""
		e.Counts = rapid.IntRange(1, 5).Draw(t, "counts")
		list[i] = e
	}
	return list
}

func TestFiguresAddUpInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := drawEvents(t)
		s := fold(events...)
		buckets, reasons, clusters, sparks, entries := 0, 0, 0, 0, 0
		for _, n := range s.Buckets {
			buckets += n
		}
		for _, n := range s.Reasons {
			reasons += n
		}
		for _, c := range s.Clusters {
			clusters += c.Attempts
			entries += c.Entries
			for _, n := range c.Spark {
				sparks += n
			}
			if len(c.Spark) > Sparks+1 {
				t.Fatalf("a spark has %d steps", len(c.Spark))
			}
		}
		if buckets != s.Attempts || reasons != s.Attempts || clusters != s.Attempts || sparks != s.Attempts ||
			entries != s.Entries || s.Entries != len(events) {
			t.Fatalf("%d attempts, but %d in buckets, %d by reason, %d in clusters, %d in sparks; %d of %d entries",
				s.Attempts, buckets, reasons, clusters, sparks, entries, len(events))
		}
		other := slices.Clone(events)
		slices.Reverse(other)
		if again := fold(other...); !reflect.DeepEqual(again, s) {
			t.Fatalf("the order of the events matters:\n%+v\n%+v", s, again)
		}
	})
}

func TestQuerySelectsTheCluster(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := drawEvents(t)
		for _, c := range fold(events...).Clusters {
			f, err := c.Query().Bind(noon, time.UTC)
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			for _, e := range events {
				if f.Match(&e.Event) {
					n++
				}
			}
			// A key that only has a preview can't be asked for exactly.
			if n < c.Entries || n > c.Entries && c.KeyID != "" {
				t.Fatalf("%q selects %d of %d entries", c.Query(), n, c.Entries)
			}
		}
	})
}

func TestAddressesOfAKey(t *testing.T) {
	created := failure("", "k1", "", "192.0.2.9", "", noon)
	created.Resource = "" // the making of a key is no use of it
	many := failure("", "k1", "", "192.0.2.1", "GET /api/v1/projects", noon.Add(-time.Hour))
	many.Oldest, many.Counts = noon.Add(-3*time.Hour), 5
	s := fold(
		failure("", "k1", "", "192.0.2.1", "GET /api/v1/projects", noon), many,
		failure("", "k1", "", "192.0.2.2", "GET /api/v1/projects", noon), created,
		failure("", "k2", "", "192.0.2.1", "GET /api/v1/projects", noon),
		failure(keys.MissingKey, "", "", "192.0.2.3", "GET /api/v1/projects", noon),
	)
	want := []Address{
		{KeyID: "k1", IP: "192.0.2.1", Count: 6, First: noon.Add(-3 * time.Hour), Last: noon},
		{KeyID: "k1", IP: "192.0.2.2", Count: 1, First: noon, Last: noon},
		{KeyID: "k2", IP: "192.0.2.1", Count: 1, First: noon, Last: noon},
	}
	if !reflect.DeepEqual(s.Addresses, want) {
		t.Errorf("got %+v", s.Addresses)
	}
}

func TestTestsOfAKeyAreNoUse(t *testing.T) {
	f := NewFolder(noon.Add(-time.Hour), noon, time.Minute, 10, true)
	for _, agent := range []string{"supascale-tui/1 (key test 0123456789ab)", "deploy/2"} {
		f.Add(&Event{Required: "read", Event: query.Event{
			KeyID: "k", Resource: "projects", IP: "203.0.113.7", Agent: agent, At: noon.Add(-time.Minute),
		}})
	}
	s := f.Stats()
	if len(s.Uses) != 1 || s.Uses[0].Count != 1 || len(s.Addresses) != 1 || s.Addresses[0].Count != 2 {
		t.Errorf("uses %+v, addresses %+v", s.Uses, s.Addresses)
	}
}

// The local instance logs with these events what was asked, and as the key the one
// that was made or revoked.
func TestTheMakingOfAKeyIsNoUseOfIt(t *testing.T) {
	f := NewFolder(noon.Add(-time.Hour), noon, time.Minute, 10, true)
	for _, kind := range []string{"api_key.created", "api_key.revoked"} {
		f.Add(&Event{Required: "write", Event: query.Event{
			Type: kind, KeyID: "k", Method: "POST", Path: "/api/v1/settings/api-keys", Resource: "system", IP: "203.0.113.7", At: noon.Add(-time.Minute),
		}})
	}
	if s := f.Stats(); len(s.Uses) != 0 || len(s.Addresses) != 0 || s.Attempts != 2 {
		t.Errorf("uses %+v, addresses %+v of %d", s.Uses, s.Addresses, s.Attempts)
	}
}

// A key that was made is no use of it, in causes neither, and what nothing tells
// is a cause of its own.
func TestCausesTellWhatWasDone(t *testing.T) {
	at := time.Date(2026, 1, 19, 12, 0, 0, 0, time.UTC)
	f := NewFolder(at.Add(-time.Hour), at, time.Hour, 0, true)
	same := query.Event{At: at, KeyID: "k", Method: "POST", Path: "/api/v1/settings/api-keys", Resource: "system", Type: "api_key.request"}
	created, untold, failed := same, same, same
	created.Type, untold.Untold, failed.Failed = "api_key.created", true, true
	for _, e := range []query.Event{same, created, untold, failed} {
		f.Add(&Event{Event: e, Required: "write", Message: "said"})
	}
	s := f.Stats()
	if len(s.Clusters) != 4 || s.Reasons[""] != 2 || s.Reasons[keys.UntoldReason] != 2 || s.Clusters[0].Message != "said" {
		t.Errorf("got %+v, %v", s.Clusters, s.Reasons)
	}
	for _, u := range s.Uses {
		if u.Count != 1 {
			t.Errorf("what nothing tells counts as a use: %+v", u)
		}
	}
	for i := range s.Clusters {
		c := &s.Clusters[i]
		if want := c.Type == "api_key.created"; strings.Contains(c.Query().String(), "type:api_key.created") != want {
			t.Errorf("%s is looked for by %s", c.Type, c.Query())
		}
	}
}
