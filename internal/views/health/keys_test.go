package health

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/keys/filter"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestEnterIsTheRemedy(t *testing.T) {
	rotations := func(env *screen.Env) {
		env.Health.Rotations = func(string, []api.Key, time.Time) ([]health.Rotation, error) {
			return []health.Rotation{{Old: "id-Terraform", New: "key-002"}}, nil
		}
	}
	s := open(t, some(), rotations)
	for rule, want := range map[health.Rule]func(msg any) bool{
		health.ExpiredTried: func(msg any) bool {
			m, ok := msg.(screen.ShowAudit)
			return ok && m.Filter.Query.String() == "keyid:key-001 outcome:any"
		},
		health.NewAddress: func(msg any) bool {
			m, ok := msg.(screen.ShowAudit)
			return ok && m.Filter.Query.String() == screen.OfKey("id-Terraform").Query.With(query.IP, "203.0.113.9").String()
		},
		health.Expiring: func(msg any) bool {
			m, ok := msg.(screen.ShowRotate)
			return ok && m.Key.Name == "Backup Script" && m.Wish.IsZero()
		},
		health.RotationUnfinished: func(msg any) bool { m, ok := msg.(screen.ShowRotate); return ok && m.Key.ID == "id-Terraform" },
		health.Stale:              func(msg any) bool { m, ok := msg.(screen.AskRevoke); return ok && m.Key.ID == "id-Backup Script" },
		health.OverPrivileged: func(msg any) bool {
			m, ok := msg.(screen.ShowRotate)
			return ok && *m.Wish.Permissions == keys.Grant(keys.Projects, keys.Read)
		},
		health.SystemWrite: func(msg any) bool { _, ok := msg.(screen.ShowUsage); return ok },
		health.NeverExpiring: func(msg any) bool {
			m, ok := msg.(screen.ShowRotate)
			return ok && m.Wish.Lifetime == keys.LastingFor(90*day)
		},
		health.DuplicateName: func(msg any) bool {
			m, ok := msg.(screen.ShowKeys)
			return ok && m.Filter == filter.OfName("Backup Script")
		},
	} {
		to(t, s, rule)
		msgs := screentest.Press(s, "enter")
		if len(msgs) != 1 || !want(msgs[0]) {
			t.Errorf("%s: enter gives %+v", rule, msgs)
		}
	}
}

// What can't be told is one line and no row; its reasons are read on a page that scrolls.
func TestWhyChecksCantTell(t *testing.T) {
	s := open(t, some())
	s.SetSize(60, 6)
	if s.Len() != len(s.shown) || !strings.Contains(flat(s), "? 2 checks can't tell: “from a new address”, “ove… W why") {
		t.Errorf("it shows\n%s", plain(s))
	}
	screentest.Press(s, "W")
	if got := flat(s); !strings.Contains(got, "“from a new address”") || !strings.Contains(got, "more lines") || strings.Contains(got, health.NotFine) {
		t.Errorf("W shows\n%s", plain(s))
	}
	if screentest.Press(s, "end"); !strings.Contains(flat(s), health.NotFine) {
		t.Errorf("end shows\n%s", plain(s))
	}
	s.Pause()
	if strings.Contains(flat(s), health.NotFine) {
		t.Error("the reasons are still open after the screen was left")
	}
	// Without a gap there is nothing to read.
	s.report.Gaps = nil
	s.arrange()
	if msg, _ := screentest.Find[screen.Notice](screentest.Press(s, "W")); msg.Text != "All checks could tell." || strings.Contains(plain(s), "can't tell") {
		t.Errorf("W says %q on\n%s", msg.Text, plain(s))
	}
}

func TestOtherKeysOfAFinding(t *testing.T) {
	s := open(t, some())
	if m, _ := screentest.Find[screen.ShowKey](screentest.Press(s, "o")); m.Key.ID != "key-001" {
		t.Errorf("o opens %+v", m.Key)
	}
	if m, _ := screentest.Find[screen.AskRevoke](screentest.Press(s, "x")); m.Key.ID != "key-001" {
		t.Errorf("x revokes %+v", m.Key)
	}
	if m, _ := screentest.Find[screen.ShowUsage](screentest.Press(s, "u")); m.Key.ID != "key-001" {
		t.Errorf("u opens %+v", m.Key)
	}
	if m, _ := screentest.Find[screen.ShowAudit](screentest.Press(s, "l")); m.Filter.Query.Empty() {
		t.Errorf("l opens %+v", m)
	}
	if list := s.KeysOf(health.Stale); len(list) != 1 || list[0].ID != "id-Backup Script" {
		t.Errorf("stale are %v", list)
	}
}

func TestSettingAside(t *testing.T) {
	clock := &screentest.Clock{At: screentest.Now}
	instance := some()
	s := open(t, instance, func(env *screen.Env) { env.Now = clock.Now })
	n := len(s.shown)
	if screentest.Press(s, "z"); !s.Capturing() || !strings.Contains(flat(s), "Snooze this?") {
		t.Fatalf("z asks nothing:\n%s", plain(s))
	}
	screentest.Press(s, "x", "down")
	if screentest.Press(s, "esc"); s.Capturing() || len(s.shown) != n {
		t.Error("esc leaves it as it is")
	}
	msgs := screentest.Press(s, "z", "enter")
	if m, _ := screentest.Find[screen.Notice](msgs); !strings.Contains(m.Text, "until 18 Feb 2026") {
		t.Errorf("it says %q", m.Text)
	}
	if len(s.shown) != n-1 || !strings.Contains(plain(s), "1 snoozed") || strings.Contains(plain(s), "expired, still tried") {
		t.Fatalf("it is still there:\n%s", plain(s))
	}
	clock.At = clock.At.Add(29 * day)
	screentest.Settle(s, s.Refresh())
	if len(s.away) != 1 {
		t.Error("it is back too early")
	}
	// Listed on request, and taken back from there.
	screentest.Press(s, "Z")
	if f := s.current(); f == nil || f.Rule != health.ExpiredTried || !strings.Contains(flat(s), "z takes it back") {
		t.Errorf("Z shows\n%s", plain(s))
	}
	screentest.Press(s, "z")
	if len(s.away) != 0 || s.shown[0].Rule != health.ExpiredTried {
		t.Errorf("it is not back:\n%s", plain(s))
	}
	// Until it changes, which another address does.
	clock.At = screentest.Now
	screentest.Settle(s, s.Refresh())
	to(t, s, health.NewAddress)
	screentest.Press(s, "z", "left", "enter")
	screentest.Settle(s, s.Refresh())
	if len(s.away) != 1 {
		t.Fatalf("it is back without a change:\n%s", plain(s))
	}
	instance.Entries = append([]api.Activity{use(key("Terraform"), time.Hour, "203.0.113.77")}, instance.Entries...)
	screentest.Settle(s, s.Refresh())
	if len(s.away) != 0 {
		t.Error("it changed and is still snoozed")
	}
	to(t, s, health.NewAddress)
	screentest.Press(s, "z", "right", "enter")
	clock.At = screentest.Now.Add(90 * day)
	if s.arrange(); len(s.away) != 0 {
		t.Error("after 90 days it is still snoozed")
	}
}

type broken struct{ app.Snoozer }

func (broken) Add(string, *health.Finding, time.Time, time.Time) error {
	return errors.New("what is snoozed can't be kept in /x (disk full)")
}

func TestANoteThatCantBeKept(t *testing.T) {
	s := open(t, some(), func(env *screen.Env) { env.Health.Snooze = broken{env.Health.Snooze} })
	n := len(s.shown)
	if m, _ := screentest.Find[screen.Notice](screentest.Press(s, "z", "enter")); !strings.Contains(m.Text, "disk full") || len(s.shown) != n {
		t.Errorf("it says %q", m.Text)
	}
	s = open(t, some(), func(env *screen.Env) { env.Health.Snooze = nil })
	if m, _ := screentest.Find[screen.Notice](screentest.Press(s, "z")); !strings.Contains(m.Text, "can't remember") {
		t.Errorf("it says %q", m.Text)
	}
}

// One list and one look at the log serve for a minute; r asks again.
func TestWhatItCosts(t *testing.T) {
	clock := &screentest.Clock{At: screentest.Now}
	instance := some()
	s := open(t, instance, func(env *screen.Env) { env.Now = clock.Now })
	asked := func(lists int) {
		t.Helper()
		// A list takes its page, and an empty one that ends it.
		if instance.Lists != 2*lists || len(instance.StatsQueries) != lists {
			t.Errorf("asked for %d pages and %d figures, want %d lists and as many figures", instance.Lists, len(instance.StatsQueries), lists)
		}
	}
	asked(1)
	s.Pause()
	clock.At = clock.At.Add(59 * time.Second)
	screentest.Settle(s, s.Init())
	asked(1)
	clock.At = clock.At.Add(time.Second)
	screentest.Settle(s, s.Init())
	asked(2)
	screentest.Press(s, "r")
	asked(3)
	s.Outdate()
	screentest.Settle(s, s.Init())
	asked(4)
}

func TestALookThatFailsKeepsWhatIsShown(t *testing.T) {
	instance := some()
	s := open(t, instance)
	was := len(s.shown)
	instance.ListErr = &api.Error{Op: api.OpListKeys, Kind: api.Unreachable, Message: "connection refused"}
	screentest.Press(s, "r")
	if len(s.shown) != was || !strings.Contains(plain(s), "stale since") || !strings.Contains(plain(s), "connection refused") {
		t.Errorf("it shows\n%s", plain(s))
	}
	instance.ListErr = nil
	if screentest.Press(s, "r"); strings.Contains(plain(s), "stale since") {
		t.Errorf("it is still stale:\n%s", plain(s))
	}
	instance.ListErr = &api.Error{Op: api.OpListKeys, Kind: api.Unauthorized, Status: 401}
	if _, told := screentest.Find[screen.Unauthorized](screentest.Press(s, "r")); !told {
		t.Error("nobody hears that the credential is refused")
	}
	if s = open(t, instance); !strings.Contains(plain(s), "Not authorised") {
		t.Errorf("it shows\n%s", plain(s))
	}
}

// Leaving gives a look up, and its late answer is nothing.
func TestLeavingWhileItLooks(t *testing.T) {
	s := New(screentest.Env(t, some()))
	s.SetSize(80, 21)
	cmd := s.Init()
	s.Pause()
	if screentest.Settle(s, cmd); s.have {
		t.Error("a look that was given up is taken")
	}
	if screentest.Settle(s, s.Init()); !s.have {
		t.Error("it does not look again")
	}
}

func TestARevokedKeyGoesFromTheList(t *testing.T) {
	s := open(t, some())
	to(t, s, health.Stale)
	gone := s.current().Key
	s.Update(screen.KeyRevoked{Key: gone})
	for _, f := range s.shown {
		if f.Key.ID == gone.ID {
			t.Errorf("%s is still listed as %s", gone.Name, f.Rule)
		}
	}
	if !s.outdated {
		t.Error("what is left counts as the truth")
	}
}

// A cursor move must cost the same whatever the length of the list.
func BenchmarkCursorMove(b *testing.B) {
	const many = 100_000
	var short float64
	for _, n := range []int{1000, many} {
		b.Run(fmt.Sprintf("%dk", n/1000), func(b *testing.B) {
			list := make([]api.Key, n)
			for i := range list {
				list[i] = key(fmt.Sprintf("Deploy %05d", i), never)
			}
			s := open(b, &screentest.Instance{Keys: list, IgnoresLimit: true})
			s.SetSize(120, 37)
			down, up := screentest.Key("down"), screentest.Key("up")
			i := 0
			for b.Loop() {
				if i++; i%(n*2) < n {
					s.Update(down)
				} else {
					s.Update(up)
				}
				_ = screentest.View(s)
			}
			if each := float64(b.Elapsed()) / float64(b.N); n != many {
				short = each
			} else if short > 0 {
				b.ReportMetric(each/short, "x-vs-1k")
			}
		})
	}
}
