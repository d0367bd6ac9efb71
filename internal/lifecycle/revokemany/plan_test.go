package revokemany_test

import (
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle/revokemany"
)

// The console's own keys are left out of a plan, of each instance its own, until they are taken
// in; what becomes of them is said.
func TestWhatBecomesOfTheConsolesOwnKeys(t *testing.T) {
	now := time.Date(2026, 1, 19, 12, 0, 0, 0, time.UTC)
	own := revokemany.Owns{"supascale_Own1...eueu", "supascale_Own2...usus"}
	other := api.Key{ID: "eu/other", Name: "other", Instance: "eu", Preview: "supascale_Some...body"}
	mine := []api.Key{
		{ID: "eu/mine", Name: "mine", Instance: "eu", Preview: own[0]},
		{ID: "us/mine", Name: "mine", Instance: "us", Preview: own[1]},
	}
	for _, c := range []struct {
		keys    []api.Key
		out, in string
	}{
		{[]api.Key{other}, "", ""},
		{[]api.Key{other, mine[0]}, "The key this console uses is left out.", "The key this console uses goes too"},
		{[]api.Key{mine[0], other, mine[1]}, "The keys this console uses are left out.", "The keys this console uses on 2 instances go too"},
	} {
		p := revokemany.NewPlan(c.keys, revokemany.FoundIn(c.keys, nil, c.keys, own), own, now)
		if p.OwnWords() != c.out || p.Goes != 1 {
			t.Errorf("%d go, and %q is said, want %q", p.Goes, p.OwnWords(), c.out)
		}
		if p.TurnOwn(now); !strings.HasPrefix(p.OwnWords(), c.in) || p.Goes != len(c.keys) {
			t.Errorf("%d of %d go, and %q is said, want %q", p.Goes, len(c.keys), p.OwnWords(), c.in)
		}
	}
}

// Each of two profiles of one instance lists the key that the other uses.
func TestTheKeyOfAnotherProfileOfTheInstanceIsTheConsolesOwn(t *testing.T) {
	own := revokemany.Owns{"supascale_Own1...eueu", "supascale_Own2...usus"}
	var list []api.Key
	for _, profile := range []string{"eu", "eu-admin"} {
		list = append(list,
			api.Key{ID: profile + "/first", Name: "first", Instance: profile, Preview: own[0]},
			api.Key{ID: profile + "/second", Name: "second", Instance: profile, Preview: own[1]},
			api.Key{ID: profile + "/job", Name: "job", Instance: profile, Preview: "supascale_Some...body"},
		)
	}
	p := revokemany.NewPlan(list, revokemany.FoundIn(list, nil, list, own), own, time.Now())
	for _, k := range p.Chosen() {
		if k.Name != "job" {
			t.Errorf("%s goes", k.ID)
		}
	}
	if p.Goes != 2 || len(p.Emptied()) != 2 {
		t.Errorf("%d go, %q are emptied", p.Goes, p.Emptied())
	}
}
