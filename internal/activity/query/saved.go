package query

import (
	"strings"

	"github.com/supascale/supascale-tui/internal/keys"
)

// Saved is a query with a name, called by "@name".
type Saved struct {
	Name  string // lower-case letters, digits and "-"
	Line  string
	Title string // what it shows, in a few words; "" for the admin's own
}

// BuiltIn are the saved queries that are always there.
func BuiltIn() []Saved {
	var guesses []string
	for _, r := range keys.Reasons() {
		if r.Guess() {
			guesses = append(guesses, "reason:"+string(r))
		}
	}
	return []Saved{
		{"brute-force", strings.Join(guesses, " "), "somebody guessing keys or passwords"},
		{"expired-in-use", "reason:expired_key", "expired keys that are still used"},
		{"denied", "reason:permission_denied", "keys without the level that was needed"},
	}
}

// CheckName reports whether a saved query may have the name.
func CheckName(name string) bool {
	return name != "" && len(name) <= 40 && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// expand gives the terms of the saved query that a token names.
func expand(tok Token, saved []Saved) ([]Term, error) {
	if tok.Not {
		return nil, wrong(tok.At, "“-” has no meaning before a saved query")
	}
	name := tok.Raw[len(savedMark):]
	var names []string
	for _, s := range saved {
		if s.Name != name {
			names = append(names, "@"+s.Name)
			continue
		}
		q, err := Parse(s.Line)
		if err != nil {
			return nil, wrong(tok.At, "the saved query %s is wrong: %v", tok.Raw, err)
		}
		for i := range q.Terms {
			q.Terms[i].At = tok.At
		}
		return q.Terms, nil
	}
	if len(names) == 0 {
		return nil, wrong(tok.At, "there are no saved queries")
	}
	return nil, wrong(tok.At, "there is no saved query “%s”; there is %s", tok.Raw, strings.Join(names, ", "))
}
