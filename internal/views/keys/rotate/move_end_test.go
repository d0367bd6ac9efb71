package rotate

import (
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// The time at which the old key goes is moved as often as wanted, and what the page says
// goes by it.
func TestTheEndOfARotationIsMoved(t *testing.T) {
	f, env, _ := pipeline(t, 2*time.Hour, time.Hour)
	clock := &screentest.Clock{At: screentest.Now}
	env.Now = clock.Now
	s := show(t, env, f.Keys[3])
	noted := func() rotation.End {
		t.Helper()
		list, err := env.Rotations.List(f.Instance().ID)
		if err != nil || len(list) != 1 {
			t.Fatalf("noted are %v, %v", list, err)
		}
		return list[0].End
	}
	seven := rotation.End{At: screentest.Now.AddDate(0, 0, 7)}
	screentest.Press(s, "d")
	s.SetSize(80, 21)
	screentest.Frame(t, "moving", s)
	screentest.Sizes(t, s)
	s.SetSize(120, 37)
	screentest.Press(s, "right", "esc")
	if !noted().Is(rotation.End{}) || s.moving != nil {
		t.Fatal("esc leaves nothing as it was")
	}
	screentest.Press(s, "d", "right", "right", "right", "enter")
	if got := screentest.Plain(screentest.View(s)); !noted().Is(seven) || !strings.Contains(got, "The old key goes Mon 26 Jan 2026") {
		t.Fatalf("noted is %s; it shows\n%s", noted(), got)
	}
	// What was set is what is offered; taking it again changes nothing.
	if screentest.Press(s, "d", "enter"); !noted().Is(seven) || s.moving != nil {
		t.Errorf("again makes %s", noted())
	}
	clock.At = screentest.Now.AddDate(0, 0, 8)
	if screentest.Press(s, "r"); s.standing.Step != rotation.Due {
		t.Errorf("8 days later it is %s", s.standing.Step)
	}
	screentest.Press(s, "d", "t")
	for _, letter := range "2026-01-20" {
		screentest.Press(s, string(letter))
	}
	if screentest.Press(s, "enter"); !noted().Is(seven) || !strings.Contains(screentest.Plain(screentest.View(s)), "in the past") {
		t.Errorf("a time in the past makes %s:\n%s", noted(), screentest.Plain(screentest.View(s)))
	}
	screentest.Press(s, "esc", "esc", "d", "left", "left", "left", "left", "left", "left", "right", "enter")
	if !noted().Is(rotation.End{Now: true}) || s.standing.Step != rotation.RevokeNow || f.Keys[3].ID != s.key.ID {
		t.Errorf("at once makes %s, %s", noted(), s.standing.Step)
	}
}
