package output

import (
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/keys"
)

// RevokedKey is what is left of a key, in JSON (assets/schema/revoked-key.json).
type RevokedKey struct {
	ID          string            `json:"id"`
	Name        string            `json:"name"`
	KeyPreview  *string           `json:"keyPreview"`
	Permissions map[string]string `json:"permissions"`
	CreatedAt   *time.Time        `json:"createdAt"`
	ExpiresAt   keys.Expiry       `json:"expiresAt"`
	// RevokedAt is null where it is only known between which times it went.
	RevokedAt  *time.Time `json:"revokedAt"`
	GoneAfter  *time.Time `json:"goneAfter"`
	GoneBefore *time.Time `json:"goneBefore"`
	KnownBy    []string   `json:"knownBy"`
}

// Revoked is the shape of what is left of keys, with times in zone, seen from now.
func Revoked(now time.Time, zone *time.Location) Shape[history.Tombstone] {
	of := func(cell func(k *api.Key) string) func(history.Tombstone) string {
		return func(t history.Tombstone) string { return cell(&t.Key) }
	}
	fields := []Column[history.Tombstone]{
		{"id", of(func(k *api.Key) string { return k.ID }), 0},
		{"name", of(func(k *api.Key) string { return k.Name }), 0},
		{"keyPreview", of(func(k *api.Key) string { return k.Preview }), 0},
	}
	for _, r := range keys.Resources() {
		fields = append(fields, Column[history.Tombstone]{string(r), of(func(k *api.Key) string { return OfKey(k, now).Permissions[string(r)] }), 0})
	}
	return Shape[history.Tombstone]{
		Table: []Column[history.Tombstone]{
			{"NAME", of(func(k *api.Key) string { return or(k.Name) }), nameMax},
			{"GONE", func(t history.Tombstone) string { return t.When(zone, now) }, 0},
			{"KNOWN BY", func(t history.Tombstone) string { return t.KnownBy() }, 0},
			{"PERMISSIONS", of(func(k *api.Key) string { return k.Permissions.Summary() }), 60},
			{"KEY", of(func(k *api.Key) string { return or(keys.ShortPreview(k.Preview)) }), 0},
			{"ID", of(func(k *api.Key) string { return k.ID }), 0},
		},
		CSV: append(fields,
			Column[history.Tombstone]{"otherPermissions", of(func(k *api.Key) string { return others(*k) }), 0},
			Column[history.Tombstone]{"createdAt", of(func(k *api.Key) string { return timestamp(k.Created) }), 0},
			Column[history.Tombstone]{"expiresAt", of(func(k *api.Key) string { return k.Expires.Stamp() }), 0},
			Column[history.Tombstone]{"revokedAt", func(t history.Tombstone) string { return timestamp(revokedAt(&t)) }, 0},
			Column[history.Tombstone]{"goneAfter", func(t history.Tombstone) string { return timestamp(t.After) }, 0},
			Column[history.Tombstone]{"goneBefore", func(t history.Tombstone) string { return timestamp(t.Before) }, 0},
			Column[history.Tombstone]{"knownBy", func(t history.Tombstone) string { return strings.Join(knownBy(&t), " ") }, 0},
		),
		Wire: func(t history.Tombstone) any {
			k := OfKey(&t.Key, now)
			return RevokedKey{
				ID: k.ID, Name: k.Name, KeyPreview: k.KeyPreview, Permissions: k.Permissions, CreatedAt: k.CreatedAt, ExpiresAt: k.ExpiresAt,
				RevokedAt: timeOrNull(revokedAt(&t)), GoneAfter: timeOrNull(t.After), GoneBefore: timeOrNull(t.Before), KnownBy: knownBy(&t),
			}
		},
		Name: of(func(k *api.Key) string { return k.Name }),
	}
}

func revokedAt(t *history.Tombstone) time.Time {
	if !t.IsExact() {
		return time.Time{}
	}
	return t.Before
}

func knownBy(t *history.Tombstone) (list []string) {
	if t.ByInstance {
		list = append(list, "instance")
	}
	if t.ByConsole {
		list = append(list, "console")
	}
	return list
}
