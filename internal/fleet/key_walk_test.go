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
	for seed := range uint64(60) {
		synctest.Test(t, func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 1))
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

// gives is an instance whose answer to each request is said; the last goes for all others.
type gives struct {
	app.API
	answers []func(ctx context.Context) (api.KeyPage, error)
	asked   int
}

func (*gives) Close() {}

func (g *gives) ListKeys(ctx context.Context, _, _ int) (api.KeyPage, error) {
	g.asked++
	return g.answers[min(g.asked, len(g.answers))-1](ctx)
}

func (g *gives) named(name string) fleet.Member {
	return fleet.Member{Profile: app.Profile{Name: name}, Connect: func(context.Context) (app.Client, error) { return g, nil }}
}

// page answers after a while with keys of a list of 1,000, whoever has given up.
func page(after time.Duration, ids ...string) func(context.Context) (api.KeyPage, error) {
	return func(context.Context) (api.KeyPage, error) {
		<-time.After(after)
		p := api.KeyPage{Total: 1000}
		for _, id := range ids {
			p.Keys = append(p.Keys, api.Key{ID: id, Name: id})
		}
		return p, nil
	}
}

func failing(after time.Duration) func(context.Context) (api.KeyPage, error) {
	return func(context.Context) (api.KeyPage, error) {
		<-time.After(after)
		return api.KeyPage{Total: -1}, &api.Error{Op: api.OpListKeys, Kind: api.Unreachable, Message: "the connection broke"}
	}
}

func TestTheFirstPageOfWhoeverAnswersFirstWaitsForNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		quick := &gives{answers: []func(context.Context) (api.KeyPage, error){page(time.Second, "a", "b"), page(time.Minute, "c")}}
		slow := &gives{answers: []func(context.Context) (api.KeyPage, error){page(time.Hour, "d")}}
		s := fleet.NewSource(t.Context(), []fleet.Member{slow.named("slow"), quick.named("quick")})
		defer s.Close()
		walk, began := api.NewKeyWalk(s, 200), time.Now()
		step, err := walk.Next(t.Context())
		if err != nil || len(step.Keys) != 2 || step.Total != -1 || time.Since(began) != time.Second {
			t.Errorf("%+v after %v, %v", step, time.Since(began), err)
		}
		// Whoever stops reading ends it all.
		walk.Stop()
		if _, err := walk.Next(t.Context()); api.KindOf(err) != api.Canceled {
			t.Errorf("after its end: %v", err)
		}
		if absent := s.Absent(); len(absent) > 0 {
			t.Errorf("it is said of instances that nobody waited for: %+v", absent)
		}
		<-time.After(2 * time.Hour)
		if quick.asked > 2 || slow.asked > 1 {
			t.Errorf("asked %d and %d times", quick.asked, slow.asked)
		}
	})
}

// What an instance told before it failed, or ran out of time, is taken back at once.
func TestTheKeysOfAnInstanceThatFailsAreTakenBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		breaks := &gives{answers: []func(context.Context) (api.KeyPage, error){page(0, "a", "b"), failing(time.Second)}}
		late := &gives{answers: []func(context.Context) (api.KeyPage, error){page(0, "a"), page(listWithin+time.Second, "b"), page(0)}}
		later := &gives{answers: []func(context.Context) (api.KeyPage, error){page(0, "a"), page(listWithin + time.Minute - 1), page(0)}}
		s := fleet.NewSource(t.Context(), []fleet.Member{breaks.named("breaks"), late.named("late"), later.named("later")})
		defer s.Close()
		walk, began := api.NewKeyWalk(s, 200), time.Now()
		var tally api.KeyTally
		passes := map[int]int{}
		for {
			step, err := walk.Next(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			tally.Take(&step)
			passes[step.Pass] += len(step.Keys)
			counted := 0
			for pass, keys := range passes {
				if tally.Counts(pass) {
					counted += keys
				}
			}
			if counted != step.Seen {
				t.Fatalf("%d keys count after %v, want %d", counted, time.Since(began), step.Seen)
			}
			if len(step.Void) > 0 && time.Since(began) != time.Second && time.Since(began) != listWithin {
				t.Errorf("keys are taken back after %v", time.Since(began))
			}
			if step.Done {
				if step.Partial == nil || step.Partial.Short() != "0 of 3 answered, not breaks, late, later" || counted != 0 {
					t.Errorf("%d keys, %v", counted, step.Partial)
				}
				break
			}
		}
		<-time.After(2 * time.Hour)
	})
}
