// Package keyset holds the keys of an instance in memory in front of the
// store, and the rules for making and revoking them. What it says is durable
// before it says it.
package keyset

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/supascale/supascale-tui/internal/instance/activity"
	"github.com/supascale/supascale-tui/internal/instance/durable"
	"github.com/supascale/supascale-tui/internal/keys"
)

// Key is everything kept of a key. A zero time means none. Times are UTC and
// exact to the millisecond; an expiry is exact to the second.
type Key struct {
	Seq         int64 // order of creation, given by the store
	ID          string
	Name        string
	Preview     string
	Digest      keys.Digest // not in what a set gives
	Permissions keys.Permissions
	Created     time.Time
	Expires     time.Time
	LastUsed    time.Time
	Revoked     time.Time // set on a gone key: kept so that the log can name it
}

// Store keeps keys durably: a nil error means that the write survives a kill.
type Store interface {
	// LoadKeys gives every key, gone keys included, to yield.
	LoadKeys(ctx context.Context, yield func(Key) error) error
	// InsertKeys adds keys with their entries of the log, all or none, and sets
	// their Seq.
	InsertKeys(ctx context.Context, list []Key, log []activity.Entry) error
	// RevokeKey turns a key into a gone key and adds the entries of the log, both
	// or neither.
	RevokeKey(ctx context.Context, id string, at time.Time, log []activity.Entry) error
}

// Errors of the rules.
var (
	ErrNotFound = errors.New("no key with this id")
	ErrNotEmpty = errors.New("the store has keys already")
)

// grownBy is after how many new keys it is worth freeing what making them took.
const grownBy = 1000

// Set is all keys of an instance.
type Set struct {
	store  Store
	now    func() time.Time
	random io.Reader // safe for concurrent use

	writes *durable.Queue // one create or revoke at a time
	// Unsettled is ready when Settle has something to do.
	Unsettled chan struct{}
	// Grown is ready when keys were added, grownBy at least.
	Grown chan struct{}

	mu       sync.RWMutex
	byDigest map[keys.Digest]*Held // gone keys included
	byID     map[string]*Held      // gone keys included
	live     []*Held               // oldest first
	gone     []*Held               // gone keys, the earliest revocation first
	added    int                   // since Grown was ready
	// unsettled are the keys whose revocation is not stored yet.
	unsettled map[*Held]Entry
}

// Load reads the set from the store.
func Load(ctx context.Context, store Store, now func() time.Time, random io.Reader) (*Set, error) {
	s := &Set{
		store: store, now: now, random: random, writes: durable.NewQueue(),
		Unsettled: make(chan struct{}, 1), Grown: make(chan struct{}, 1), unsettled: map[*Held]Entry{},
		byDigest: map[keys.Digest]*Held{}, byID: map[string]*Held{},
	}
	err := store.LoadKeys(ctx, func(k Key) error {
		s.add(k)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("load keys: %w", err)
	}
	slices.SortFunc(s.live, byAge)
	slices.SortFunc(s.gone, byRevocation)
	return s, nil
}

func byAge(a, b *Held) int {
	return cmp.Or(cmp.Compare(a.created, b.created), cmp.Compare(a.seq, b.seq))
}

func byRevocation(a, b *Held) int {
	return cmp.Or(cmp.Compare(a.revoked.Load(), b.revoked.Load()), cmp.Compare(a.seq, b.seq))
}

// add needs the lock, or sole ownership. It leaves the order to the caller.
func (s *Set) add(k Key) {
	h := hold(k)
	s.byDigest[k.Digest] = h
	s.byID[h.ID()] = h
	if k.Revoked.IsZero() {
		s.live = append(s.live, h)
	} else {
		s.gone = append(s.gone, h)
	}
}

// Find looks a key up by its digest; a revoked key is found too.
func (s *Set) Find(d keys.Digest) (*Held, bool) {
	s.mu.RLock()
	h, found := s.byDigest[d]
	s.mu.RUnlock()
	return h, found
}

// Count is the number of keys that are not revoked.
func (s *Set) Count() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.live)
}

// Ever is the number of keys ever made, revoked ones included.
func (s *Set) Ever() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.byID)
}

// Page gives the keys that are not revoked, newest first, and how many there
// are in all. A negative limit means no limit.
func (s *Set) Page(limit, offset int) (page []Key, total int) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return pageOf(s.live, limit, offset)
}

// PageRevoked gives what is kept of revoked keys, the latest revocation first,
// and how many there are in all. A negative limit means no limit.
func (s *Set) PageRevoked(limit, offset int) (page []Key, total int) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return pageOf(s.gone, limit, offset)
}

// pageOf gives a part of a list from its end: it costs what the part does, however
// long the list is.
func pageOf(list []*Held, limit, offset int) (page []Key, total int) {
	total = len(list)
	offset = min(offset, total)
	n := total - offset
	if limit >= 0 {
		n = min(n, limit)
	}
	page = make([]Key, n)
	for i := range page {
		page[i] = list[total-1-offset-i].Snapshot()
	}
	return page, total
}

// All gives the keys that are not revoked, newest first. It holds little of them:
// a snapshot of each is made when its turn comes.
func (s *Set) All() iter.Seq[Key] {
	s.mu.RLock()
	held := slices.Clone(s.live)
	s.mu.RUnlock()
	return func(yield func(Key) bool) {
		for _, h := range slices.Backward(held) {
			if !yield(h.Snapshot()) {
				return
			}
		}
	}
}
