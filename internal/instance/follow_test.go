package instance_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/supascale/supascale-tui/internal/api/wire"
)

// changes reads what changed since a cursor, in pages, and gives the new one.
func (b *bench) changes(after string, limit int) (list []wire.Activity, next string) {
	for {
		page := b.activity(fmt.Sprintf("outcome=failure&limit=%d&after=%s", limit, after))
		if page.Coverage != nil {
			b.t.Errorf("coverage in an answer about changes: %+v", page.Coverage)
		}
		list = append(list, page.Activities...)
		after = page.FollowCursor
		if page.NextCursor == "" {
			return list, after
		}
	}
}

// TestFollowingMissesAndRepeatsNothing has eight writers at work while a reader
// follows.
func TestFollowingMissesAndRepeatsNothing(t *testing.T) {
	t.Parallel()
	const writers, each = 8, 40
	b := open(t)
	b.guess("/before")
	first := b.activity("outcome=failure&limit=1000")
	seen := map[string]int{}
	for _, a := range first.Activities {
		seen[a.Path]++
	}
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for n := range each {
				// Each writer has an address of its own for every 20: more would be
				// rate limited and folded.
				b.send("GET", fmt.Sprintf("/w%d/%d", w, n), "", fmt.Sprintf("From-Address: 198.51.100.%d:1", w*10+n/20))
			}
		})
	}
	done := make(chan struct{})
	go func() { wg.Wait(); close(done) }()
	after, order := first.FollowCursor, map[int]int{}
	take := func() {
		var list []wire.Activity
		list, after = b.changes(after, 7)
		for _, a := range list {
			seen[a.Path]++
			var w, n int
			if _, err := fmt.Sscanf(a.Path, "/w%d/%d", &w, &n); err != nil {
				continue
			}
			if n < order[w] {
				t.Errorf("writer %d: %d came after %d", w, n, order[w])
			}
			order[w] = n
		}
	}
	for running := true; running; {
		select {
		case <-done:
			running = false
		default:
		}
		take()
	}
	take()
	if len(seen) != writers*each+1 {
		t.Errorf("saw %d of %d", len(seen), writers*each+1)
	}
	for path, n := range seen {
		if n != 1 {
			t.Errorf("%s came %d times", path, n)
		}
	}
}

func TestFollowingTellsOfCountsThatRose(t *testing.T) {
	t.Parallel()
	b := open(t)
	flood := func(n int) {
		for range n {
			b.guess("/flood")
		}
	}
	flood(70) // beyond 60 a minute they count in one entry
	after := b.activity("outcome=failure").FollowCursor
	if list, _ := b.changes(after, 50); len(list) != 0 {
		t.Errorf("news without any: %+v", list)
	}
	flood(5)
	list, after := b.changes(after, 50)
	if len(list) != 1 || list[0].Reason != "rate_limited" || list[0].Count != 15 {
		t.Errorf("got %+v", list)
	}
	if list, _ = b.changes(after, 50); len(list) != 0 {
		t.Errorf("the same news twice: %+v", list)
	}
}
