// Package identify finds out which key a value is that somebody found somewhere. It
// asks the instance for its lists and compares here: nothing of the value leaves
// this machine.
package identify

import (
	"context"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/keys"
)

// Instance is what is asked for its lists; *api.Client is one.
type Instance interface {
	api.KeyLister
	RevokedKeys(ctx context.Context) ([]api.RevokedKey, error)
}

// Exact looks a value up by its digest, in the memory of an instance that runs
// inside this program. It sends nothing.
type Exact func(value api.Secret) (id string, revoked, known bool)

// Match is a key that the value may be.
type Match struct {
	Key     api.RevokedKey // Revoked is zero for a key there is
	IsExact bool           // the digest is the same, not only the preview
	// Seen is what this console knows of a key that is gone and that the instance
	// doesn't remember, nil for any other.
	Seen *history.GoneKey
}

// IsRevoked reports whether the key is gone.
func (m Match) IsRevoked() bool { return !m.Key.Revoked.IsZero() }

// Certainty is the word for how sure the match is: "exact" or "probable".
func (m Match) Certainty() string {
	if m.IsExact {
		return "exact"
	}
	return "probable"
}

// Answer is what was found, and how far was looked.
type Answer struct {
	Matches       []Match
	Keys, Revoked int // how many were compared
	// Blind counts keys whose preview tells too little to compare with.
	Blind int
	// IsExact says that the digests of all keys ever made were looked through.
	IsExact bool
	// RevokedErr is why the revoked keys could not be looked through, nil if they
	// were.
	RevokedErr error
	// Partial says why not all keys there are were compared, nil where all were.
	Partial *api.PartialError
}

// Find compares value with the keys there are, with those revoked, and with those
// that this console saw go. Exact is nil where the instance does not run inside
// this program. The error is the client's.
func Find(ctx context.Context, instance Instance, value api.Secret, exact Exact, seen ...history.GoneKey) (Answer, error) {
	a := Answer{IsExact: exact != nil}
	var id string
	var known bool
	if exact != nil {
		id, _, known = exact(value)
	}
	listed := make(map[string]bool) // of those that the console saw go
	for i := range seen {
		listed[seen[i].Key.ID] = false
	}
	see := func(k api.RevokedKey) {
		if _, is := listed[k.ID]; is {
			listed[k.ID] = true
		}
		switch {
		case !k.Revoked.IsZero():
			a.Revoked++
		default:
			a.Keys++
		}
		if exact != nil {
			if known && k.ID == id {
				a.Matches = append(a.Matches, Match{Key: k, IsExact: true})
			}
			return
		}
		switch {
		case !keys.Telling(k.Preview):
			a.Blind++
		case keys.Fits(k.Preview, value.Reveal()):
			a.Matches = append(a.Matches, Match{Key: k})
		}
	}
	list, err := api.Keys(ctx, instance)
	if a.Partial = api.PartOf(err); err != nil && a.Partial == nil {
		return Answer{}, err
	}
	for _, k := range list {
		see(api.RevokedKey{Key: k})
	}
	revoked, err := instance.RevokedKeys(ctx)
	a.RevokedErr = err
	for _, k := range revoked {
		see(k)
	}
	for i := range seen {
		if t := &seen[i]; exact == nil && !listed[t.Key.ID] {
			listed[t.Key.ID] = true
			found := len(a.Matches)
			see(t.Revoked())
			for i := found; i < len(a.Matches); i++ {
				a.Matches[i].Seen = t
			}
		}
	}
	return a, nil
}
