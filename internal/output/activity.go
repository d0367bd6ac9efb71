package output

import (
	"strconv"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/activity"
	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/activity/export"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/api/wire"
	"github.com/supascale/supascale-tui/internal/keys"
)

// reasonMax keeps an instance's own words from filling the line; JSON and CSV
// have them whole.
const reasonMax = 48

// Activities is the shape of entries of the log, with times in zone. For CSV
// there is package export, which says what an export holds.
func Activities(now time.Time, zone *time.Location) Shape[*api.Activity] {
	type entry = *api.Activity
	return Shape[entry]{
		Table: []Column[entry]{
			{"TIME", func(a entry) string { return local(a.Time, zone) }, 0},
			{"REASON", activity.Outcome, reasonMax},
			{"KEY", func(a entry) string { return either(a.KeyName, a.KeyPreview) }, nameMax},
			{"ASKED FOR", func(a entry) string { return strings.TrimSpace(a.Method + " " + a.Path) }, 0},
			{"NEEDS", func(a entry) string { return levels(a.Reason, a.Resource, a.Required, a.Granted) }, 0},
			{"FROM", func(a entry) string { return or(a.IP) }, 0},
			{"AGENT", func(a entry) string { return or(a.UserAgent) }, 0},
			{"N", func(a entry) string { return strconv.Itoa(max(a.Count, 1)) }, 0},
		},
		Wire: func(a entry) any { return export.Wire(a) },
		Say:  func(a entry) string { return sayEntry(a, now) },
	}
}

// ofSome is a cause on some of several instances, absent where there is only one.
type ofSome struct {
	wire.Cluster
	Instances []string `json:"instances,omitempty"`
}

func ofSomeOf(c *cluster.Cluster) ofSome {
	out := ofSome{wire.OfCluster(c), c.Instances}
	if c.Instances != nil {
		_, out.KeyID = api.SplitID(c.KeyID)
	}
	return out
}

// Causes is the shape of the log folded by cause.
func Causes(now time.Time, zone *time.Location) Shape[*cluster.Cluster] {
	type cause = *cluster.Cluster
	return Shape[cause]{
		Table: []Column[cause]{
			{"N", func(c cause) string { return strconv.Itoa(c.Attempts) }, 0},
			{"CAUSE", func(c cause) string { return activity.Cause(c, ", ") }, reasonMax},
			{"KEY", causeKey, nameMax},
			{"ASKED FOR", func(c cause) string {
				if c.Routes > 1 {
					return strconv.Itoa(c.Routes) + " routes"
				}
				return or(strings.TrimSpace(c.Method + " " + c.Route))
			}, 0},
			{"NEEDS", func(c cause) string { return levels(c.Reason, c.Resource, c.Required, c.Granted) }, 0},
			{"FROM", func(c cause) string { return or(c.IP) }, 0},
			{"FIRST", func(c cause) string { return local(c.First, zone) }, 0},
			{"LAST", func(c cause) string { return local(c.Last, zone) }, 0},
		},
		Wire: func(c cause) any { return ofSomeOf(c) },
		Say:  func(c cause) string { return sayCause(c, now) },
	}
}

func causeKey(c *cluster.Cluster) string {
	if c.Previews > 1 {
		return strconv.Itoa(c.Previews) + " keys tried"
	}
	return either(c.KeyName, c.KeyPreview)
}

func local(t time.Time, zone *time.Location) string { return t.In(zone).Format("2006-01-02 15:04:05") }

func either(a, b string) string {
	if a != "" {
		return a
	}
	return or(b)
}

func levels(reason keys.Reason, resource keys.Resource, required, granted string) string {
	if required == "" {
		return "-"
	}
	text := string(resource) + ":" + required
	if had := activity.Had(reason, granted); had != "" {
		text += " (has " + had + ")"
	}
	return text
}
