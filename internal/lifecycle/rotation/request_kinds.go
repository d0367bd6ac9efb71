package rotation

import (
	"time"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/keys"
)

// RequestKind is one kind of request that a key was used for: a route, from an address.
type RequestKind struct {
	Method, Route, IP string
	Agent             string // of the latest
	Resource          keys.Resource
	Required          string // the level, by wire name
	Let               bool   // they were let through
	Last              time.Time
	// Pause is how long it was silent in between, zero where that can't be told.
	Pause time.Duration
}

func kindOf(c *cluster.Cluster) RequestKind {
	return RequestKind{
		Method: c.Method, Route: c.Route, IP: c.IP, Agent: c.Agent, Resource: c.Resource, Required: c.Required,
		Let: !c.Failed && !c.Untold, Last: c.Last, Pause: pause(c),
	}
}

// pause estimates the longest silence between the requests of a cluster: the mean, or
// what the steps of its spark show to be longer.
func pause(c *cluster.Cluster) time.Duration {
	if c.Attempts < 2 || !c.Last.After(c.First) {
		return 0
	}
	longest, silent, begun := 0, 0, false
	for _, n := range c.Spark {
		switch {
		case n == 0:
			silent++
		case begun:
			longest = max(longest, silent)
			fallthrough
		default:
			begun, silent = true, 0
		}
	}
	mean := c.Last.Sub(c.First) / time.Duration(c.Attempts-1)
	if longest == 0 {
		return mean
	}
	n := int(logSpan / logStep)
	return max(mean, time.Duration(longest+1)*cluster.SparkStep(n, logStep))
}

// passed is the latest request of the new key that shows that what the old one was
// refused passes now.
func (s *Standing) passed(newLog Use) (latest RequestKind) {
	for _, a := range newLog.Done {
		if a.Let && s.Lack.fits(a.Method, a.Route, a.Resource, a.Required) && a.Last.After(latest.Last) {
			latest = a
		}
	}
	return latest
}
