package health

import (
	"fmt"

	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
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
	Make *keys.Template
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
		return Help{Act: Create, Does: "create its replacement", Make: replacement(k)}
	case RotationUnfinished:
		if rotates {
			return Help{Act: Rotate, Does: "go on with the rotation"}
		}
		return Help{Act: SeeKey, Does: "its details"}
	case Stale, NeverUsed:
		return Help{Act: Revoke, Does: "revoke"}
	case OverBroad:
		return Help{Act: Create, Does: "create a narrower key", Make: f.narrower()}
	case NeverExpiring:
		return Help{Act: Create, Does: "create a key that expires", Make: mortal(k)}
	case DuplicateName:
		return Help{Act: SeeNamesakes, Does: "list them"}
	}
	return Help{Act: SeeUsage, Does: "what it is used for"}
}

// replacement is a key to put in the place of k.
func replacement(k *api.Key) *keys.Template {
	t := k.Template()
	t = t.Because(fmt.Sprintf("Replaces “%s”, with its %s.", k.Name, t.Takes()))
	return &t
}

// narrower is a key with only what the finding's was seen to use.
func (f *Finding) narrower() *keys.Template {
	t := f.Key.Template().Changed(f.Narrower).
		Because(fmt.Sprintf("As “%s”, with only what it was seen to use. Revoke the old one when the new one is in place.", f.Key.Name))
	return &t
}

// mortal is a key like k that expires.
func mortal(k *api.Key) *keys.Template {
	t := k.Template()
	t.Lifetime = keys.LastingFor(90 * day)
	t = t.Because(fmt.Sprintf("As “%s”, but it expires. Revoke the old one when the new one is in place.", k.Name))
	return &t
}
