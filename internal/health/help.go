package health

import (
	"fmt"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/query"
	"github.com/supascale/supascale-tui/internal/remedy"
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
	Create       // another key, of Help.Make
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
	// Make is the key of Create.
	Make *remedy.Replacement
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

// Help says what helps against the finding. Rotates says that keys can be rotated
// from where it is asked.
func (f *Finding) Help(rotates bool) Help {
	k := &f.Key
	switch f.Rule {
	case ExpiredTried:
		return Help{Act: SeeLog, Does: "who tries it", Log: LogOf(k, "")}
	case NewAddress:
		return Help{Act: SeeLog, Does: "what came from there", Log: LogOf(k, f.Addresses[0])}
	case Superseded:
		return Help{Act: SeeLog, Does: "who uses it", Log: LogOf(k, "")}
	case Expiring:
		if rotates {
			return Help{Act: Rotate, Does: "rotate"}
		}
		return Help{Act: Create, Does: "create its replacement", Make: twin(k, k.Permissions, lifetime(k), "Replaces “"+k.Name+"”, with its permissions and lifetime.")}
	case RotationUnfinished:
		if rotates {
			return Help{Act: Rotate, Does: "go on with the rotation"}
		}
		return Help{Act: SeeKey, Does: "its details"}
	case Stale, NeverUsed:
		return Help{Act: Revoke, Does: "revoke"}
	case OverBroad:
		return Help{Act: Create, Does: "create a narrower twin", Make: twin(k, f.Narrower, lifetime(k),
			fmt.Sprintf("As “%s”, with only what it was seen to use. Revoke the old one when the new one is in place.", k.Name))}
	case NeverExpiring:
		return Help{Act: Create, Does: "create a twin that expires", Make: twin(k, k.Permissions, 90*day,
			fmt.Sprintf("As “%s”, but it expires. Revoke the old one when the new one is in place.", k.Name))}
	case DuplicateName:
		return Help{Act: SeeNamesakes, Does: "list them"}
	}
	return Help{Act: SeeUsage, Does: "what it is used for"}
}

// twin is a key like k to make.
func twin(k *api.Key, p keys.Permissions, lifetime time.Duration, why string) *remedy.Replacement {
	twin := remedy.Replacement{Name: k.Name, Permissions: p, Lifetime: lifetime, Why: why}
	if p != k.Permissions {
		base := k.Permissions
		twin.Base = &base
	}
	return &twin
}

// lifetime is how long a key was made for, 0 for ever or where that isn't told.
func lifetime(k *api.Key) time.Duration {
	if k.Created.IsZero() || !k.Expires.After(k.Created) {
		return 0
	}
	return k.Expires.Sub(k.Created)
}
