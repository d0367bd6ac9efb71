package keyset

import (
	"sync/atomic"
	"time"

	"github.com/supascale/supascale-tui/internal/keys"
)

// Held is a key in memory. Its methods are safe for concurrent use. An instance
// may hold a hundred thousand of them: times are milliseconds since the epoch, 0
// for none, and the digest is the set's alone.
type Held struct {
	seq         int64
	text        string // id, preview and name in one piece
	idEnd       uint16
	previewEnd  uint16
	permissions keys.Permissions
	created     int64
	expires     int64
	used        atomic.Int64
	revoked     atomic.Int64
	// refused says that somebody asked to revoke the key. The store may not know
	// it yet, or may have been unable to write it.
	refused atomic.Bool
}

func hold(k Key) *Held {
	h := &Held{
		seq: k.Seq, text: k.ID + k.Preview + k.Name,
		idEnd: uint16(len(k.ID)), previewEnd: uint16(len(k.ID) + len(k.Preview)),
		permissions: k.Permissions, created: millis(k.Created), expires: millis(k.Expires),
	}
	h.used.Store(millis(k.LastUsed))
	h.revoked.Store(millis(k.Revoked))
	return h
}

// ID is the key's id. Like the four that follow it never changes in the key's
// lifetime.
func (h *Held) ID() string { return h.text[:h.idEnd] }

// Name is what its maker called the key.
func (h *Held) Name() string { return h.text[h.previewEnd:] }

// Preview is what may be shown of the key's value.
func (h *Held) Preview() string { return h.text[h.idEnd:h.previewEnd] }

// Permissions are what the key may do.
func (h *Held) Permissions() keys.Permissions { return h.permissions }

// Expires is when the key expires, zero for never.
func (h *Held) Expires() time.Time { return fromMillis(h.expires) }

// Refusal says why the key is not valid at now, "" when it is. A key is expired
// from the very second of its expiry on.
func (h *Held) Refusal(now time.Time) keys.Reason {
	switch {
	case h.refused.Load(), h.revoked.Load() != 0:
		return keys.RevokedKey
	case keys.ExpiresAt(h.Expires()).StatusAt(now) == keys.Expired:
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

// Snapshot is the key as it stands now, without its digest.
func (h *Held) Snapshot() Key {
	return Key{
		Seq: h.seq, ID: h.ID(), Name: h.Name(), Preview: h.Preview(), Permissions: h.permissions,
		Created: fromMillis(h.created), Expires: h.Expires(),
		LastUsed: fromMillis(h.used.Load()), Revoked: fromMillis(h.revoked.Load()),
	}
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
