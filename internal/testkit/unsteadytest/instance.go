// Package unsteadytest is instances in memory that are slow, whose lists change while they
// are read, and that fail in the middle.
package unsteadytest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
)

// Instance has a list of keys and nothing else. One of the same seed does the same at the
// same requests.
type Instance struct {
	app.API
	keys     []api.Key
	most     int // keys of a page, 0 for as many as are asked for
	total    bool
	waits    []time.Duration // before the answers, in turn
	changes  map[int]change  // before the answer to that request
	restless bool            // or before every answer
	fails    [2]int          // from which request on, and up to which
	late     int             // the request that is answered when nobody waits any more, 0 for none
	requests int
}

// change takes keys out of a list and puts new ones before it.
type change struct{ at, gone, made int }

// New makes one, all of whose behaviour follows from the seed.
func New(seed uint64) *Instance {
	r := rand.New(rand.NewPCG(seed, 0))
	one := func(of int) bool { return r.IntN(of) == 0 }
	i := &Instance{total: !one(3), changes: map[int]change{}, restless: one(12)}
	i.add(seed, []int{0, 1, 5, 199, 200, 201, 450, 999, 1000, 1001}[r.IntN(10)])
	if n := len(i.keys); n > 1 && one(4) {
		i.keys[r.IntN(n)].ID = i.keys[r.IntN(n)].ID
	}
	if n := len(i.keys); n > 0 && one(4) {
		k := &i.keys[r.IntN(n)]
		k.ID, k.IDFlaw = "", api.IDMissing
	}
	if one(4) {
		i.most = 100
	}
	for range r.IntN(4) {
		i.waits = append(i.waits, time.Duration(r.IntN(2000))*time.Millisecond)
	}
	for one(2) {
		i.changes[1+r.IntN(6)] = change{r.IntN(len(i.keys) + 1), r.IntN(20), r.IntN(3)}
	}
	if one(4) {
		i.fails[0] = 1 + r.IntN(5)
		i.fails[1] = i.fails[0] + 1 + r.IntN(3)
	}
	if one(12) {
		i.late = 1 + r.IntN(4)
	}
	return i
}

// Prompt makes it answer in time.
func (i *Instance) Prompt() *Instance {
	i.late = 0
	return i
}

// add puts so many new keys before the others.
func (i *Instance) add(seed uint64, n int) {
	fresh := make([]api.Key, n, n+len(i.keys))
	for j := range fresh {
		at := i.requests*10_000 + n - j
		fresh[j] = api.Key{ID: fmt.Sprintf("key-%d", at), Name: fmt.Sprintf("Key %d of %d", at, seed), Created: time.Unix(int64(1_700_000_000+at), 0)}
	}
	i.keys = append(fresh, i.keys...)
}

// Instance names nothing.
func (i *Instance) Instance() api.Instance { return api.Instance{} }

// Close has nothing to close.
func (i *Instance) Close() {}

// ListKeys gives a page, or fails.
func (i *Instance) ListKeys(ctx context.Context, offset, limit int) (api.KeyPage, error) {
	i.requests++
	n := i.requests
	if n == i.late {
		<-time.After(time.Hour)
	} else if len(i.waits) > 0 {
		select {
		case <-time.After(i.waits[n%len(i.waits)]):
		case <-ctx.Done():
			return api.KeyPage{Total: -1}, &api.Error{Op: api.OpListKeys, Kind: api.Canceled, Cause: ctx.Err()}
		}
	}
	if c, found := i.changes[n]; found || i.restless {
		from := min(c.at, len(i.keys))
		i.keys = slices.Delete(i.keys, from, min(from+c.gone, len(i.keys)))
		i.add(uint64(n), max(c.made, 1))
	}
	if n >= i.fails[0] && n < i.fails[1] {
		return api.KeyPage{Total: -1}, &api.Error{Op: api.OpListKeys, Kind: api.Internal, Status: 500, Message: "it fails"}
	}
	if limit == 0 {
		limit = len(i.keys)
	}
	if i.most > 0 {
		limit = min(limit, i.most)
	}
	from := min(offset, len(i.keys))
	page := api.KeyPage{Keys: slices.Clone(i.keys[from:min(from+limit, len(i.keys))]), Total: -1}
	if i.total {
		page.Total = len(i.keys)
	}
	return page, nil
}
