package health

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text"
)

// check is the rules at work on an input.
type check struct {
	Input
	Thresholds
	now    time.Time
	live   []api.Key // not expired
	past   []api.Key // expired
	told   bool      // the instance tells when keys were last used
	byName []named   // live keys by name, and by age within a name
	byID   map[string]*api.Key
	newer  successors
	uses   map[string][]cluster.Use
	from   map[string][]cluster.Address
}

type named struct {
	name string // in small letters, trimmed
	key  *api.Key
}

func newCheck(in Input, th Thresholds, now time.Time) *check {
	c := &check{Input: in, Thresholds: th, now: now, byID: make(map[string]*api.Key, len(in.Keys))}
	for i, k := range in.Keys {
		c.byID[k.ID] = &in.Keys[i]
		c.told = c.told || !k.LastUsed.IsZero()
		if k.Expires.StatusAt(now) == keys.Expired {
			c.past = append(c.past, k)
			continue
		}
		c.live = append(c.live, k)
		c.byName = append(c.byName, named{strings.ToLower(strings.TrimSpace(k.Name)), &in.Keys[i]})
	}
	slices.SortStableFunc(c.byName, func(a, b named) int {
		return cmp.Or(strings.Compare(a.name, b.name), a.key.Created.Compare(b.key.Created), strings.Compare(a.key.ID, b.key.ID))
	})
	c.newer = successorsOf(c.byName)
	if in.Log != nil {
		c.index(in.Log)
	}
	return c
}

// gaps is what a rule can't tell, by why.
type gaps []Gap

// add counts one more key.
func (g *gaps) add(why string) {
	i := slices.IndexFunc(*g, func(gap Gap) bool { return gap.Why == why })
	if i < 0 {
		i = len(*g)
		*g = append(*g, Gap{Why: why})
	}
	(*g)[i].Keys++
}

// ranked is a finding with what orders it within its rule: the smaller first.
type ranked struct {
	Finding
	rank int64
}

// apply gives what a rule finds, and the keys of which it can't tell.
func (c *check) apply(rule Rule) ([]Finding, gaps) {
	var found []ranked
	var gap gaps
	switch rule {
	case ExpiredTried:
		found, gap = c.expiredTried()
	case NewAddress:
		found, gap = c.newAddress()
	case Expiring:
		found, gap = c.expiring()
	case RotationUnfinished:
		found, gap = c.rotationUnfinished()
	case Superseded, Stale, NeverUsed:
		found, gap = c.disuse(rule)
	case Expired:
		found = c.expired()
	case OverPrivileged:
		found, gap = c.overBroad()
	case SystemWrite:
		found, gap = c.systemWrite()
	case NeverExpiring:
		found, gap = c.neverExpiring()
	case DuplicateName:
		found, gap = c.duplicateNames()
	}
	order := make([]*ranked, len(found)) // they are large to move about
	for i := range found {
		order[i] = &found[i]
	}
	slices.SortStableFunc(order, func(a, b *ranked) int {
		if c := cmp.Compare(a.rank, b.rank); c != 0 {
			return c
		}
		return cmp.Or(strings.Compare(a.Key.Name, b.Key.Name), strings.Compare(a.Key.ID, b.Key.ID))
	})
	list := make([]Finding, len(found))
	for i, f := range order {
		f.Rule = rule
		list[i] = f.Finding
	}
	return list, gap
}

const expiryUnread = "The instance tells an expiry that can't be read."

func (c *check) expiring() (found []ranked, gap gaps) {
	for _, k := range c.live {
		if k.Expires.StatusAt(c.now) == keys.Untold {
			gap.add(expiryUnread)
		}
		if at, limited := k.Expires.At(); limited && !at.After(c.now.Add(c.Expiring)) {
			found = append(found, ranked{Finding{
				Key: k, Reason: "Expires " + k.Expires.Short(c.now) + ".",
				Remedy: "If it is still needed, create its replacement and put that in place before then.",
			}, at.Unix()})
		}
	}
	return found, gap
}

func (c *check) expired() (found []ranked) {
	for _, k := range c.past {
		at, _ := k.Expires.At() // it has passed, so there is one
		found = append(found, ranked{Finding{
			Key: k, Reason: "Expired " + text.Length(c.now.Sub(at)) + " ago.", Remedy: "Revoke it: nothing can use it any more.",
		}, at.Unix()})
	}
	return found
}

const (
	notTold     = "This instance tells of no key when it was last used."
	noLastUse   = "Ask whoever it was made for; if nobody needs it, revoke it."
	successorIs = "Put “%s” in place wherever this one is still in use, then revoke this one."
)

// disuse is the rules about when a key was last used. Where an instance tells
// that of no key, nothing can be concluded: never used looks the same.
func (c *check) disuse(rule Rule) (found []ranked, gap gaps) {
	if !c.told {
		return nil, gaps{{Keys: len(c.live), Why: notTold}}
	}
	for _, k := range c.live {
		idle := c.now.Sub(k.LastUsed)
		switch used := !k.LastUsed.IsZero(); {
		case used && idle > c.Stale:
			if rule == Stale {
				found = append(found, ranked{Finding{Key: k, Reason: "Not used for " + text.Length(idle) + ".", Remedy: "If nobody needs it any more, revoke it."}, k.LastUsed.Unix()})
			}
		case used && rule == Superseded:
			switch n, unsure := c.newer.of(&k); {
			case unsure:
				gap.add("Another key has that name, and the instance does not tell which of them was made later.")
			case n != nil && k.LastUsed.After(n.Created) && !c.rotating(k.ID):
				found = append(found, ranked{Finding{
					Key: k, Others: []api.Key{*n},
					Reason: fmt.Sprintf("“%s” was made %s later, and this one is still used.", n.Name, text.Length(n.Created.Sub(k.Created))),
					Remedy: fmt.Sprintf(successorIs, n.Name),
				}, -k.LastUsed.Unix()})
			}
		case !used && rule == NeverUsed && k.Created.IsZero():
			gap.add("It was never used, and the instance does not tell when it was made: it may be new.")
		case !used && rule == NeverUsed && c.now.Sub(k.Created) > c.Grace:
			found = append(found, ranked{Finding{Key: k, Reason: "Made " + text.Length(c.now.Sub(k.Created)) + " ago and never used.", Remedy: noLastUse}, k.Created.Unix()})
		}
	}
	return found, gap
}

func (c *check) systemWrite() (found []ranked, gap gaps) {
	for _, k := range c.live {
		if k.Permissions.Level(keys.System) == keys.Unknown {
			gap.add("The instance names a level of system that is not known here.")
		}
		if k.Permissions.Level(keys.System) == keys.Write {
			found = append(found, ranked{Finding{
				Key: k, Reason: "Has system: write. " + keys.Grant(keys.System, keys.Write).Warnings(false)[0],
				Remedy: "Keep it to the few who administer the instance; for all else create a key with less.",
			}, -k.LastUsed.Unix()})
		}
	}
	return found, gap
}

func (c *check) neverExpiring() (found []ranked, gap gaps) {
	for _, k := range c.live {
		switch {
		case k.Expires.StatusAt(c.now) == keys.Untold:
			gap.add(expiryUnread)
		case k.Expires.Outlasts(c.now):
			has := "Has no expiry"
			if !k.Expires.IsNever() {
				has = "Expires only " + k.Expires.Short(c.now)
			}
			found = append(found, ranked{Finding{
				Key: k, Reason: has + ": a leaked copy works until somebody revokes it.",
				Remedy: "Create a key that expires, put it in place, then revoke this one.",
			}, k.Created.Unix()})
		}
	}
	return found, gap
}

// duplicateNames gives one finding for all keys of a name, about the oldest.
func (c *check) duplicateNames() (found []ranked, gap gaps) {
	for i := 0; i < len(c.byName); {
		end := i + 1
		for end < len(c.byName) && c.byName[end].name == c.byName[i].name {
			end++
		}
		switch n := end - i; {
		case c.byName[i].name == "":
			gap = append(gap, Gap{Keys: n, Why: "The instance tells no name."})
		case n > 1:
			others := make([]api.Key, 0, n-1)
			for _, other := range c.byName[i+1 : end] {
				others = append(others, *other.key)
			}
			found = append(found, ranked{Finding{
				Key: *c.byName[i].key, Others: others, Reason: fmt.Sprintf("%d keys have this name: a log or a person can't tell them apart by it.", n),
				Remedy: "Revoke those that are not needed; give the next one a name of its own.",
			}, 0})
		}
		i = end
	}
	return found, gap
}
