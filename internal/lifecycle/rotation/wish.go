package rotation

import (
	"context"
	"fmt"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/activity/usage"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
)

// Wish is what the new key of a rotation is to have that the old one has not. The zero
// Wish is the same key again, and the old one goes when the new one is proven in use.
type Wish struct {
	Permissions *keys.Permissions // nil: the old key's
	Lifetime    keys.Lifetime     // not known: as long as the old key was made for
	End         End
	// Lack is what the old key was refused, and the new one is to be let do.
	Lack Lack
}

// IsZero reports whether nothing but the same again is wished for.
func (w *Wish) IsZero() bool { return *w == Wish{} }

// Wider is the wish for what a key lacks. Why says why there is nothing to wish for.
func Wider(k *api.Key, l Lack) (w Wish, why string) {
	granted := k.Permissions.Level(l.Resource)
	switch {
	case granted == keys.Unknown:
		return w, "The key's level can't be read, so it isn't known what it lacks."
	case granted.Includes(l.Level):
		return w, "The key has that level."
	}
	p := k.Template().Permissions.With(l.Resource, l.Level)
	return Wish{Permissions: &p, Lack: l}, ""
}

// Lack is a request that was refused for want of a level. The zero Lack is none.
type Lack struct {
	Resource keys.Resource
	Level    keys.Level
	// Method and Route are those of the request, "" where the log doesn't tell them.
	Method, Route string
}

// LackOf is the level that the requests of a cause lacked. Why says why it can't be told.
func LackOf(c *cluster.Cluster) (l Lack, why string) {
	level, err := keys.ParseLevel(c.Required)
	if c.Reason != keys.PermissionDenied || err != nil || !c.Resource.Known() {
		return l, "The log doesn't tell which level was missing."
	}
	return Lack{Resource: c.Resource, Level: level, Method: c.Method, Route: c.Route}, ""
}

// IsZero reports whether nothing was lacking.
func (l Lack) IsZero() bool { return l == Lack{} }

// Words name the level: "backups: write".
func (l Lack) Words() string { return l.Resource.Noun() + ": " + l.Level.String() }

// request names what was refused: "POST /api/v1/backups".
func (l Lack) request() string {
	if l.Method == "" || l.Route == "" {
		return "what needs " + l.Words()
	}
	return l.Method + " " + l.Route
}

// Shows reports whether an entry of the new key's log shows that the refused request
// passes now. A test of the key shows nothing of the program that was refused.
func (l Lack) Shows(e *api.Activity) bool {
	return !e.Failed && !e.Untold && l.fits(e.Method, query.RouteOf(e.Path), e.Resource, e.Required) && !cluster.IsTest(e.UserAgent)
}

// fits reports whether a request is the one that was refused.
func (l Lack) fits(method, route string, resource keys.Resource, required string) bool {
	if l.IsZero() {
		return false
	}
	if l.Method != "" && l.Route != "" {
		return method == l.Method && route == l.Route
	}
	return resource == l.Resource && required == l.Level.String()
}

// Narrow is what the log shows a key to need.
type Narrow struct {
	Permissions keys.Permissions
	Dropped     []string // what that takes away
	Doubt       string   // why the log can't tell all, "" where it can
	Not         string   // why there is no narrower key, "" where there is one
}

// ReadNarrow asks the log what a key needed within the time that is evidence of it
// (health.Thresholds).
func ReadNarrow(ctx context.Context, log Log, k *api.Key, evidence time.Duration, now time.Time) (Narrow, error) {
	stats, err := log.Stats(ctx, usage.Asked(k, now.Add(-evidence), now))
	if err != nil {
		return Narrow{}, err
	}
	return NarrowOf(usage.Of(*k, stats.Uses), usage.Doubt(&stats, k, now)), nil
}

// NarrowOf is what a key's use shows it to need.
func NarrowOf(u usage.Usage, doubt string) Narrow {
	n := Narrow{Doubt: doubt}
	n.Permissions, n.Dropped = u.Narrower()
	switch {
	case len(n.Dropped) == 0:
		n.Not = "The key uses all that it may do."
	case n.Permissions.IsNone():
		n.Not = "There is no evidence of any use: revoke the key if nobody needs it."
	}
	return n
}

// Wish is the wish for a key that may do no more than was needed.
func (n Narrow) Wish() Wish { return Wish{Permissions: &n.Permissions} }

// Change words how permissions differ from those of the old key: "with backups: write",
// "without projects: write"; "the same" where they don't.
func Change(old, p keys.Permissions) string {
	with, without := "", ""
	for _, r := range keys.Resources() {
		was, is := old.Known().Level(r), p.Level(r)
		level := fmt.Sprintf("%s: %s", r.Noun(), is)
		switch {
		case was == is:
		case is > was:
			with = join(with, level)
		case is == keys.None:
			without = join(without, r.Noun())
		default:
			without = join(without, fmt.Sprintf("%s: %s", r.Noun(), was))
		}
	}
	switch {
	case with != "" && without != "":
		return "with " + with + "; without " + without
	case with != "":
		return "with " + with
	case without != "":
		return "without " + without
	}
	return "the same"
}

func join(list, word string) string {
	if list == "" {
		return word
	}
	return list + ", " + word
}
