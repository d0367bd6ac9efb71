// Package follow looks for what is new in the activity log, again and again:
// nothing is missed and nothing is told twice. Where the instance has cursors
// for it, it asks for what changed; elsewhere it reads the last minutes again
// and knows what it has seen.
package follow

import (
	"context"
	"errors"
	"maps"
	"sync"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
)

const (
	pageSize = 1000
	// pagesMost bounds a look. What is left comes with the next one, at once.
	pagesMost = 5

	// overlap is how far back an instance without cursors is asked again: it may
	// write entries late, and in another order than they happened.
	overlap = 2 * time.Minute
	// rememberFor is how long an entry that counts up is recognised. Entries are
	// folded by the minute (contract, "Activity").
	rememberFor = 3 * time.Minute
)

// Follower follows what a query selects. Its methods are safe for concurrent
// use, but a look that was overtaken by another must not be taken.
type Follower struct {
	mu     sync.RWMutex
	query  api.ActivityQuery
	cursor string // "" where the instance has none
	newest time.Time
	seen   map[string]seen
	pace   pace
}

type seen struct {
	at    time.Time
	count int
}

// From follows on from the first page of what query selects. All that the page
// has counts as seen.
func From(query api.ActivityQuery, first api.ActivityPage) *Follower {
	query.Cursor, query.After, query.Limit, query.Until = "", "", pageSize, time.Time{}
	f := &Follower{query: query, cursor: first.Follow, seen: map[string]seen{}, pace: newPace()}
	f.remember(first.Entries)
	return f
}

// Found is what a look found. It changes nothing until Take: one that is
// dropped is found again.
type Found struct {
	Fresh   []api.Activity // not seen before, the oldest change first
	Changed []api.Activity // seen before, and count more now
	// More says that there is more right now.
	More bool
	// Flooded says that more came than is looked through, so that some would be
	// missed: what is shown must be loaded anew.
	Flooded bool

	cursor string
	read   []api.Activity
}

// Look asks once for what is new. It changes nothing of the follower, so that
// it may run beside everything but Take.
func (f *Follower) Look(ctx context.Context, source api.LogSource) (Found, error) {
	f.mu.RLock()
	cursor, newest := f.cursor, f.newest
	f.mu.RUnlock()
	if cursor != "" {
		return f.lookByCursor(ctx, source, cursor, newest)
	}
	return f.lookBack(ctx, source, newest)
}

func (f *Follower) lookByCursor(ctx context.Context, source api.LogSource, cursor string, newest time.Time) (Found, error) {
	found := Found{cursor: cursor}
	query := f.query
	for page := range pagesMost {
		query.After = found.cursor
		answer, err := source.Activity(ctx, query)
		if err != nil {
			if page > 0 {
				break // what came is told, the rest comes with the next look
			}
			return Found{}, err
		}
		if answer.Follow == "" { // it has no cursors any more: it was replaced
			return f.lookBack(ctx, source, newest)
		}
		found.read = append(found.read, answer.Entries...)
		found.cursor, found.More = answer.Follow, answer.Next != ""
		if !found.More {
			break
		}
	}
	f.sort(&found)
	return found, nil
}

// lookBack reads the newest entries down to what was seen.
func (f *Follower) lookBack(ctx context.Context, source api.LogSource, newest time.Time) (Found, error) {
	found := Found{Flooded: true}
	query := f.query
	if from := newest.Add(-overlap); !newest.IsZero() && from.After(query.Since) {
		query.Since = from
	}
	walk := api.NewLogWalk(source, query)
	for range pagesMost {
		answer, err := walk.Page(ctx, pageSize)
		if err != nil {
			return Found{}, err
		}
		found.cursor = answer.Follow
		found.read = append(found.read, answer.Entries...)
		n := len(answer.Entries)
		if !walk.More() || n > 0 && answer.Entries[n-1].Time.Before(newest.Add(-overlap)) {
			found.Flooded = false
			break
		}
	}
	reverse(found.read)
	f.sort(&found)
	return found, nil
}

func reverse(list []api.Activity) {
	for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
		list[i], list[j] = list[j], list[i]
	}
}

// sort tells what is new from what is not.
func (f *Follower) sort(found *Found) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	alike := map[string]int{}
	here := map[string]int{} // where an entry of this look is among the fresh ones
	for _, a := range found.read {
		id := api.Identify(&a, alike)
		known, was := f.seen[id]
		at, again := here[id]
		switch {
		case again:
			found.Fresh[at] = a
		case !was:
			here[id] = len(found.Fresh)
			found.Fresh = append(found.Fresh, a)
		case known.count != a.Count:
			found.Changed = append(found.Changed, a)
		}
	}
}

// Take makes what a look found the state to go on from.
func (f *Follower) Take(found Found) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.cursor = found.cursor
	f.remember(found.read)
	f.pace.found(len(found.Fresh)+len(found.Changed) > 0, found.More)
}

// Failed notes that a look failed, for Wait.
func (f *Follower) Failed(err error) {
	after := time.Duration(0)
	if e, ok := errors.AsType[*api.Error](err); ok {
		after = e.RetryAfter
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.pace.failed(after)
}

// Wait is how long to wait before the next look.
func (f *Follower) Wait() time.Duration {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.pace.wait()
}

// Hurry makes the next looks frequent again, as long as news come.
func (f *Follower) Hurry() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.pace.hurry()
}

func (f *Follower) remember(list []api.Activity) {
	alike := map[string]int{}
	for _, a := range list {
		f.seen[api.Identify(&a, alike)] = seen{a.Time, a.Count}
		if a.Time.After(f.newest) {
			f.newest = a.Time
		}
	}
	if len(f.seen) > 2*pageSize {
		old := f.newest.Add(-rememberFor)
		maps.DeleteFunc(f.seen, func(_ string, s seen) bool { return s.at.Before(old) })
	}
}
