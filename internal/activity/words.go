// Package activity says in words what an entry of the log, a cause and a
// reading of the log tell: the same on the screens, in the commands and in the
// prompts.
package activity

import (
	"cmp"
	"slices"
	"strings"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text"
)

// Left says what a reading left of the log, "" where it left nothing.
func Left(p *api.ActivityPage) string {
	switch {
	case p.Cut != "":
		return "not all of the log: " + p.Cut
	case p.Next != "" && p.Sure:
		return "there are more"
	case p.Next != "":
		return "there may be more"
	}
	return ""
}

// Untold says that so many entries may have failed and are left out, "" for none.
func Untold(n int) string {
	if n == 0 {
		return ""
	}
	return text.Plural(n, "entry", "entries") + " left out, of which nothing tells how they ended: outcome:unknown finds them"
}

// Outcome says how an entry ended: why it failed, or what was done.
func Outcome(a *api.Activity) string {
	return outcome(a.Reason, a.Failed, a.Untold, a.Type, a.Method+a.Path, a.Message)
}

// Cause names a cause, and in a word what makes it more than a mistake, after
// the separator.
func Cause(c *cluster.Cluster, separator string) string {
	words := outcome(c.Reason, c.Failed, c.Untold, c.Type, c.Method+c.Path, c.Message)
	switch {
	case c.OwnTry():
		words += separator + "a console's own try"
	case c.Probing():
		words += separator + "probing"
	case c.Burst > 0:
		words += separator + "burst"
	}
	return words
}

func outcome(reason keys.Reason, failed, untold bool, kind, request, message string) string {
	switch {
	case reason != "":
		return reason.Words()
	case failed && message != "":
		return "failed: " + message
	case failed:
		return "failed, no reason told"
	case untold:
		words := "outcome not told"
		if message != "" {
			words += ": " + message
		}
		return words
	}
	return Done(kind, request)
}

// Done says what an entry that succeeded tells: what was done, by its type, or
// that the key was used for a request.
func Done(kind, request string) string {
	switch kind {
	case "api_key.created":
		return "key created"
	case "api_key.revoked":
		return "key revoked"
	case "session.signin":
		return "signed in"
	case "session.signout":
		return "signed out"
	case "api_key.request", "":
		return "used"
	}
	if request != "" {
		return "used"
	}
	return strings.NewReplacer(".", " ", "_", " ").Replace(kind)
}

// Had is the level that a key had where it explains why a request was refused, "" elsewhere:
// what an expired or revoked key was once granted explains nothing.
func Had(reason keys.Reason, granted string) string {
	if reason != keys.PermissionDenied {
		return ""
	}
	return granted
}

// Reasons counts the reasons of a reading, the most frequent first; "" for none.
func Reasons(counts map[keys.Reason]int) string {
	var reasons []keys.Reason
	for r := range counts {
		if r != "" {
			reasons = append(reasons, r)
		}
	}
	slices.SortFunc(reasons, func(a, b keys.Reason) int {
		return cmp.Or(counts[b]-counts[a], strings.Compare(string(a), string(b)))
	})
	parts := make([]string, len(reasons))
	for i, r := range reasons {
		parts[i] = r.Words() + " " + text.Number(counts[r])
	}
	return strings.Join(parts, ", ")
}
