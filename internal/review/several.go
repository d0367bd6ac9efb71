package review

import (
	"slices"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/health"
)

// Part is the review of one of several instances, whose keys are marked with it.
type Part struct {
	Report
	Err error // why there is no more than Instance, or only a part of its keys; nil where it is whole
}

// Came reports whether the instance told its keys, be it not all of them.
func (p *Part) Came() bool { return p.Err == nil || api.PartOf(p.Err) != nil }

// Lacks says what the review lacks of the instance, "" for nothing.
func (p *Part) Lacks() string {
	var list []string
	if p.Err != nil {
		list = append(list, api.Explain(p.Err))
	}
	return strings.Join(append(list, p.Untold()...), " ")
}

// Join makes one review of those of several instances. What was checked of all is given.
func Join(of api.Instance, parts []Part, checked health.Report, since, now time.Time) Report {
	r := Report{Instance: of, At: now, Since: since, Checked: checked, Parts: parts}
	for i := range parts {
		r.Keys = append(r.Keys, parts[i].Keys...)
		r.Failures.add(&parts[i].Failures)
	}
	r.Failures.order()
	return r
}

// add adds the attempts of another instance, by cause and week. All were asked for the same
// weeks.
func (f *Failures) add(other *Failures) {
	if f.Start.IsZero() {
		f.Start = other.Start
	}
	f.Other += other.Other
	for _, c := range other.Causes {
		i := slices.IndexFunc(f.Causes, func(o Cause) bool { return o.Reason == c.Reason })
		if i < 0 {
			i = len(f.Causes)
			f.Causes = append(f.Causes, Cause{Reason: c.Reason})
		}
		all := &f.Causes[i]
		all.Count += c.Count
		all.Weeks = append(all.Weeks, make([]int, max(0, len(c.Weeks)-len(all.Weeks)))...)
		for w, n := range c.Weeks {
			all.Weeks[w] += n
		}
	}
}
