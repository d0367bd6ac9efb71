package health

import (
	"fmt"
	"net/netip"
	"slices"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/ipaddr"
	"github.com/supascale/supascale-tui/internal/text"
)

// newAddress finds keys that are used from where they were not used before. It
// needs a log that reaches back beyond the time in which an address is new, and
// a use from before then to compare with.
func (c *check) newAddress() (found []ranked, gap gaps) {
	unread := c.unread()
	window := c.now.Add(-c.NewAddress)
	for _, k := range c.live {
		used := c.usedSince(&k, window)
		if k.Created.After(window) || !used && (c.told || unread == "" && len(c.from) > 0) {
			continue // there is nothing to compare, or nothing to compare with
		}
		whole := unread == "" && !k.Created.IsZero() && !c.Log.From.After(k.Created)
		fresh, before := c.origins(k.ID, window)
		switch {
		case unread != "":
			gap.add(unread)
		case c.Log.AddressesCut:
			gap.add("The activity log has more addresses than could be looked at.")
		case c.Log.From.After(window.Add(-c.Grace)) && !whole:
			gap.add(c.reaches("to call an address new takes " + text.Length(c.NewAddress+c.Grace) + ", or all of the key's life"))
		case len(fresh) == 0 && !c.seenSince(k.ID, window):
			gap.add("The activity log does not tell from where the key is used.")
		case len(fresh) > 0 && before == 0 && !whole:
			gap.add("The activity log has no earlier use of the key to compare with.")
		case len(fresh) > 0 && before > 0:
			found = append(found, ranked{c.cameFrom(k, fresh, before), -fresh[0].First.Unix()})
		}
	}
	return found, gap
}

// usedSince reports whether anything says that the key was used since then.
func (c *check) usedSince(k *api.Key, then time.Time) bool {
	return k.LastUsed.After(then) || c.seenSince(k.ID, then) ||
		slices.ContainsFunc(c.uses[k.ID], func(u cluster.Use) bool { return u.Last.After(then) })
}

// seenSince reports whether the log has an address of the key since then.
func (c *check) seenSince(id string, then time.Time) bool {
	return slices.ContainsFunc(c.from[id], func(a cluster.Address) bool { return a.Last.After(then) })
}

// origins gives the addresses of a key that the log has only since then, the
// newest first, and how many there were before.
func (c *check) origins(id string, then time.Time) (fresh []cluster.Address, before int) {
	known := make(map[string]bool)
	for _, a := range c.from[id] {
		if !a.First.After(then) && !known[sender(a.IP)] {
			known[sender(a.IP)] = true
			before++
		}
	}
	for _, a := range c.from[id] {
		if a.First.After(then) && !known[sender(a.IP)] {
			fresh = append(fresh, a)
		}
	}
	slices.SortStableFunc(fresh, func(a, b cluster.Address) int { return b.First.Compare(a.First) })
	return fresh, before
}

// sender is what an address is known by.
func sender(ip string) string {
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		return ip
	}
	return ipaddr.Sender(addr).String()
}

func (c *check) cameFrom(k api.Key, fresh []cluster.Address, before int) Finding {
	f := Finding{Key: k, Remedy: "Look at what was asked from there. If it was none of yours, rotate the key and revoke this one at once."}
	for _, a := range fresh {
		f.Addresses = append(f.Addresses, a.IP)
	}
	from := fresh[0].IP
	switch n := len(fresh) - 1; {
	case n == 1:
		from += " and 1 more new address"
	case n > 1:
		from += fmt.Sprintf(" and %d more new addresses", n)
	}
	others := "1 other address"
	if before != 1 {
		others = fmt.Sprintf("%d other addresses", before)
	}
	f.Reason = fmt.Sprintf("Used from %s, first %s ago. Before, in the log since %s, it came from %s.",
		from, text.Length(c.now.Sub(fresh[0].First)), c.Log.From.UTC().Format("2006-01-02"), others)
	return f
}
