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
	Instance   string     `json:"instance,omitempty"` // the one of several
}

// Revoked is the shape of what is left of keys, with times in zone, seen from now.
func Revoked(now time.Time, zone *time.Location) Shape[history.GoneKey] {
	of := func(cell func(k *api.Key) string) func(history.GoneKey) string {
		return func(t history.GoneKey) string { return cell(&t.Key) }
	}
	fields := []Column[history.GoneKey]{
		{"id", of(func(k *api.Key) string { return k.OwnID() }), 0},
		{"name", of(func(k *api.Key) string { return k.Name }), 0},
		{"keyPreview", of(func(k *api.Key) string { return k.Preview }), 0},
	}
	for _, r := range keys.Resources() {
		fields = append(fields, Column[history.GoneKey]{string(r), of(func(k *api.Key) string { return OfKey(k, now).Permissions[string(r)] }), 0})
	}
	return Shape[history.GoneKey]{
		Table: []Column[history.GoneKey]{
			{"NAME", of(func(k *api.Key) string { return or(k.Name) }), nameMax},
			{"GONE", func(t history.GoneKey) string { return t.When(zone, now) }, 0},
			{"KNOWN BY", func(t history.GoneKey) string { return t.KnownBy() }, 0},
			{"PERMISSIONS", of(func(k *api.Key) string { return k.Permissions.Summary() }), 60},
			{"KEY", of(func(k *api.Key) string { return or(keys.ShortPreview(k.Preview)) }), 0},
			{"ID", of(func(k *api.Key) string { return k.OwnID() }), 0},
		},
		CSV: append(fields,
			Column[history.GoneKey]{"otherPermissions", of(func(k *api.Key) string { return others(*k) }), 0},
			Column[history.GoneKey]{"createdAt", of(func(k *api.Key) string { return timestamp(k.Created) }), 0},
			Column[history.GoneKey]{"expiresAt", of(func(k *api.Key) string { return k.Expires.Stamp() }), 0},
			Column[history.GoneKey]{"revokedAt", func(t history.GoneKey) string { return timestamp(revokedAt(&t)) }, 0},
			Column[history.GoneKey]{"goneAfter", func(t history.GoneKey) string { return timestamp(t.After) }, 0},
			Column[history.GoneKey]{"goneBefore", func(t history.GoneKey) string { return timestamp(t.Before) }, 0},
			Column[history.GoneKey]{"knownBy", func(t history.GoneKey) string { return strings.Join(knownBy(&t), " ") }, 0},
		),
		Wire: func(t history.GoneKey) any {
			k := OfKey(&t.Key, now)
			return RevokedKey{
				ID: k.ID, Name: k.Name, KeyPreview: k.KeyPreview, Permissions: k.Permissions, CreatedAt: k.CreatedAt, ExpiresAt: k.ExpiresAt,
				RevokedAt: timeOrNull(revokedAt(&t)), GoneAfter: timeOrNull(t.After), GoneBefore: timeOrNull(t.Before), KnownBy: knownBy(&t), Instance: k.Instance,
			}
		},
		Name: of(func(k *api.Key) string { return k.Name }),
		Say:  func(t history.GoneKey) string { return sayGone(&t, now, zone) },
	}
}

func revokedAt(t *history.GoneKey) time.Time {
	if !t.IsExact() {
		return time.Time{}
	}
	return t.Before
}

func knownBy(t *history.GoneKey) (list []string) {
	if t.ByInstance {
		list = append(list, "instance")
	}
	if t.ByConsole {
		list = append(list, "console")
	}
	return list
}
