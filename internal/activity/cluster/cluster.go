// Package cluster folds the activity log into lines of one cause: the same
// reason, key, address and route. An instance does it next to its store; a
// client does it from pages where the instance can't.
package cluster

import (
	"time"

	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/keys"
)

const (
	// BurstStep is how finely bursts are looked for: counts are taken in steps
	// of it, and two steps that follow each other are looked at together.
	BurstStep = 5 * time.Minute
	// BurstSpan is the time within which many failures are a burst.
	BurstSpan = 2 * BurstStep
	// BurstLeast is how many those are at least.
	BurstLeast = 30
	// ProbingLeast is how many different unknown keys must come from one address to count
	// as somebody trying keys. Fewer may be one client's wrong key.
	ProbingLeast = 3
	// Sparks is the greatest number of steps in a cluster's spark.
	Sparks = 12
)

// Cluster is a set of entries of one cause.
type Cluster struct {
	Failed     bool
	Untold     bool        // nothing tells how these ended
	Type       string      // of all entries: what was done, where that is no request
	Reason     keys.Reason // "" for successes
	KeyID      string
	KeyName    string
	KeyPreview string // of an unknown key: that of the newest attempt
	IP         string
	// Method and Route are those of all entries, or "" when they differ, which
	// they may where the address is the cause.
	Method, Route string
	Path          string // of the newest entry, as Agent, Status and Message
	Message       string
	Agent         string
	Status        int
	Resource      keys.Resource
	Required      string // levels by wire name; "" where they differ or don't matter
	Granted       string

	Entries     int // of the log
	Attempts    int // requests they stand for
	First, Last time.Time
	Spark       []int // attempts over the window, in equal steps
	// Burst is the most failures within BurstSpan, 0 when that is no burst.
	Burst int
	// Previews counts the different unknown keys that were tried, Routes the
	// different methods and routes.
	Previews, Routes int
	// Instances are those of several instances on which this was seen, nil where there is
	// only one.
	Instances []string
}

// Probing reports whether somebody tries keys.
func (c *Cluster) Probing() bool {
	return c.Reason == keys.UnknownKey && c.Previews >= ProbingLeast
}

// OwnTry reports whether these are tries of a key by a console.
func (c *Cluster) OwnTry() bool { return c.Failed && IsOwnTry(c.Agent) }

// Query selects the entries of the cluster.
func (c *Cluster) Query() query.Query {
	var q query.Query
	if c.Reason != "" {
		q = q.With(query.Reason, string(c.Reason))
	} else if c.Failed {
		q = q.With(query.Outcome, query.Failure)
	} else if c.Untold {
		q = q.With(query.Outcome, query.Unknown)
	} else {
		q = q.With(query.Outcome, query.Success)
	}
	add := func(f query.Field, value string) {
		if value != "" {
			q = q.With(f, value)
		}
	}
	add(query.IP, c.IP)
	if c.OwnTry() {
		add(query.Agent, "(key ")
	}
	if c.Reason.Keyless() {
		return q
	}
	if c.KeyID != "" {
		add(query.KeyID, c.KeyID)
	} else {
		add(query.Key, c.KeyName)
	}
	if c.Type != typeRequest {
		add(query.Type, c.Type)
	}
	add(query.Method, c.Method)
	add(query.Route, c.Route)
	return q
}

// typeRequest is the type of requests with a key (contract, "Activity").
const typeRequest = "api_key.request"

// Identity tells clusters apart.
type Identity struct {
	Failed, Untold, OwnTry       bool
	Reason                       keys.Reason
	Key, IP, Method, Route, Type string
}

// Of gives the cluster that an event belongs to.
func Of(e *Event) Identity {
	id := Identity{Failed: e.Failed, Untold: e.Untold, OwnTry: e.Failed && IsOwnTry(e.Agent), Reason: keys.Reason(e.Reason), IP: e.IP}
	if id.Reason.Keyless() {
		return id
	}
	id.Key, id.Method, id.Route = e.KeyID, e.Method, query.RouteOf(e.Path)
	if id.Key == "" {
		id.Key = "\x00" + e.KeyName + "\x00" + e.KeyPreview
	}
	id.Type = e.Type
	return id
}

// Event is an entry of the log, or several entries that differ in time alone.
type Event struct {
	query.Event     // At is the time of the newest
	Required        string
	Granted         string
	Message         string    // the instance's own words
	Oldest          time.Time // zero: the same as At
	Entries, Counts int       // entries and the requests they stand for; less than one counts as one
}
