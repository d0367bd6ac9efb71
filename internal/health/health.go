// Package health says which keys want attention, why, and what to do, and of
// which of its rules the data can't tell. Screens and commands share it.
package health

import (
	"fmt"
	"slices"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
)

// Input is what is known of an instance.
type Input struct {
	Keys []api.Key
	// Partial says why Keys are not all the keys there are, nil where they are.
	Partial *api.PartialError
	// Log is what its log tells. LogErr says why there is none: it could not be
	// read. Without both it was not asked for, and the rules that need it can't
	// tell.
	Log    *Log
	LogErr error
	// Rotations are those that were begun and not finished, as far as this machine
	// knows; nil where it was not asked. RotationsErr says why there may be more.
	Rotations    []Rotation
	RotationsErr error
}

// Finding is a key that wants attention.
type Finding struct {
	Rule   Rule
	Key    api.Key
	Others []api.Key // that it is about too: those of the same name, or the successor
	Reason string    // in a sentence
	Remedy string    // in a sentence

	Narrower  keys.Permissions // of OverPrivileged: what it was seen to use
	Addresses []string         // of NewAddress: the new ones, the newest first
	Due       bool             // of RotationUnfinished: the time at which it was to go has come
}

// Facts is what the finding rests on: as long as it is the same, nothing has
// changed about it. It is not for reading, and the same where the key's instance is one of
// several.
func (f *Finding) Facts() string {
	var facts []any
	switch f.Rule {
	case ExpiredTried, Expired, Expiring:
		facts = append(facts, f.Key.Expires.Stamp())
	case Stale:
		facts = append(facts, f.Key.LastUsed.Unix())
	case OverPrivileged:
		facts = append(facts, f.Key.Permissions.Wire(), f.Narrower.Wire())
	case SystemWrite:
		facts = append(facts, f.Key.Permissions.Wire())
	case RotationUnfinished:
		facts = append(facts, f.Due)
	case NewAddress:
		list := slices.Sorted(slices.Values(f.Addresses))
		facts = append(facts, list)
	}
	for i := range f.Others {
		facts = append(facts, f.Others[i].OwnID())
	}
	return fmt.Sprintf("%#v", facts)
}

// Gap is a rule that can't tell of some keys, for one reason. That is no finding, and not the
// absence of one.
type Gap struct {
	Rule Rule
	Keys int    // how many keys it can't tell of
	Why  string // in a sentence
	// Instance is the one of several instances whose keys they are, "" where there is only
	// one.
	Instance string
}

// Report is what Check found, the most important first.
type Report struct {
	Findings []Finding
	Gaps     []Gap
	Keys     int               // that were looked at
	Partial  *api.PartialError // why these are not all, nil where they are
	LogFrom  time.Time         // from where on the log is whole; zero: not asked or not told
	Snoozed  int               // findings that were taken out because the admin knows of them
}

// Only is the report of some rules.
func (r Report) Only(rules ...Rule) Report {
	wanted := make(map[Rule]bool, len(rules))
	for _, rule := range rules {
		wanted[rule] = true
	}
	only := Report{Keys: r.Keys, Partial: r.Partial, LogFrom: r.LogFrom}
	for _, f := range r.Findings {
		if wanted[f.Rule] {
			only.Findings = append(only.Findings, f)
		}
	}
	for _, g := range r.Gaps {
		if wanted[g.Rule] {
			only.Gaps = append(only.Gaps, g)
		}
	}
	return only
}

// Check applies every rule. Equal input gives equal reports.
func Check(in Input, th Thresholds, now time.Time) Report {
	c := newCheck(in, th, now)
	report := Report{Keys: len(in.Keys), Partial: in.Partial}
	if in.Log != nil {
		report.LogFrom = in.Log.From
	}
	for _, rule := range Rules() {
		found, untold := c.apply(rule)
		report.Findings = append(report.Findings, found...)
		for _, gap := range untold {
			if gap.Keys > 0 {
				gap.Rule = rule
				report.Gaps = append(report.Gaps, gap)
			}
		}
	}
	return report
}
