package health

import (
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
)

// A rotation whose old key ends at a time is as planned until then, and is a finding from
// that moment on.
func TestARotationIsRemindedOfWhenItsTimeComes(t *testing.T) {
	at := time.Date(2026, 1, 19, 12, 0, 0, 0, time.UTC)
	list := []api.Key{{ID: "old", Name: "CI", Created: at.Add(-90 * day)}, {ID: "new", Name: "CI (rotated 2026-01-12)", Created: at.Add(-7 * day)}}
	found := func(ends time.Time) []Finding {
		in := Input{Keys: list, Rotations: []Rotation{{Old: "old", New: "new", Begun: at.Add(-7 * day), Ends: ends}}}
		return Check(in, Defaults(), at).Only(RotationUnfinished).Findings
	}
	if f := found(at.Add(time.Second)); len(f) != 0 {
		t.Errorf("before its time: %+v", f)
	}
	due, open := found(at), found(time.Time{})
	if len(due) != 1 || !due[0].Due || !strings.Contains(due[0].Reason, "It was to be revoked") {
		t.Fatalf("at its time: %+v", due)
	}
	if len(open) != 1 || open[0].Due || open[0].Facts() == due[0].Facts() {
		t.Errorf("what was snoozed before its time stays away: %+v", open)
	}
}
