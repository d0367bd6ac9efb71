// Package remedy says what to do about a cause of failures: what the
// documentation has one check, and what can be made of the keys there are.
package remedy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
)

// Keys are the keys of the instance as far as they are known.
type Keys struct {
	Loaded bool // the two lists are there
	// Partial says why Active are not all the keys there are, nil where they are.
	Partial *api.PartialError
	Active  []api.Key
	Revoked []api.RevokedKey // what the instance remembers, which may be nothing
}

// Plan is what to do about a cause.
type Plan struct {
	Cause string   // in a sentence
	Notes []string // what the log and the keys tell beyond that
	Steps []string // what to do, and what to check

	// Key is the key that failed: among the active ones or the revoked ones, nil
	// where it is in neither list.
	Key     *api.Key
	Revoked *api.RevokedKey
	// Make is a key to make instead, nil where none would help; Makes says in a
	// few words what it is, NoMake why there is none.
	Make   *keys.Template
	Makes  string
	NoMake string
	// Source says that it helps to see all keys that the address used.
	Source bool
}

// For gives the plan for a cause.
func For(c *cluster.Cluster, known Keys) Plan {
	p := Plan{Cause: c.Reason.Means(), Steps: c.Reason.Next()}
	if c.Reason == "" {
		p.Cause = "The requests were let through."
		switch {
		case c.Failed && c.Message != "":
			p.Cause = "The requests failed. The instance says: " + c.Message
		case c.Failed:
			p.Cause = "The requests failed, and the instance gives no reason."
		case c.Untold && c.Message != "":
			p.Cause = "The log does not tell how these ended. The instance says: " + c.Message
		case c.Untold:
			p.Cause = "The log does not tell how these ended: they may have failed."
		case c.Type == "api_key.created":
			p.Cause = "The key was created."
		case c.Type == "api_key.revoked":
			p.Cause = "The key was revoked."
		}
		p.Steps = nil
	}
	p.find(c, known)
	if c.OwnTry() {
		p.Notes = append(p.Notes, "By its user agent a console tried a key here: login, doctor, the form to connect or a test of a key. Anybody can send that user agent.")
	}
	if words := pattern(c); words != "" {
		p.Notes = append(p.Notes, words)
	}
	switch c.Reason {
	case keys.ExpiredKey, keys.RevokedKey:
		p.replace(c, known)
	case keys.PermissionDenied:
		p.raise(c, known)
	case keys.UnknownKey, keys.MalformedKey:
		p.Notes = append(p.Notes, Resembling(c.KeyPreview, c.Reason, known)...)
		p.NoMake = "It isn't known which key was meant."
	case keys.RateLimited, keys.BadCredentials, keys.MissingKey:
		p.NoMake = "No key was at fault."
	default:
		p.NoMake = "Nothing says that another key would help."
	}
	p.Source = c.IP != ""
	return p
}

// find looks the key up. A cause whose key has no id is told by its name only
// where one key alone has it.
func (p *Plan) find(c *cluster.Cluster, known Keys) {
	for i := range known.Active {
		if k := &known.Active[i]; c.KeyID != "" && k.ID == c.KeyID {
			p.Key = k
		}
	}
	for i := range known.Revoked {
		if k := &known.Revoked[i]; c.KeyID != "" && k.ID == c.KeyID {
			p.Revoked = k
		}
	}
}

// pattern says what the counts look like.
func pattern(c *cluster.Cluster) string {
	switch {
	case c.Probing():
		return fmt.Sprintf("%d different keys were tried from this address: this looks like somebody guessing, not like a mistake.", c.Previews)
	case c.Burst > 0 && c.Reason == keys.PermissionDenied:
		return fmt.Sprintf("%d came within ten minutes: a program that tries again and again without looking at the answer.", c.Burst)
	case c.Burst > 0:
		return fmt.Sprintf("%d came within ten minutes.", c.Burst)
	}
	return ""
}

// replace plans a key like the one that is no longer valid.
func (p *Plan) replace(c *cluster.Cluster, known Keys) {
	from, what := p.Key, "expired"
	if p.Revoked != nil {
		from, what = &p.Revoked.Key, "revoked"
	}
	if c.IP != "" || c.Agent != "" {
		p.Notes = append(p.Notes, "Still used "+origin(c)+": that is where the new key belongs.")
	}
	switch {
	case !known.Loaded:
		p.NoMake = "The keys aren't loaded yet."
		return
	case from == nil && known.Partial != nil:
		p.NoMake = notListed(known.Partial)
		return
	case from == nil:
		p.NoMake = "This instance no longer tells what the key could do. Press n outside of this to start from nothing."
		p.Notes = append(p.Notes, "The key is gone from the list, and this instance keeps nothing of revoked keys that could be copied.")
		return
	}
	again := CreateAgain(from, what)
	p.Make = &again
	p.Makes = "create its replacement"
	if slices.ContainsFunc(known.Active, func(k api.Key) bool { return k.Name == from.Name && k.ID != from.ID }) {
		p.Notes = append(p.Notes, "A newer key of the same name exists: perhaps it only has to be put where the old one is used.")
	}
}

// notListed is why nothing is said of a key that a list which is not whole lacks.
func notListed(part *api.PartialError) string {
	return "The key is not among those listed, which says nothing: " + part.Short() + "."
}

func origin(c *cluster.Cluster) string {
	words := ""
	if c.IP != "" {
		words = "from " + c.IP
	}
	if c.Agent != "" {
		words = strings.TrimSpace(words + " by " + c.Agent)
	}
	return words
}

// raise plans a key with the one level that was missing.
func (p *Plan) raise(c *cluster.Cluster, known Keys) {
	level, err := keys.ParseLevel(c.Required)
	switch {
	case c.Resource == "" || err != nil || !c.Resource.Known():
		p.NoMake = "The log doesn't tell which level was missing."
		return
	case p.Key == nil && known.Partial != nil:
		p.NoMake = notListed(known.Partial)
		return
	case p.Key == nil:
		p.NoMake = "The key is not in the list: it may be gone, or the keys aren't loaded yet."
		return
	}
	granted := p.Key.Permissions.Level(c.Resource)
	if granted == keys.Unknown {
		p.NoMake = "The key's level can't be read, so it isn't known what it lacks."
		return
	}
	if granted.Includes(level) {
		p.NoMake = "The key has that level."
		p.Notes = append(p.Notes, fmt.Sprintf("The key in the list has %s: %s, which is enough. The attempts were made with what it had then.", c.Resource.Noun(), granted))
		return
	}
	p.Notes = append(p.Notes, fmt.Sprintf("%s: %s is missing, it has %s. %s means: %s.", c.Resource.Title(), level, granted, titled(level.String()), c.Resource.Allows(level)))
	newKey := p.Key.Template()
	newKey = newKey.Changed(newKey.Permissions.With(c.Resource, level)).
		Because(fmt.Sprintf("As “%s”, and with %s: %s. Revoke the old one when the new one is in place.", p.Key.Name, c.Resource.Noun(), level))
	p.Make = &newKey
	p.Makes = "create one with " + c.Resource.Noun() + ": " + level.String()
}

func titled(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
