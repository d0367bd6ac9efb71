package keylist

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/testkit/unsteadytest"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// keysOf are the keys of the list.
func keysOf(s *Screen) []api.Key {
	var list []api.Key
	for _, r := range s.list.rows.present() {
		list = append(list, s.list.key(r))
	}
	return list
}

func inOrder(list []api.Key) []api.Key {
	return slices.SortedFunc(slices.Values(list), func(a, b api.Key) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Name, b.Name))
	})
}

// Read again and again, the list of several instances shows what the lists of those that
// answer would show.
func TestTheListOfSeveralIsThatOfEach(t *testing.T) {
	failed, partial := 0, 0
	for seed := range uint64(25) {
		synctest.Test(t, func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 2))
			var members []fleet.Member
			var alone []*Screen
			for i := range 1 + r.IntN(6) {
				own := r.Uint64()
				client := unsteadytest.New(own).Prompt()
				members = append(members, fleet.Member{
					Profile: app.Profile{Name: fmt.Sprintf("m%02d", i)},
					Connect: func(context.Context) (app.Client, error) { return client, nil },
				})
				alone = append(alone, New(screentest.Env(t, unsteadytest.New(own).Prompt())))
			}
			source := fleet.NewSource(t.Context(), members)
			defer source.Close()
			env := screentest.Env(t, source)
			env.Several = true
			s := New(env)
			for range 3 {
				screentest.Settle(s, s.begin(false, true))
				var want []api.Key
				var absent []string
				for i, one := range alone {
					screentest.Settle(one, one.begin(false, true))
					name := members[i].Name
					if one.trouble != nil || one.partial != nil {
						absent = append(absent, name)
					}
					if one.trouble != nil {
						failed++
						continue
					}
					for _, k := range keysOf(one) {
						if k = k.Of(name); k.ID == "" {
							k.Instance = "" // which the list knows by the id
						}
						want = append(want, k)
					}
				}
				if got := keysOf(s); !slices.Equal(inOrder(got), inOrder(want)) {
					t.Fatalf("seed %d: %d keys, want %d", seed, len(got), len(want))
				}
				switch {
				case (s.partial == nil) != (len(absent) == 0), s.complete != (s.partial == nil):
					t.Fatalf("seed %d: %v, absent %v", seed, s.partial, absent)
				case s.partial != nil:
					partial++
					if words := "not " + strings.Join(absent[:min(len(absent), 3)], ", "); !strings.Contains(s.partial.Short(), words) {
						t.Fatalf("seed %d: %s, absent %v", seed, s.partial.Short(), absent)
					}
				}
			}
		})
	}
	if failed == 0 || partial == 0 {
		t.Errorf("%d failed, %d lists were partial", failed, partial)
	}
}
