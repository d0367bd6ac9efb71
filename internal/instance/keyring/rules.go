package keyring

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

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

// Check reads what is wanted strictly: a keys.FieldError names the first field
// that is refused.
func (w Wanted) Check(now time.Time) (Wanted, error) {
	name, err := keys.CleanName(w.Name)
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

// Create makes a key on behalf of one with the permissions own, and returns
// its value, which is kept nowhere. The key is durable when Create returns.
func (r *Ring) Create(ctx context.Context, w Wanted, own keys.Permissions) (Key, string, error) {
	r.writes.Lock()
	defer r.writes.Unlock()
	return r.create(ctx, w, own)
}

// CreateFirst is Create on a ring without keys, with nobody to ask for leave.
// It returns ErrNotEmpty when permitted, called with the ids of the keys that
// are not revoked, says no.
func (r *Ring) CreateFirst(ctx context.Context, w Wanted, permitted func(ids []string) bool) (Key, string, error) {
	r.writes.Lock()
	defer r.writes.Unlock()
	if !permitted(r.ids()) {
		return Key{}, "", ErrNotEmpty
	}
	return r.create(ctx, w, keys.AllWrite())
}

func (r *Ring) ids() []string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	list := make([]string, len(r.live))
	for i, h := range r.live {
		list[i] = h.key.ID
	}
	return list
}

func (r *Ring) create(ctx context.Context, w Wanted, own keys.Permissions) (Key, string, error) {
	now := r.now().UTC().Truncate(time.Millisecond)
	w, err := w.Check(now)
	if err != nil {
		return Key{}, "", err
	}
	if over := w.Permissions.Exceeding(own); len(over) > 0 {
		return Key{}, "", &ExceedsError{over[0], w.Permissions.Level(over[0]), own.Level(over[0]), over}
	}
	value, err := keys.Generate(r.random)
	if err != nil {
		return Key{}, "", err
	}
	id, err := NewID(r.random, "key")
	if err != nil {
		return Key{}, "", err
	}
	list := []Key{{
		ID: id, Name: w.Name, Preview: keys.Preview(value), Digest: keys.DigestOf(value),
		Permissions: w.Permissions, Created: now, Expires: w.Expires,
	}}
	// A caller that goes away must not leave it open whether the key was made.
	if err := r.store.InsertKeys(context.WithoutCancel(ctx), list); err != nil {
		return Key{}, "", fmt.Errorf("store a key: %w", err)
	}
	r.publish(list)
	return list[0], value, nil
}

// Import adds keys made elsewhere (samples, benchmarks) to the store and the
// ring, all or none.
func (r *Ring) Import(ctx context.Context, list []Key) error {
	r.writes.Lock()
	defer r.writes.Unlock()
	if err := r.store.InsertKeys(ctx, list); err != nil {
		return fmt.Errorf("store keys: %w", err)
	}
	r.publish(list)
	return nil
}

func (r *Ring) publish(list []Key) {
	r.mu.Lock()
	defer r.mu.Unlock()
	from := len(r.live)
	for _, k := range list {
		r.add(k)
	}
	// A new key is the newest, unless the clock was set back or the keys were
	// imported.
	if !slices.IsSortedFunc(r.live[max(0, from-1):], byAge) {
		slices.SortFunc(r.live, byAge)
	}
}

// Revoke makes a key invalid for every request from now on, durably. It
// returns ErrNotFound for a key that is unknown or revoked already.
func (r *Ring) Revoke(ctx context.Context, id string) (Key, error) {
	r.writes.Lock()
	defer r.writes.Unlock()
	r.mu.RLock()
	h, found := r.byID[id]
	r.mu.RUnlock()
	if !found || h.revoked.Load() != 0 {
		return Key{}, ErrNotFound
	}
	at := r.now().UTC().Truncate(time.Millisecond)
	if err := r.store.RevokeKey(context.WithoutCancel(ctx), id, at); err != nil {
		return Key{}, fmt.Errorf("revoke a key: %w", err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	h.revoked.Store(at.UnixMilli())
	if i := slices.Index(r.live, h); i >= 0 {
		r.live = slices.Delete(r.live, i, i+1)
	}
	return h.Snapshot(), nil
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
