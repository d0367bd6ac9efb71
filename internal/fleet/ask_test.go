package fleet_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/fleet"
)

// idle is an instance of which nothing is asked.
type idle struct{ app.API }

func (idle) Close() {}

// named are members that connect at once, but for those that connect says.
func named(n int, connect map[string]func(context.Context) (app.Client, error)) []fleet.Member {
	list := make([]fleet.Member, n)
	for i := range list {
		name := fmt.Sprintf("m%02d", i)
		list[i] = fleet.Member{Profile: app.Profile{Name: name}, Connect: connect[name]}
		if list[i].Connect == nil {
			list[i].Connect = func(context.Context) (app.Client, error) { return idle{}, nil }
		}
	}
	return list
}

// deaf hangs whatever its context says.
func deaf(until <-chan struct{}) func(context.Context) (app.Client, error) {
	return func(context.Context) (app.Client, error) {
		<-until
		return nil, errors.New("too late")
	}
}

func TestOneThatHangsHoldsUpNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		end := make(chan struct{})
		hanging := map[string]func(context.Context) (app.Client, error){}
		for i := range 12 { // more than are asked at once
			hanging[fmt.Sprintf("m%02d", i)] = deaf(end)
		}
		began := time.Now()
		answered, late := 0, 0
		for a := range fleet.Ask(t.Context(), named(40, hanging), time.Minute, func(context.Context, fleet.Member, app.Client) (int, error) { return 1, nil }) {
			took := time.Since(began)
			switch {
			case a.Err == nil && took <= 10*time.Second:
				answered += a.Value
			case api.KindOf(a.Err) == api.Timeout && hanging[a.Member.Name] != nil && took >= time.Minute:
				late++
			default:
				t.Errorf("%s after %v: %v", a.Member.Name, took, a.Err)
			}
		}
		if answered != 28 || late != 12 {
			t.Errorf("%d answered, %d did not", answered, late)
		}
		close(end)
	})
}

// Whoever stops waiting keeps what came, and those that have not answered are told so; the
// context of whoever asked goes on.
func TestWaitingIsEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		end := make(chan struct{})
		enough, stop := context.WithCancel(t.Context())
		defer stop()
		ask := func(context.Context, fleet.Member, app.Client) (int, error) { return 1, nil }
		members := named(10, map[string]func(context.Context) (app.Client, error){"m03": deaf(end)})
		answered := 0
		for a := range fleet.Ask(fleet.Waiting(t.Context(), enough), members, time.Hour, ask) {
			if answered += a.Value; answered == 9 && a.Err == nil {
				stop()
				continue
			}
			if a.Err != nil && (a.Member.Name != "m03" || fleet.StateOf(a.Err) != fleet.Unreachable) {
				t.Errorf("%s: %v", a.Member.Name, a.Err)
			}
		}
		if answered != 9 {
			t.Errorf("%d answered", answered)
		}
		for a := range fleet.Ask(fleet.Waiting(t.Context(), enough), members[3:4], time.Hour, ask) {
			if api.KindOf(a.Err) != api.Timeout || t.Context().Err() != nil {
				t.Errorf("asked afterwards: %v", a.Err)
			}
		}
		close(end)
	})
}

func TestAtMostEightAreAskedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var now, most atomic.Int32
		n := 0
		for a := range fleet.Ask(t.Context(), named(50, nil), 0, func(ctx context.Context, _ fleet.Member, _ app.Client) (int, error) {
			most.Store(max(most.Load(), now.Add(1)))
			defer now.Add(-1)
			select {
			case <-time.After(time.Second):
			case <-ctx.Done():
			}
			return 0, ctx.Err()
		}) {
			if a.Err != nil {
				t.Error(a.Err)
			}
			n++
		}
		if n != 50 || most.Load() != 8 {
			t.Errorf("%d answers, %d at once", n, most.Load())
		}
	})
}

func TestGivingUpEndsWhatIsUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ended := make(chan string, 20)
		ask := func(ctx context.Context, _ fleet.Member, _ app.Client) (int, error) {
			<-ctx.Done()
			ended <- "ended"
			return 0, ctx.Err()
		}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		n := 0
		for a := range fleet.Ask(ctx, named(20, nil), time.Hour, ask) {
			if api.KindOf(a.Err) != api.Canceled {
				t.Errorf("%s: %v", a.Member.Name, a.Err)
			}
			n++
		}
		synctest.Wait()
		if n != 20 || len(ended) != 8 {
			t.Errorf("%d answers, %d requests ended", n, len(ended))
		}
		// Whoever stops reading ends all, too.
		for range fleet.Ask(t.Context(), named(3, map[string]func(context.Context) (app.Client, error){
			"m02": func(context.Context) (app.Client, error) {
				<-time.After(time.Second) // when the others are being asked
				return nil, errors.New("no key")
			},
		}), time.Hour, ask) {
			break
		}
		synctest.Wait()
		if len(ended) != 10 {
			t.Errorf("%d requests ended", len(ended))
		}
	})
}

func TestAFilterOfInstances(t *testing.T) {
	var list []fleet.Member
	for _, p := range []app.Profile{{Name: "alpha", Environment: "production"}, {Name: "alpha-eu", Environment: "Production"}, {Name: "beta", Environment: "staging"}, {Name: "gamma"}} {
		list = append(list, fleet.Member{Profile: p})
	}
	for text, want := range map[string][]string{
		"": {"alpha", "alpha-eu", "beta", "gamma"}, "alpha": {"alpha"}, "alph": {"alpha", "alpha-eu"}, "ALPHA beta": {"alpha", "beta"},
		"env:production": {"alpha", "alpha-eu"}, "env:production env:staging": {"alpha", "alpha-eu", "beta"}, "environment:staging": {"beta"},
		"-env:production": {"beta", "gamma"}, "env:production -eu": {"alpha"}, "beta env:production": nil, "-alpha": {"alpha-eu", "beta", "gamma"},
		"state:ok alpha": {"alpha"},
	} {
		f, err := fleet.ParseFilter(text)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		got, err := f.Select(list)
		var names []string
		for _, m := range got {
			names = append(names, m.Name)
		}
		if err != nil || !slices.Equal(names, want) {
			t.Errorf("%q: %v, %v", text, names, err)
		}
	}
	for text, want := range map[string]string{
		"env:": "position 5: ", "a state:bad": "position 9: there is no state", "-stat:ok": "position 2: there is no field", `""`: "position 1: ", `a "`: "position 3: ",
	} {
		if _, err := fleet.ParseFilter(text); err == nil || !containsAll(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
	for text, want := range map[string]string{"alpha prdo": "position 7: no profile has", "env:prod": "position 5: no profile is of"} {
		f, err := fleet.ParseFilter(text)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Select(list); err == nil || !containsAll(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
	for text, want := range map[string][2]bool{"state:unreachable": {true, false}, `state:"not authorised"`: {false, false}, "-state:ok": {true, false}, "state:ok state:unreachable": {true, true}, "x": {true, true}} {
		f, err := fleet.ParseFilter(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := [2]bool{f.OfState(fleet.Unreachable), f.OfState(fleet.OK)}; got != want || f.NeedsState() == (text == "x") {
			t.Errorf("%q: %v", text, got)
		}
	}
}
