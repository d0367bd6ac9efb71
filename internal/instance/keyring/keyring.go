// Package keyring holds the keys of an instance in memory in front of the
// store, and the rules for making and revoking them. What it says is durable
// before it says it.
package keyring

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"sync"
	"sync/atomic"
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
	Digest      keys.Digest
	Permissions keys.Permissions
	Created     time.Time
	Expires     time.Time
	LastUsed    time.Time
	Revoked     time.Time // set on a tombstone: kept so that the log can name it
}

// Store keeps keys durably: a nil error means that the write survives a kill.
type Store interface {
	// LoadKeys gives every key, tombstones included, to yield.
	LoadKeys(ctx context.Context, yield func(Key) error) error
	// InsertKeys adds keys with their entries of the log, all or none, and sets
	// their Seq.
	InsertKeys(ctx context.Context, list []Key, log []activity.Entry) error
	// RevokeKey turns a key into a tombstone and adds the entries of the log, both
	// or neither.
	RevokeKey(ctx context.Context, id string, at time.Time, log []activity.Entry) error
}

// Errors of the rules.
var (
	ErrNotFound = errors.New("no key with this id")
	ErrNotEmpty = errors.New("the store has keys already")
)

// Held is a key in memory. Its methods are safe for concurrent use.
type Held struct {
	key     Key
	used    atomic.Int64 // milliseconds since the epoch, 0: never
	revoked atomic.Int64
	// refused says that somebody asked to revoke the key. The store may not know
	// it yet, or may have been unable to write it.
	refused atomic.Bool
}

func hold(k Key) *Held {
	h := &Held{key: k}
	h.used.Store(millis(k.LastUsed))
	h.revoked.Store(millis(k.Revoked))
	return h
}

// ID is the key's id. Like the three that follow it never changes in the key's
// lifetime.
func (h *Held) ID() string { return h.key.ID }

// Name is what its maker called the key.
func (h *Held) Name() string { return h.key.Name }

// Preview is what may be shown of the key's value.
func (h *Held) Preview() string { return h.key.Preview }

// Permissions are what the key may do.
func (h *Held) Permissions() keys.Permissions { return h.key.Permissions }

// Expires is when the key expires, zero for never.
func (h *Held) Expires() time.Time { return h.key.Expires }

// Refusal says why the key is not valid at now, "" when it is. A key is expired
// from the very second of its expiry on.
func (h *Held) Refusal(now time.Time) keys.Reason {
	switch {
	case h.refused.Load(), h.revoked.Load() != 0:
		return keys.RevokedKey
	case keys.ExpiresAt(h.key.Expires).StatusAt(now) == keys.Expired:
		return keys.ExpiredKey
	}
	return ""
}

// Touch notes a use. Earlier times than the one known change nothing.
func (h *Held) Touch(at time.Time) {
	ms := millis(at)
	for {
		old := h.used.Load()
		if old >= ms || h.used.CompareAndSwap(old, ms) {
			return
		}
	}
}

// Snapshot is the key as it stands now.
func (h *Held) Snapshot() Key {
	k := h.key
	k.LastUsed = fromMillis(h.used.Load())
	k.Revoked = fromMillis(h.revoked.Load())
	return k
}

// Ring is all keys of an instance.
type Ring struct {
	store  Store
	now    func() time.Time
	random io.Reader // safe for concurrent use

	writes *durable.Queue // one create or revoke at a time
	// Unsettled is ready when Settle has something to do.
	Unsettled chan struct{}

	mu       sync.RWMutex
	byDigest map[keys.Digest]*Held // tombstones included
	byID     map[string]*Held      // tombstones included
	live     []*Held               // oldest first
	// unsettled are the keys whose revocation is not stored yet.
	unsettled map[*Held]Entry
}

// Load reads the ring from the store.
func Load(ctx context.Context, store Store, now func() time.Time, random io.Reader) (*Ring, error) {
	r := &Ring{
		store: store, now: now, random: random, writes: durable.NewQueue(),
		Unsettled: make(chan struct{}, 1), unsettled: map[*Held]Entry{},
		byDigest: map[keys.Digest]*Held{}, byID: map[string]*Held{},
	}
	err := store.LoadKeys(ctx, func(k Key) error {
		r.add(k)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("load keys: %w", err)
	}
	slices.SortFunc(r.live, byAge)
	return r, nil
}

func byAge(a, b *Held) int {
	return cmp.Or(a.key.Created.Compare(b.key.Created), cmp.Compare(a.key.Seq, b.key.Seq))
}

// add needs the lock, or sole ownership. It leaves the order to the caller.
func (r *Ring) add(k Key) {
	h := hold(k)
	r.byDigest[k.Digest] = h
	r.byID[k.ID] = h
	if k.Revoked.IsZero() {
		r.live = append(r.live, h)
	}
}

// Find looks a key up by its digest; a revoked key is found too.
func (r *Ring) Find(d keys.Digest) (*Held, bool) {
	r.mu.RLock()
	h, found := r.byDigest[d]
	r.mu.RUnlock()
	return h, found
}

// Count is the number of keys that are not revoked.
func (r *Ring) Count() int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return len(r.live)
}

// Ever is the number of keys ever made, revoked ones included.
func (r *Ring) Ever() int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return len(r.byID)
}

// Page gives the keys that are not revoked, newest first, and how many there
// are in all. A negative limit means no limit.
func (r *Ring) Page(limit, offset int) (page []Key, total int) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	total = len(r.live)
	offset = min(offset, total)
	n := total - offset
	if limit >= 0 {
		n = min(n, limit)
	}
	page = make([]Key, n)
	for i := range page {
		page[i] = r.live[total-1-offset-i].Snapshot()
	}
	return page, total
}

// All gives the keys that are not revoked, newest first. It holds little of them:
// a snapshot of each is made when its turn comes.
func (r *Ring) All() iter.Seq[Key] {
	r.mu.RLock()
	held := slices.Clone(r.live)
	r.mu.RUnlock()
	return func(yield func(Key) bool) {
		for _, h := range slices.Backward(held) {
			if !yield(h.Snapshot()) {
				return
			}
		}
	}
}

// PageRevoked gives what is kept of revoked keys, the latest revocation first,
// and how many there are in all. A negative limit means no limit.
func (r *Ring) PageRevoked(limit, offset int) (page []Key, total int) {
	r.mu.RLock()
	for _, h := range r.byID {
		if h.revoked.Load() != 0 {
			page = append(page, h.Snapshot())
		}
	}
	r.mu.RUnlock()
	slices.SortFunc(page, func(a, b Key) int {
		return cmp.Or(b.Revoked.Compare(a.Revoked), cmp.Compare(b.Seq, a.Seq))
	})
	total = len(page)
	page = page[min(offset, total):]
	if limit >= 0 {
		page = page[:min(limit, len(page))]
	}
	return page, total
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
