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
	urls := make([]string, n)
	for i := range n {
		urls[i] = fmt.Sprintf("https://eu-%d.example.com", i)
	}
	return pageOf(t, urls...)
}

func pageOf(t *testing.T, urls ...string) *Screen {
	t.Helper()
	f := &screentest.Instance{}
	var members []fleet.Member
	for i, u := range urls {
		members = append(members, fleet.Member{
			Profile: app.Profile{Name: fmt.Sprintf("eu-%d", i), URL: u, Environment: map[bool]string{true: "prod", false: "staging"}[i == 0]},
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

func TestAnInstanceOfTwoProfilesGetsTheKeyOnce(t *testing.T) {
	s := pageOf(t, "https://eu.example.com", "https://us.example.com", "https://EU.example.com:443/")
	s.turnAll()
	if left, _ := s.count(); left != 2 || s.places[2].marked {
		t.Errorf("%d are to get the key: %+v", left, s.places)
	}
	s.List.SetCursor(2)
	if s.turn(); s.places[2].marked {
		t.Error("it can be marked")
	}
	s.SetSize(80, 20)
	if view, _ := s.View(); !strings.Contains(view, "the same instance as eu-0") {
		t.Errorf("not said:\n%s", view)
	}
}
