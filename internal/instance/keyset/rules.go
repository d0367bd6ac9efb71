package keyset

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/instance/activity"
	"github.com/supascale/supascale-tui/internal/keys"
)

// Wanted is a key asked for. A zero Expires means it never expires.
type Wanted struct {
	Name        string
	Permissions keys.Permissions
	Expires     time.Time
}

// ExceedsError refuses a key that would be mightier than the one that makes it.
type ExceedsError struct {
	Resource  keys.Resource
	Wanted    keys.Level
	Own       keys.Level
	Resources []keys.Resource // all that exceed; Resource is the first
}

func (e *ExceedsError) Error() string {
	return fmt.Sprintf("a key cannot grant %s on %s: its own level is %s", e.Wanted, e.Resource.Noun(), e.Own)
}

// OutlivesError refuses a key that would live longer than the one that makes it.
type OutlivesError struct{ Own time.Time }

func (e *OutlivesError) Error() string {
	return "must not be later than " + e.Own.Format(time.RFC3339) + ", when the key that creates it expires"
}

// Check reads what is wanted strictly: a keys.FieldError names the first field
// that is refused.
func (w Wanted) Check(now time.Time) (Wanted, error) {
	name, err := keys.SanitizeName(w.Name)
	if err != nil {
		return Wanted{}, err
	}
	w.Name = name
	if w.Permissions.IsNone() {
		return Wanted{}, &keys.FieldError{Field: "permissions", Reason: "grants nothing: set at least one resource to read or write"}
	}
	if !w.Expires.IsZero() {
		w.Expires = w.Expires.UTC().Truncate(time.Second)
		if !w.Expires.After(now) {
			return Wanted{}, &keys.FieldError{Field: "expiresAt", Reason: "must be in the future"}
		}
	}
	return w, nil
}

// Maker is on whose behalf a key is made: what is made can neither do more nor
// live longer. A zero Expires means that the maker does not expire.
type Maker struct {
	Permissions keys.Permissions
	Expires     time.Time
}

// Owner is a maker who may make any key.
func Owner() Maker { return Maker{Permissions: keys.AllWrite()} }

// Entry gives the entry of the log that a change of a key is stored with.
type Entry func(Key) activity.Entry

// Create makes a key on behalf of by, and returns its value, which is kept
// nowhere. The key and its entry of the log are durable when Create returns; the
// errors of durable.Queue are those of a disk that does not take them in time.
func (s *Set) Create(ctx context.Context, w Wanted, by Maker, entry Entry) (Key, string, error) {
	return s.create(ctx, w, by, entry, func() error { return nil })
}

// CreateFirst is Create on a set without keys, with nobody to ask for leave.
// It returns ErrNotEmpty when permitted, called with the ids of the keys that
// are not revoked, says no.
func (s *Set) CreateFirst(ctx context.Context, w Wanted, entry Entry, permitted func(ids []string) bool) (Key, string, error) {
	return s.create(ctx, w, Owner(), entry, func() error {
		if !permitted(s.ids()) {
			return ErrNotEmpty
		}
		return nil
	})
}

func (s *Set) ids() []string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	list := make([]string, len(s.live))
	for i, h := range s.live {
		list[i] = h.ID()
	}
	return list
}

func (s *Set) create(ctx context.Context, w Wanted, by Maker, entry Entry, allowed func() error) (Key, string, error) {
	var made Key
	var value string
	err := s.writes.Do(ctx, func(ctx context.Context) error {
		if err := allowed(); err != nil {
			return err
		}
		k, plaintext, err := s.draw(w, by)
		if err != nil {
			return err
		}
		list := []Key{k}
		if err := s.store.InsertKeys(ctx, list, []activity.Entry{entry(k)}); err != nil {
			return fmt.Errorf("store a key: %w", err)
		}
		s.publish(list)
		made, value = list[0], plaintext
		return nil
	})
	if err != nil {
		return Key{}, "", err
	}
	return made, value, nil
}

// draw checks what is wanted and draws the key.
func (s *Set) draw(w Wanted, by Maker) (k Key, value string, err error) {
	now := s.now().UTC().Truncate(time.Millisecond)
	if w, err = w.Check(now); err != nil {
		return k, "", err
	}
	if over := w.Permissions.Exceeding(by.Permissions); len(over) > 0 {
		return k, "", &ExceedsError{over[0], w.Permissions.Level(over[0]), by.Permissions.Level(over[0]), over}
	}
	if !by.Expires.IsZero() && (w.Expires.IsZero() || w.Expires.After(by.Expires)) {
		return k, "", &OutlivesError{by.Expires}
	}
	if value, err = keys.Generate(s.random); err != nil {
		return k, "", err
	}
	id, err := NewID(s.random, "key")
	if err != nil {
		return k, "", err
	}
	return Key{
		ID: id, Name: w.Name, Preview: keys.Preview(value), Digest: keys.DigestOf(value),
		Permissions: w.Permissions, Created: now, Expires: w.Expires,
	}, value, nil
}

// Import adds keys made elsewhere (samples, benchmarks) to the store and the
// set, all or none.
func (s *Set) Import(ctx context.Context, list []Key) error {
	return s.writes.Do(ctx, func(ctx context.Context) error {
		if err := s.store.InsertKeys(ctx, list, nil); err != nil {
			return fmt.Errorf("store keys: %w", err)
		}
		s.publish(list)
		return nil
	})
}

func (s *Set) publish(list []Key) {
	s.mu.Lock()
	defer s.mu.Unlock()
	live, gone := len(s.live), len(s.gone)
	for _, k := range list {
		s.add(k)
	}
	// A new key is the newest, unless the clock was set back or the keys were
	// imported.
	if !slices.IsSortedFunc(s.live[max(0, live-1):], byAge) {
		slices.SortFunc(s.live, byAge)
	}
	if !slices.IsSortedFunc(s.gone[max(0, gone-1):], byRevocation) {
		slices.SortFunc(s.gone, byRevocation)
	}
	if s.added += len(list); s.added >= grownBy {
		s.added = 0
		nudge(s.Grown)
	}
}

func nudge(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// Revoke makes a key invalid: at once for every request to this process, and
// durably when Revoke returns nil. It returns ErrNotFound for a key that is
// unknown or revoked already. A key whose revocation could not be stored stays in
// the list and is refused all the same; Settle tries again.
func (s *Set) Revoke(ctx context.Context, id string, entry Entry) (Key, error) {
	s.mu.RLock()
	h, found := s.byID[id]
	s.mu.RUnlock()
	if !found || h.revoked.Load() != 0 {
		return Key{}, ErrNotFound
	}
	h.refused.Store(true)
	k, err := s.storeRevocation(ctx, h, entry)
	if err != nil && !errors.Is(err, ErrNotFound) {
		s.note(h, entry)
	}
	return k, err
}

func (s *Set) storeRevocation(ctx context.Context, h *Held, entry Entry) (Key, error) {
	var gone Key
	err := s.writes.Do(ctx, func(ctx context.Context) error {
		if h.revoked.Load() != 0 {
			return ErrNotFound // by somebody else, meanwhile
		}
		at := s.now().UTC().Truncate(time.Millisecond)
		k := h.Snapshot()
		k.Revoked = at
		if err := s.store.RevokeKey(ctx, k.ID, at, []activity.Entry{entry(k)}); err != nil {
			return fmt.Errorf("revoke a key: %w", err)
		}
		s.bury(h, at)
		gone = h.Snapshot()
		return nil
	})
	if err != nil {
		return Key{}, err
	}
	return gone, nil
}

// note keeps a revocation for Settle.
func (s *Set) note(h *Held, entry Entry) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unsettled[h] = entry
	nudge(s.Unsettled)
}

// Settle stores the revocations that could not be stored when they were asked
// for.
func (s *Set) Settle(ctx context.Context) error {
	s.mu.RLock()
	left := maps.Clone(s.unsettled)
	s.mu.RUnlock()
	for h, entry := range left {
		if _, err := s.storeRevocation(ctx, h, entry); err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		s.mu.Lock()
		delete(s.unsettled, h)
		s.mu.Unlock()
	}
	return nil
}

func (s *Set) bury(h *Held, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	h.revoked.Store(at.UnixMilli())
	if i, found := slices.BinarySearchFunc(s.live, h, byAge); found {
		s.live = slices.Delete(s.live, i, i+1)
	}
	// It is the last, unless the clock was set back.
	i, _ := slices.BinarySearchFunc(s.gone, h, byRevocation)
	s.gone = slices.Insert(s.gone, i, h)
}

// NewID draws an identifier such as "key-4f0qzm3k1x7d": 60 random bits, no
// secret.
func NewID(random io.Reader, kind string) (string, error) {
	const alphabet = "0123456789abcdefghjkmnpqrstvwxyz" // 32, so that no character is likelier
	var raw [12]byte
	if _, err := io.ReadFull(random, raw[:]); err != nil {
		return "", fmt.Errorf("draw an id: %w", err)
	}
	var b strings.Builder
	b.WriteString(kind)
	b.WriteByte('-')
	for _, c := range raw {
		b.WriteByte(alphabet[c%32])
	}
	return b.String(), nil
}
