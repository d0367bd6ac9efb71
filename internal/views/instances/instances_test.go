package instances

import (
	"context"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/credential"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestMain(m *testing.M) { screentest.Main(m) }

var profiles = []app.Profile{
	{Name: "eu-1", URL: "https://eu-1.example.com", Environment: screen.Production},
	{Name: "us-1", URL: "https://us-1.example.com", Environment: screen.Production},
	{Name: "staging", URL: "https://staging.example.com", Environment: screen.Staging},
	{Name: "laptop", URL: "http://127.0.0.1:8787"},
	{Name: "legacy", URL: "https://legacy.example.com", Environment: "client"},
}

// some is how the instances stand: one of each kind.
func some() []fleet.Row {
	known := func(n int) fleet.Figure { return fleet.Figure{N: n, Known: true} }
	ok := func(p app.Profile, keys, expired, findings, failures int) fleet.Row {
		hours := make([]int, fleet.Hours)
		hours[3], hours[20] = failures/3, failures-failures/3
		return fleet.Row{
			Profile: p, State: fleet.OK, Keys: known(keys), Expired: known(expired), Expiring: known(1), Findings: known(findings), Failures: known(failures),
			PerHour: hours, RoundTrip: 12 * time.Millisecond, Asked: screentest.Now,
		}
	}
	slow := ok(profiles[2], 1204, 30, 9, 0)
	slow.State, slow.RoundTrip = fleet.Slow, 3*time.Second
	gone := fleet.Row{Profile: profiles[1], State: fleet.Unreachable, Asked: screentest.Now, Err: &api.Error{Op: api.OpListKeys, Kind: api.Unreachable, Message: "connection refused"}}
	keyless := fleet.Row{Profile: profiles[4], State: fleet.NoCredential, Asked: screentest.Now, Err: credential.ErrNone}
	return []fleet.Row{ok(profiles[0], 42, 5, 26, 2029), slow, gone, ok(profiles[3], 3, 0, 0, 0), keyless}
}

// open gives the page once the rows have come; told are they.
func open(t *testing.T, told *[]fleet.Row) (*Screen, *screentest.Clock) {
	t.Helper()
	env, clock := screentest.Env(t, &screentest.Instance{}), &screentest.Clock{At: screentest.Now}
	env.Now = clock.Now
	s := New(env, Source{
		Profiles: func() []app.Profile { return profiles }, Here: func() string { return "eu-1" }, CanAdd: true,
		Survey: func() func(context.Context) iter.Seq[fleet.Row] {
			return func(context.Context) iter.Seq[fleet.Row] { return slices.Values(*told) }
		},
	})
	s.SetSize(80, 21)
	screentest.Settle(s, s.Init())
	return s, clock
}

func TestFrames(t *testing.T) {
	told := some()
	s, _ := open(t, &told)
	screentest.Frames(t, "instances", s)
	screentest.Press(s, "/", "text:env:production state:unreachable")
	screentest.Frame(t, "filtered", s)
	screentest.Press(s, "ctrl+u", "text:state:lost")
	screentest.Frame(t, "mistake", s)
}

func TestEverySize(t *testing.T) {
	told := some()
	s, _ := open(t, &told)
	screentest.Sizes(t, s)
	screentest.Press(s, "/", "text:"+strings.Repeat("監", 80))
	screentest.Sizes(t, s)
}

// What wants attention stands first, and every instance that did not answer is named.
func TestWhatWantsAttentionComesFirst(t *testing.T) {
	told := some()
	s, _ := open(t, &told)
	var names []string
	for _, i := range s.shown {
		names = append(names, s.list[i].Name)
	}
	if got := strings.Join(names, " "); got != "us-1 legacy staging eu-1 laptop" {
		t.Errorf("the order is %s", got)
	}
	if view := plain(s); !strings.Contains(view, "3 of 5 answered, 1 unreachable, 1 no credential since 13:00") {
		t.Errorf("nobody says who did not answer:\n%s", view)
	}
}

// An instance that does not answer any more keeps its figures, with their age.
func TestFiguresOfAnInstanceThatIsGoneStay(t *testing.T) {
	told := some()
	s, clock := open(t, &told)
	clock.At = clock.At.Add(10 * time.Minute)
	told = []fleet.Row{{Profile: profiles[0], State: fleet.Unreachable, Asked: clock.At, Err: &api.Error{Op: api.OpListKeys, Kind: api.Timeout, Message: "no answer"}}}
	screentest.Press(s, "r")
	view := plain(s)
	for _, want := range []string{"eu-1 (here)", "✗ unreachable", "2,029", "It has not answered since Mon 19 Jan 2026, 13:10 CET; the figures are of Mon 19 Jan 2026, 13:00 CET."} {
		if !strings.Contains(strings.Join(strings.Fields(view), " "), want) {
			t.Errorf("%q is not there:\n%s", want, view)
		}
	}
}

func TestOpening(t *testing.T) {
	told := some()
	s, _ := open(t, &told)
	if m, found := screentest.Find[screen.SwitchProfile](screentest.Press(s, "enter")); !found || m.Name != "us-1" {
		t.Errorf("the first opens %+v", m)
	}
	if _, found := screentest.Find[screen.ShowKeys](screentest.Press(s, "down", "down", "down", "enter")); !found {
		t.Error("where the console is already nothing opens")
	}
	if _, found := screentest.Find[screen.ShowConnect](screentest.Press(s, "a")); !found {
		t.Error("no instance can be added")
	}
}

// A survey that was given up goes on when the page is opened again.
func TestASurveyIsGivenUp(t *testing.T) {
	told := some()
	s, _ := open(t, &told)
	cmd := s.Refresh()
	s.Pause()
	screentest.Settle(s, cmd)
	if s.ask.Running() || s.whole {
		t.Error("it goes on")
	}
	if screentest.Settle(s, s.Init()); !s.whole {
		t.Error("it is not taken up again")
	}
}

func plain(s *Screen) string { return screentest.Plain(screentest.View(s)) }
