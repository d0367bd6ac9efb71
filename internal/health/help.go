package health

import (
	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
)

// Act is what helps against a finding.
type Act uint8

// The acts.
const (
	SeeUsage Act = iota // what the key is used for
	SeeLog              // all that the key was used for
	SeeKey              // its details
	Rotate              // begin a rotation, or go on with it
	Revoke
	SeeNamesakes // those of the name
)

// LogSpan is how far back the log helps against a finding.
const LogSpan = 30 * day

// Help is what to do about a finding, and what that needs.
type Help struct {
	Act  Act
	Does string // in a few words
	// Log is the query of SeeLog, for the LogSpan before now.
	Log query.Query
	// Wish is what the rotation is to change.
	Wish rotation.Wish
}

// LogOf is the query for all that a key was used for, from one address or with ""
// from all.
func LogOf(k *api.Key, ip string) query.Query {
	q := query.Query{}.With(query.KeyID, k.ID).With(query.Outcome, query.Any)
	if ip != "" {
		q = q.With(query.IP, ip)
	}
	return q
}

// Help says what helps against the finding.
func (f *Finding) Help() Help {
	k := &f.Key
	switch f.Rule {
	case ExpiredTried:
		return Help{Act: SeeLog, Does: "who tries it", Log: LogOf(k, "")}
	case NewAddress:
		return Help{Act: SeeLog, Does: "what came from there", Log: LogOf(k, f.Addresses[0])}
	case Superseded:
		return Help{Act: SeeLog, Does: "who uses it", Log: LogOf(k, "")}
	case Expiring:
		return Help{Act: Rotate, Does: "rotate"}
	case RotationUnfinished:
		return Help{Act: Rotate, Does: "go on with the rotation"}
	case Stale, NeverUsed, Expired:
		return Help{Act: Revoke, Does: "revoke"}
	case OverPrivileged:
		return Help{Act: Rotate, Does: "rotate, with only what it uses", Wish: rotation.Wish{Permissions: &f.Narrower}}
	case NeverExpiring:
		return Help{Act: Rotate, Does: "rotate, with an expiry", Wish: rotation.Wish{Lifetime: keys.LastingFor(90 * day)}}
	case DuplicateName:
		return Help{Act: SeeNamesakes, Does: "list them"}
	}
	return Help{Act: SeeUsage, Does: "what it is used for"}
}
