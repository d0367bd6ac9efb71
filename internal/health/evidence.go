package health

import (
	"fmt"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/activity/usage"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text"
)

// index sorts what the log tells by key.
func (c *check) index(log *Log) {
	c.uses = make(map[string][]cluster.Use)
	for _, u := range log.Uses {
		c.uses[u.KeyID] = append(c.uses[u.KeyID], u)
	}
	c.from = make(map[string][]cluster.Address)
	for _, a := range log.Addresses {
		c.from[a.KeyID] = append(c.from[a.KeyID], a)
	}
}

// unread is why the log tells nothing at all, "" where it tells something.
func (c *check) unread() string {
	switch {
	case c.LogErr != nil:
		return "The activity log could not be read."
	case c.Log == nil:
		return "The activity log was not asked."
	case c.Log.Partial:
		return "Only a part of the activity log could be looked at."
	case c.Log.From.IsZero():
		return "The instance does not tell how far back its activity log reaches."
	}
	return ""
}

// reaches is why the log does not reach back to a moment.
func (c *check) reaches(needed string) string {
	return fmt.Sprintf("The activity log reaches back %s, to %s; %s.", text.Length(c.now.Sub(c.Log.From)), c.Log.From.UTC().Format("2006-01-02 15:04 UTC"), needed)
}

// expiredTried finds expired keys that the log has attempts with. Where it has
// none it must reach back far enough to say so.
func (c *check) expiredTried() (found []ranked, gap gaps) {
	unread := c.unread()
	for _, k := range c.live {
		if k.Expires.StatusAt(c.now) == keys.Untold {
			gap.add(expiryUnread)
		}
	}
	for _, k := range c.past {
		n, last := c.tries(k)
		expired, _ := k.Expires.At() // it has passed, so there is one
		switch {
		case n > 0:
			found = append(found, ranked{Finding{
				Key:    k,
				Reason: fmt.Sprintf("Expired %s ago, and still tried: %s in the log, the last one %s ago.", text.Length(c.now.Sub(expired)), attempts(n), text.Length(c.now.Sub(last))),
				Remedy: "Find out in the log who tries it, give them a new key, then revoke this one.",
			}, -last.Unix()})
		case unread != "":
			gap.add(unread)
		case c.Log.From.After(c.now.Add(-c.Grace)) && c.Log.From.After(expired):
			gap.add(c.reaches("less than " + text.Length(c.Grace) + " says nothing about disuse"))
		}
	}
	return found, gap
}

// tries counts the attempts with a key since it expired.
func (c *check) tries(k api.Key) (n int, last time.Time) {
	for _, u := range c.uses[k.ID] {
		if u.Failed && u.Reason == keys.ExpiredKey {
			n += u.Count
			if u.Last.After(last) {
				last = u.Last
			}
		}
	}
	return n, last
}

func attempts(n int) string {
	return text.Plural(n, "attempt", "attempts")
}

// overBroad finds keys that have a level they were not seen to use. It looks
// only at keys that were used at all, and only where the log has all of their
// last Thresholds.Evidence, or all of their life.
func (c *check) overBroad() (found []ranked, gap gaps) {
	unread := c.unread()
	window := c.now.Add(-c.Evidence)
	for _, k := range c.live {
		if k.Permissions.IsNone() || !k.Created.IsZero() && c.now.Sub(k.Created) <= c.Grace {
			continue // nothing to take away, or too young to judge
		}
		if unread != "" {
			gap.add(unread)
			continue
		}
		reaches := !c.Log.From.After(window) || !k.Created.IsZero() && !c.Log.From.After(k.Created)
		narrower, dropped := usage.Of(k, c.uses[k.ID]).Narrower()
		switch {
		case len(dropped) == 0:
		case !reaches:
			gap.add(c.reaches("to conclude that a level is not needed takes " + text.Length(c.Evidence) + ", or all of the key's life"))
		case narrower.IsNone() && k.LastUsed.After(c.Log.From):
			gap.add("The key was used, but the log has no request of it that was let through: it may not log those.")
		case narrower.IsNone():
			// Not used at all: that is for other rules to say.
		default:
			found = append(found, ranked{c.tooMuch(k, narrower, dropped), -int64(len(dropped))})
		}
	}
	return found, gap
}

func (c *check) tooMuch(k api.Key, narrower keys.Permissions, dropped []string) Finding {
	since := c.Log.From
	if k.Created.After(since) {
		since = k.Created
	}
	return Finding{
		Key: k,
		Reason: fmt.Sprintf("In the log since %s (%s) it never needed %s.", since.UTC().Format("2006-01-02"),
			text.Length(c.now.Sub(since)), strings.Join(dropped, ", ")),
		Remedy: "Rotate it to a key that " + narrower.Sentence() + " and nothing else.",

		Narrower: narrower,
	}
}
