package output

import (
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/health"
)

// Check is a report in JSON (assets/schema/check.json).
type Check struct {
	CheckedAt time.Time  `json:"checkedAt"`
	Keys      int        `json:"keys"`
	LogFrom   *time.Time `json:"logFrom"` // null: not asked, or not told
	Findings  []Finding  `json:"findings"`
	CantTell  []CantTell `json:"cantTell"`
	Snoozed   int        `json:"snoozed"` // left out, since the admin knows of them
}

// Finding is a finding in JSON. Others are keys that it is about too.
type Finding struct {
	Rule   health.Rule `json:"rule"`
	Key    Key         `json:"key"`
	Others []Key       `json:"others"`
	Reason string      `json:"reason"`
	Remedy string      `json:"remedy"`
	// Instance is the one of several, absent where there is only one.
	Instance string `json:"instance,omitempty"`
}

// CantTell is what the data can't say, in JSON: no finding, and not the absence
// of one.
type CantTell struct {
	Rule health.Rule `json:"rule"`
	Keys int         `json:"keys"`
	Why  string      `json:"why"`
	// Instance is the one of several, absent where there is only one.
	Instance string `json:"instance,omitempty"`
}

// Line is a line of a report in JSON Lines (assets/schema/check-line.json): one of
// the two is there.
type Line struct {
	Finding  *Finding  `json:"finding,omitempty"`
	CantTell *CantTell `json:"cantTell,omitempty"`
}

// OfReport is the report as JSON has it.
func OfReport(r health.Report, now time.Time) Check {
	c := Check{CheckedAt: now.UTC(), Keys: r.Keys, LogFrom: timeOrNull(r.LogFrom), Findings: []Finding{}, CantTell: []CantTell{}, Snoozed: r.Snoozed}
	for _, f := range r.Findings {
		c.Findings = append(c.Findings, ofFinding(f, now))
	}
	for _, g := range r.Gaps {
		c.CantTell = append(c.CantTell, CantTell(g))
	}
	return c
}

func ofFinding(f health.Finding, now time.Time) Finding {
	out := Finding{f.Rule, OfKey(&f.Key, now), []Key{}, f.Reason, f.Remedy, f.Key.Instance}
	for i := range f.Others {
		out.Others = append(out.Others, OfKey(&f.Others[i], now))
	}
	return out
}

// Lines gives the report line by line.
func (c *Check) Lines() []Line {
	var list []Line
	for i := range c.Findings {
		list = append(list, Line{Finding: &c.Findings[i]})
	}
	for i := range c.CantTell {
		list = append(list, Line{CantTell: &c.CantTell[i]})
	}
	return list
}

// Findings is the shape of findings.
func Findings(now time.Time) Shape[health.Finding] {
	return Shape[health.Finding]{
		Table: []Column[health.Finding]{
			{"WHY", func(f health.Finding) string { return f.Rule.Words() }, 0},
			{"KEY", func(f health.Finding) string { return f.Key.Name }, nameMax},
			{"ID", func(f health.Finding) string { return f.Key.OwnID() }, 0},
			{"REASON", func(f health.Finding) string { return f.Reason }, 0},
		},
		CSV: []Column[health.Finding]{
			{"rule", func(f health.Finding) string { return string(f.Rule) }, 0},
			{"id", func(f health.Finding) string { return f.Key.OwnID() }, 0},
			{"name", func(f health.Finding) string { return f.Key.Name }, 0},
			{"keyPreview", func(f health.Finding) string { return f.Key.Preview }, 0},
			{"otherIds", func(f health.Finding) string {
				var ids []string
				for _, k := range f.Others {
					ids = append(ids, k.OwnID())
				}
				return strings.Join(ids, " ")
			}, 0},
			{"reason", func(f health.Finding) string { return f.Reason }, 0},
			{"remedy", func(f health.Finding) string { return f.Remedy }, 0},
			{"expiresAt", func(f health.Finding) string { return f.Key.Expires.Stamp() }, 0},
			{"lastUsedAt", func(f health.Finding) string { return timestamp(f.Key.LastUsed) }, 0},
		},
		Wire: func(f health.Finding) any { return ofFinding(f, now) },
		Name: func(f health.Finding) string { return f.Key.Name },
		Say:  func(f health.Finding) string { return sayFinding(&f) },
	}
}
