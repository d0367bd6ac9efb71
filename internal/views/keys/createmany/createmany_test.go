package createmany

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestMain(m *testing.M) { screentest.Main(m) }

// open is the page with so many instances, the first of them production.
func open(t *testing.T, n int) *Screen {
	t.Helper()
	f := &screentest.Instance{}
	var members []fleet.Member
	for i := range n {
		members = append(members, fleet.Member{
			Profile: app.Profile{Name: fmt.Sprintf("eu-%d", i), Environment: map[bool]string{true: "prod", false: "staging"}[i == 0]},
			Connect: func(context.Context) (app.Client, error) { return fleet.Stays(f), nil },
		})
	}
	env := screentest.Env(t, f)
	env.API, env.Several = fleet.NewSource(t.Context(), members), true
	return New(env, screen.ShowCreateMany{Key: api.NewKey{Name: strings.Repeat("Long name ", 9), Permissions: keys.AllWrite()}})
}

func TestThePageFitsAnySize(t *testing.T) {
	s := open(t, 30)
	s.turnAll()
	for i, o := range []lifecycle.Outcome{lifecycle.OutcomeCreated, lifecycle.OutcomeNotCreated, lifecycle.OutcomeUndelivered, lifecycle.OutcomeUnknown} {
		s.places[i].outcome = o
	}
	screentest.Sizes(t, s)
}

// One that has the key, or may have it, gets no second; one that refused may be asked again.
func TestNoInstanceGetsTheKeyTwice(t *testing.T) {
	s := open(t, 4)
	s.turnAll()
	for i, o := range []lifecycle.Outcome{lifecycle.OutcomeCreated, lifecycle.OutcomeUndelivered, lifecycle.OutcomeUnknown} {
		if s.next() != i {
			t.Fatalf("next is %d", s.next())
		}
		s.places[i].outcome = o
	}
	s.places[3].outcome = lifecycle.OutcomeNotCreated
	if s.next() != 3 || s.Leave().Question == "" {
		t.Errorf("next is %d, %+v", s.next(), s.Leave())
	}
	s.turnAll()
	if s.next() != -1 || !s.places[0].marked {
		t.Errorf("next is %d: %+v", s.next(), s.places)
	}
	s.List.SetCursor(0)
	if s.turn(); !s.places[0].marked || s.List.Cursor() != 1 {
		t.Errorf("%+v", s.places[0])
	}
}
