// Package usage compares what a key was used for with what it may do.
package usage

import (
	"time"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
)

// How far back the log is asked what a key was used for.
const (
	WindowDays = 30
	Window     = WindowDays * day
)

// Row is what the log tells of a key and a resource.
type Row struct {
	Resource keys.Resource
	Granted  keys.Level
	Used     keys.Level // the highest level that a request let through needed
	Reads    int        // requests let through that needed read
	Writes   int        // and write
	Refused  int        // requests refused for want of the level
	Last     time.Time  // of all of these
}

// Verdict says in words what the row shows. "no evidence" is just that: the log
// may be too short, or the need rare.
func (r Row) Verdict() string {
	switch {
	case r.Refused > 0 && r.Used == keys.None:
		return "denied"
	case r.Refused > 0:
		return "used, and denied more"
	case r.Used == keys.None && r.Granted == keys.None:
		return "not granted, not tried"
	case r.Used == keys.None:
		return "no evidence"
	case r.Used < r.Granted:
		return "used, to " + r.Used.String() + " alone"
	}
	return "used"
}

// Usage is all of it.
type Usage struct {
	Rows  []Row
	Other int // requests refused for another reason: expired, revoked
}

// Of sums the uses of a key up.
func Of(key api.Key, uses []cluster.Use) Usage {
	var u Usage
	for _, r := range keys.Resources() {
		row := Row{Resource: r, Granted: key.Permissions.Level(r)}
		for _, use := range uses {
			if use.KeyID == key.ID && use.Resource == r {
				u.Other += row.count(use)
			}
		}
		u.Rows = append(u.Rows, row)
	}
	return u
}

// count adds a use to the row, and returns what has nothing to do with levels.
func (r *Row) count(use cluster.Use) (other int) {
	level, err := keys.ParseLevel(use.Required)
	switch {
	case err != nil:
		return 0
	case use.Failed && use.Reason != keys.PermissionDenied:
		return use.Count
	case use.Failed:
		r.Refused += use.Count
	default:
		r.let(level, use.Count)
	}
	if use.Last.After(r.Last) {
		r.Last = use.Last
	}
	return 0
}

// let counts requests that were let through.
func (r *Row) let(level keys.Level, n int) {
	if level == keys.Write {
		r.Writes += n
	} else {
		r.Reads += n
	}
	r.Used = max(r.Used, level)
}

// Narrower gives the permissions that the evidence asks for, and says what that
// takes away; nothing where the key has no more than it uses.
func (u Usage) Narrower() (p keys.Permissions, dropped []string) {
	for _, r := range u.Rows {
		level := min(r.Used, r.Granted)
		p = p.With(r.Resource, level)
		switch {
		case level == r.Granted, r.Granted == keys.Unknown: // of what can't be read nothing is known to be too much
		case level == keys.None:
			dropped = append(dropped, r.Resource.Noun())
		default:
			dropped = append(dropped, "write on "+r.Resource.Noun())
		}
	}
	return p, dropped
}
