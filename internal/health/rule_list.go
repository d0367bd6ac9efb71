package health

import "slices"

// Rule is why a key wants attention. Its value is stable: scripts read it.
type Rule string

// The rules, the most important first.
const (
	ExpiredTried       Rule = "expired-tried"       // it has expired and is still tried
	NewAddress         Rule = "new-address"         // used from where it was not used before
	Expiring           Rule = "expiring"            // it will expire soon
	RotationUnfinished Rule = "rotation-unfinished" // its replacement is made, and it is not revoked
	Superseded         Rule = "superseded"          // still used after its replacement was made
	Stale              Rule = "stale"               // not used for long
	NeverUsed          Rule = "never-used"          // made a while ago and never used
	Expired            Rule = "expired"             // nothing can use it any more
	OverPrivileged     Rule = "over-privileged"     // it may do more than it was seen to do
	SystemWrite        Rule = "system-write"        // it may change the system
	NeverExpiring      Rule = "never-expiring"      // it has no expiry
	DuplicateName      Rule = "duplicate-name"      // another key has the same name
)

// Rules lists the rules, the most important first.
func Rules() []Rule {
	return []Rule{
		ExpiredTried, NewAddress, Expiring, RotationUnfinished, Superseded, Stale, NeverUsed, Expired, OverPrivileged, SystemWrite, NeverExpiring, DuplicateName,
	}
}

// Except lists the rules but for some.
func Except(ignored []Rule) []Rule {
	return slices.DeleteFunc(Rules(), func(r Rule) bool { return slices.Contains(ignored, r) })
}

// NeedsLog reports whether the rule asks the activity log.
func (r Rule) NeedsLog() bool { return r == ExpiredTried || r == NewAddress || r == OverPrivileged }

// Severity is how much it matters what a rule finds. Its value is stable: alerts select by it.
type Severity string

// The severities, the highest first.
const (
	Critical Severity = "critical" // it may be an attack
	Warning  Severity = "warning"  // something will break, or is left open
	Info     Severity = "info"     // it is to be thought about
)

// Severity says how much what the rule finds matters.
func (r Rule) Severity() Severity {
	switch r {
	case ExpiredTried, NewAddress:
		return Critical
	case Expiring, RotationUnfinished, Superseded:
		return Warning
	}
	return Info
}

// Words names the rule where people read it.
func (r Rule) Words() string {
	switch r {
	case ExpiredTried:
		return "expired, still tried"
	case NewAddress:
		return "from a new address"
	case Expiring:
		return "expires soon"
	case RotationUnfinished:
		return "rotation unfinished"
	case Superseded:
		return "used after rotation"
	case Stale:
		return "unused"
	case NeverUsed:
		return "never used"
	case Expired:
		return "expired"
	case OverPrivileged:
		return "over-privileged"
	case SystemWrite:
		return "may change the system"
	case NeverExpiring:
		return "never expires"
	case DuplicateName:
		return "name not unique"
	}
	return string(r)
}
