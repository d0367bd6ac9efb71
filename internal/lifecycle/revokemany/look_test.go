package revokemany_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle/revokemany"
)

// deaf is an instance that never answers.
type deaf struct{ named }

func (deaf) ListKeys(ctx context.Context, _, _ int) (api.KeyPage, error) {
	<-ctx.Done()
	return api.KeyPage{}, ctx.Err()
}

// An instance that hangs, refuses or is not reached is named, and the plan is about the keys
// of the others.
func TestLookingAcrossInstances(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSites(t, 5, 2)
		s.list[1].ListErr = refuse(api.Unreachable)
		s.parts[2].Client = deaf{s.parts[2].Client.(named)}
		began := time.Now()
		found, err := revokemany.Find(t.Context(), s.parts[:4], s.keys)
		if err != nil || time.Since(began) > time.Minute {
			t.Fatalf("%v after %v", err, time.Since(began))
		}
		p := revokemany.NewPlan(s.keys, found, revokemany.OwnsOf(s.parts), began)
		if p.Goes != 4 || p.Unlisted != 6 || !strings.Contains(p.Missing(), "2 of 5 answered, not m01, m02, m04") {
			t.Errorf("%d go: %s", p.Goes, p.Missing())
		}
		if words := p.EveryWords(); !strings.Contains(words, "Every key of m00, m03 goes") {
			t.Error(words)
		}
		if got := p.Phrase(began).First; got != "revoke all 4 keys on 2 instances" {
			t.Error(got)
		}
		if _, err = revokemany.Find(t.Context(), s.parts[1:2], []api.Key{s.keys[1]}); api.KindOf(err) != api.Unreachable {
			t.Errorf("alone: %v", err)
		}
	})
}
