package fleet_test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/testkit/unsteadytest"
)

const listWithin = 5 * time.Minute

// unsteady are members that do what their seeds say.
func unsteady(seeds []uint64) []fleet.Member {
	members := make([]fleet.Member, len(seeds))
	for i, seed := range seeds {
		members[i] = fleet.Member{
			Profile: app.Profile{Name: fmt.Sprintf("m%02d", i)},
			Connect: func(context.Context) (app.Client, error) { return unsteadytest.New(seed), nil },
		}
	}
	return members
}

// truth is what each of them tells when it is read by itself, and who doesn't tell all.
func truth(t *testing.T, seeds []uint64) (list []api.Key, absent []string) {
	t.Helper()
	for i, seed := range seeds {
		name, began := fmt.Sprintf("m%02d", i), time.Now()
		own, err := api.Keys(t.Context(), unsteadytest.New(seed))
		late := time.Since(began) >= listWithin
		if err != nil || late {
			absent = append(absent, name)
		}
		if late || err != nil && api.PartOf(err) == nil {
			continue
		}
		for _, k := range own {
			list = append(list, k.Of(name))
		}
	}
	return list, absent
}

func inOrder(list []api.Key) []api.Key {
	return slices.SortedFunc(slices.Values(list), func(a, b api.Key) int {
		return cmp.Or(cmp.Compare(a.Instance, b.Instance), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Name, b.Name))
	})
}

// However the instances answer, the list is what each of those that told theirs gives alone.
func TestTheKeysOfSeveralAreThoseOfEach(t *testing.T) {
	kinds := map[string]int{}
	for seed := range uint64(150) {
		synctest.Test(t, func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // the same every time
			seeds := make([]uint64, r.IntN(14))
			for i := range seeds {
				seeds[i] = r.Uint64()
			}
			want, absent := truth(t, seeds)
			s := fleet.NewSource(t.Context(), unsteady(seeds))
			defer s.Close()
			got, err := api.Keys(t.Context(), s)
			if !slices.Equal(inOrder(got), inOrder(want)) {
				t.Fatalf("seed %d: %d keys, want %d", seed, len(got), len(want))
			}
			part := api.PartOf(err)
			if (part == nil) != (len(absent) == 0) || part == nil && err != nil {
				t.Fatalf("seed %d: %v, absent %v", seed, err, absent)
			}
			if part != nil && !strings.HasPrefix(part.Short(), fmt.Sprintf("%d of %d answered, not %s", len(seeds)-len(absent), len(seeds), strings.Join(absent[:min(len(absent), 3)], ", "))) {
				t.Fatalf("seed %d: %s, absent %v", seed, part.Short(), absent)
			}
			kinds[fmt.Sprintf("absent %v", len(absent) > 0)]++
			<-time.After(2 * time.Hour) // until those that are late have answered
		})
	}
	if len(kinds) != 2 {
		t.Errorf("only %v", kinds)
	}
}
