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
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/text"
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
	// Rotate is what to wish for in a rotation of Key, where that helps, and Make a key to
	// create again where the old one is gone. Does says in a few words what either is, Not
	// why there is neither.
	Rotate *rotation.Wish
	Make   *keys.Template
	Does   string
	Not    string
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
	switch {
	case c.Reason == keys.ExpiredKey, c.Reason == keys.RevokedKey:
		p.replace(c, known)
	case c.Reason == keys.PermissionDenied:
		p.raise(c, known)
	case c.Reason == keys.UnknownKey, c.Reason == keys.MalformedKey:
		p.Notes = append(p.Notes, Resembling(c.KeyPreview, c.Reason, known)...)
		p.Not = "It isn't known which key was meant."
	case c.Reason.Keyless():
		p.Not = "No key was at fault."
	default:
		p.Not = "Nothing says that another key would help."
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
		return fmt.Sprintf("%d came within %s: a program that tries again and again without looking at the answer.", c.Burst, text.Length(cluster.BurstSpan))
	case c.Burst > 0:
		return fmt.Sprintf("%d came within %s.", c.Burst, text.Length(cluster.BurstSpan))
	}
	return ""
}

// replace plans a key in the place of the one that is no longer valid: the rotation of
// one that has expired, and a revoked one created again.
func (p *Plan) replace(c *cluster.Cluster, known Keys) {
	if c.IP != "" || c.Agent != "" {
		p.Notes = append(p.Notes, "Still used "+origin(c)+": that is where the new key belongs.")
	}
	from := p.Key
	switch {
	case !known.Loaded:
		p.Not = "The keys aren't loaded yet."
		return
	case p.Revoked != nil:
		from = &p.Revoked.Key
		again := CreateAgain(from, "revoked")
		p.Make, p.Does = &again, "create it again"
	case p.Key != nil:
		p.Rotate, p.Does = &rotation.Wish{}, "rotate it"
	case known.Partial != nil:
		p.Not = notListed(known.Partial)
		return
	default:
		p.Not = "This instance no longer tells what the key could do. Press n outside of this to start from nothing."
		p.Notes = append(p.Notes, "The key is gone from the list, and this instance keeps nothing of revoked keys that could be copied.")
		return
	}
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

// raise plans a rotation with the one level that was missing.
func (p *Plan) raise(c *cluster.Cluster, known Keys) {
	lack, why := rotation.LackOf(c)
	switch {
	case why != "":
		p.Not = why
		return
	case p.Key == nil && known.Partial != nil:
		p.Not = notListed(known.Partial)
		return
	case p.Key == nil:
		p.Not = "The key is not in the list: it may be gone, or the keys aren't loaded yet."
		return
	}
	granted := p.Key.Permissions.Level(lack.Resource)
	wish, why := rotation.Wider(p.Key, lack)
	if p.Not = why; why != "" {
		if granted.Includes(lack.Level) {
			p.Notes = append(p.Notes, fmt.Sprintf("The key in the list has %s: %s, which is enough. The attempts were made with what it had then.", lack.Resource.Noun(), granted))
		}
		return
	}
	p.Notes = append(p.Notes, fmt.Sprintf("%s: %s is missing, it has %s. %s means: %s.", lack.Resource.Title(), lack.Level, granted, titled(lack.Level.String()), lack.Resource.Allows(lack.Level)))
	p.Rotate, p.Does = &wish, "rotate it, with "+lack.Words()
}

func titled(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
