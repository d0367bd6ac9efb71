package rest

import (
	"encoding/binary"
	"net/http"
	"net/netip"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/keys"
)

// A route that does not say what it is about does not register.
func TestRoutesAreRefusedWithoutAResource(t *testing.T) {
	get := map[string]action{http.MethodGet: do(func(*call) (answer, error) { return answer{}, nil })}
	for name, c := range map[string]struct {
		pattern  string
		resource keys.Resource
		actions  map[string]action
		ok       bool
	}{
		"good":                     {"/api/v1/projects", keys.Projects, get, true},
		"with an id":               {"/api/v1/projects/{id}", keys.Projects, get, true},
		"no resource":              {"/api/v1/projects/x", "", get, false},
		"unknown resource":         {"/api/v1/projects/x", "mail", get, false},
		"another's path":           {"/api/v1/projects/x", keys.Backups, get, false},
		"path of nobody":           {"/metrics", keys.System, get, false},
		"only looks like the path": {"/api/v1/projectsx", keys.Projects, get, false},
		"no methods":               {"/api/v1/projects/x", keys.Projects, nil, false},
		"no action":                {"/api/v1/projects/x", keys.Projects, map[string]action{http.MethodGet: {}}, false},
		"id in the middle":         {"/api/v1/projects/{id}/logs", keys.Projects, get, false},
		"trailing slash":           {"/api/v1/projects/", keys.Projects, get, false},
	} {
		if err := newRouter().register(c.pattern, c.resource, c.actions); (err == nil) != c.ok {
			t.Errorf("%s: got %v", name, err)
		}
	}
	rt := newRouter()
	if err := rt.register("/api/v1/tasks", keys.Tasks, get); err != nil {
		t.Fatal(err)
	}
	if err := rt.register("/api/v1/tasks", keys.Tasks, get); err == nil {
		t.Error("a route could be registered twice")
	}
}

func address(n int) netip.Addr {
	var raw [4]byte
	binary.BigEndian.PutUint32(raw[:], uint32(n))
	return netip.AddrFrom4(raw)
}

func TestLimiterIsBounded(t *testing.T) {
	l := limiter{windows: map[sender]*window{}}
	now := time.Unix(1_800_000_000, 0)
	entries := map[logging]int{}
	for n := range limitSenders + 100 {
		v := l.refuse(byAddress(address(n)), now)
		if v.limited && n < limitSenders+refusedPerMinute {
			t.Fatalf("address %d was limited at once", n)
		}
		entries[v.log]++
	}
	if len(l.windows) != limitSenders {
		t.Errorf("%d addresses are kept", len(l.windows))
	}
	if entries[alone] != refusalsPerMinute || entries[folded] != 0 {
		t.Errorf("got %v entries", entries)
	}
	beyond := byAddress(address(-1))
	if v := l.refuse(beyond, now); !v.limited || v.log != shared {
		t.Errorf("an address beyond the table: %+v", v)
	}
	now = now.Add(limitWindow)
	if v := l.refuse(beyond, now); v.limited || v.log != alone {
		t.Errorf("the limit outlives its minute: %+v", v)
	}
	if len(l.windows) != 1 {
		t.Errorf("%d addresses are kept after a minute", len(l.windows))
	}
	for range 10_000 {
		entries[l.refuse(sender{key: "key-1"}, now).log]++
	}
	if entries[alone] != refusalsPerMinute+refusedPerMinute || entries[folded] != 10_000-refusedPerMinute {
		t.Errorf("one key made %v entries", entries)
	}
}
