package history

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
)

// Part is the report of one of several instances, whose keys are marked with it.
type Part struct {
	Name string // of its profile
	Report
	Err error // why there is no report, or its list of keys is only a part; nil where it is whole
}

// Join makes one report of those of several instances in a period. Last visits are each
// instance's own, and told by its part.
func Join(p Period, until time.Time, parts []Part) Report {
	r := Report{Period: p, Until: until, Parts: parts}
	for i := range parts {
		part := &parts[i]
		r.Changes = append(r.Changes, part.Changes...)
		for _, gap := range part.Gaps {
			r.Gaps = append(r.Gaps, part.Name+": "+gap)
		}
		if part.Looked.After(r.Looked) {
			r.Looked = part.Looked
		}
	}
	r.order()
	return r
}

// order puts the latest changes first.
func (r *Report) order() {
	slices.SortStableFunc(r.Changes, func(a, b Change) int {
		return cmp.Or(b.Before.Compare(a.Before), cmp.Compare(a.Kind, b.Kind), strings.Compare(a.Key.Name, b.Key.Name), strings.Compare(a.Key.ID, b.Key.ID))
	})
}

// Lacks says why the report lacks the instance or a part of it, "" for nothing.
func (p *Part) Lacks() string {
	if p.Err == nil {
		return ""
	}
	return api.Explain(p.Err)
}

// Dismiss says that the admin has seen what the report tells.
func (r *Report) Dismiss(ctx context.Context, records Records) error {
	var failed error
	for i := range r.Parts {
		failed = errors.Join(failed, r.Parts[i].Dismiss(ctx, records))
	}
	if r.Instance == "" || r.Looked.IsZero() {
		return failed
	}
	return records.Dismiss(ctx, r.Instance, r.Looked)
}
