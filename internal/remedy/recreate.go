package remedy

import (
	"fmt"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
)

// unknownLifetime is that of a key made in the place of one that expired, of which
// nobody tells when it was made.
const unknownLifetime = 90 * 24 * time.Hour

// Recreate is a key like one that no longer works, with a value of its own. What
// says in a word why that one doesn't: "revoked", "expired", "gone".
func Recreate(k *api.Key, what string) Replacement {
	r := Replacement{Name: k.Name, Why: fmt.Sprintf("Replaces the %s key “%s”, with its name, permissions and lifetime.", what, k.Name)}
	for _, resource := range keys.Resources() {
		r.Permissions = r.Permissions.With(resource, k.Permissions.Level(resource))
	}
	var known bool
	if r.Lifetime, known = Lifetime(k); !known {
		r.Lifetime = unknownLifetime
		r.Why = fmt.Sprintf("Replaces the %s key “%s”, with its name and permissions. When it was made isn't told, so its lifetime isn't known: it gets 90 days.", what, k.Name)
	}
	if len(k.Permissions.Others()) > 0 {
		r.Why += " It goes without the levels that are unknown here."
	}
	return r
}

// Lifetime is how long a key was made for: 0 for ever. It is not known of one that
// expires and of which nobody tells when it was made.
func Lifetime(k *api.Key) (lifetime time.Duration, known bool) {
	switch {
	case k.Expires.IsZero() && !k.ExpiryUnread:
		return 0, true
	case k.Created.IsZero() || !k.Expires.After(k.Created):
		return 0, false
	}
	return k.Expires.Sub(k.Created), true
}
