package rotation

import (
	"slices"
	"testing"

	"github.com/supascale/supascale-tui/internal/api"
)

func TestWhatCanBeDoneAtEachStep(t *testing.T) {
	old, made := &api.Key{ID: "old"}, &api.Key{ID: "new"}
	for _, c := range []struct {
		step        Step
		old, new    *api.Key
		revokeFirst bool
		want        []Move
		stop        string
	}{
		{NotMade, old, nil, false, []Move{MakeNew, Stop}, "forget it"},
		{InDoubt, old, nil, true, []Move{RevokeThenMake, Stop}, "forget it"},
		{Owed, nil, nil, true, []Move{MakeNew, Stop}, "forget it"},
		{NewGone, old, nil, true, []Move{MakeNew, Stop}, "forget it"},
		{NotTaken, old, made, false, []Move{SayTaken, RevokeNew, Stop}, "keep both"},
		{RevokeNow, old, made, false, []Move{EndOld, Stop}, "keep both"},
		{Waiting, old, made, false, []Move{EndOld, Stop}, "keep both"},
		{Ready, old, made, false, []Move{EndOld, Stop}, "keep both"},
	} {
		s := Standing{Rotation: Rotation{RevokeFirst: c.revokeFirst}, Step: c.step, OldKey: c.old, NewKey: c.new}
		choices := s.Choices()
		var moves []Move
		for _, choice := range choices {
			moves = append(moves, choice.Move)
			if choice.Not != "" || choice.Does == "" {
				t.Errorf("%s: %+v", c.step, choice)
			}
		}
		if !slices.Equal(moves, c.want) || choices[len(choices)-1].Does != c.stop {
			t.Errorf("%s: %+v", c.step, choices)
		}
	}
	gone := Standing{Step: Finished, NewKey: made}
	if c := gone.Choices()[0]; c.Move != EndOld || c.Not == "" {
		t.Errorf("the old key is gone: %+v", c)
	}
}
