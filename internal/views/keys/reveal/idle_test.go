package reveal_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/views/keys/reveal"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// idle is a screen on a clock that only moves by wait.
type idle struct {
	*reveal.Screen
	clock  *screentest.Clock
	timers *screentest.Timers
}

func openIdle(t *testing.T, timeout time.Duration) idle {
	t.Helper()
	i := idle{clock: &screentest.Clock{At: screentest.Now}, timers: &screentest.Timers{}}
	e := env(t)
	e.Now, e.After, e.RevealTimeout = i.clock.Now, i.timers.After, timeout
	i.Screen = openIn(e, created())
	return i
}

// wait lets time pass and whatever timers there are run out.
func (i idle) wait(d time.Duration) {
	i.clock.At = i.clock.At.Add(d)
	for _, msg := range i.timers.Fire(i.clock.At) {
		screentest.Settle(i.Screen, i.Update(msg))
	}
}

func (i idle) hidden() bool { return !strings.Contains(screentest.View(i), value) }

func TestTheKeyIsHiddenWhenNobodyIsThere(t *testing.T) {
	for timeout, want := range map[time.Duration]string{
		10 * time.Minute: "The key is hidden after 10 min without a key press.", 2 * time.Minute: "after 2 min without",
	} {
		s := openIdle(t, timeout)
		s.wait(timeout - time.Second)
		if s.hidden() {
			t.Fatal("hidden too early")
		}
		s.wait(2 * time.Second)
		says(t, s.Screen, want, "Press any key to show it again.", "It has not been taken yet.")
		if strings.Contains(screentest.View(s), "Fake") || strings.Contains(fmt.Sprintf("%+v", *s.Screen), "FakeFake") {
			t.Errorf("still in sight:\n%s", screentest.View(s))
		}
		undelivered(t, s.Screen, nil)
	}
}

func TestTheFirstKeyOnlyShowsItAgain(t *testing.T) {
	for _, key := range []string{"y", "c", "q", "esc", "enter", "p", "paste:" + value} {
		s := openIdle(t, 10*time.Minute)
		s.wait(11 * time.Minute)
		if !s.Capturing() {
			t.Fatalf("%s would reach the root", key)
		}
		msgs, copied := take(s.Screen, key)
		if s.hidden() || len(msgs) != 0 || len(copied) != 0 || s.Capturing() {
			t.Errorf("%s: hidden %v, did %v, copied %q", key, s.hidden(), msgs, copied)
		}
		s.wait(11 * time.Minute)
		if !s.hidden() {
			t.Errorf("%s: not hidden a second time", key)
		}
	}
}

func TestEveryKeyPressStartsTheTimeAnew(t *testing.T) {
	s := openIdle(t, 10*time.Minute)
	for range 5 {
		s.wait(9 * time.Minute)
		take(s.Screen, "x")
		s.wait(59 * time.Second)
		if s.hidden() {
			t.Fatal("hidden within 10 minutes of a key press")
		}
	}
	s.wait(10 * time.Minute)
	if !s.hidden() {
		t.Error("not hidden")
	}
}

func TestOneTimerAtATime(t *testing.T) {
	s := openIdle(t, 10*time.Minute)
	for range 3 {
		screentest.Settle(s.Screen, s.Init()) // the root's :refresh
		take(s.Screen, "x", "y")
	}
	s.wait(10 * time.Minute)
	take(s.Screen, "x") // shows it again
	if got := len(s.timers.Fire(s.clock.At)); got != 1 {
		t.Errorf("%d timers run", got)
	}
}

func TestWhatWasOpenIsHiddenToo(t *testing.T) {
	for _, keys := range [][]string{{"L"}, {"1"}, {"f"}, {"p", "down"}, {"C"}} {
		s := openIdle(t, 10*time.Minute)
		take(s.Screen, keys...)
		s.wait(11 * time.Minute)
		if strings.Contains(screentest.View(s), "Fake") || screentest.Cursor(s) != nil {
			t.Errorf("%v: in sight:\n%s", keys, screentest.View(s))
		}
	}
}

func TestTimersOfAnEarlierScreenCountForNothing(t *testing.T) {
	first, second := openIdle(t, 10*time.Minute), openIdle(t, 10*time.Minute)
	first.clock.At = first.clock.At.Add(time.Hour)
	second.clock.At = first.clock.At
	for _, msg := range first.timers.Fire(first.clock.At) {
		if a, is := msg.(screen.Addressed); !is || a.Addressee() != reveal.ID {
			t.Errorf("%T is not for this screen", msg)
		}
		second.Update(msg)
	}
	if second.hidden() {
		t.Error("hidden by another screen's timer")
	}
}

// TestARealClock runs on tea.Tick, in a bubble's time.
func TestARealClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := env(t)
		e.Now, e.After = time.Now, tea.Tick
		s := reveal.New(e, created())
		s.SetSize(80, 21)
		start := time.Now()
		cmd := s.Init()
		for cmd != nil && strings.Contains(screentest.View(s), value) {
			msg := cmd()
			if time.Since(start) < 15*time.Minute {
				s.Update(screentest.Key("x"))
			}
			cmd = s.Update(msg)
		}
		if got := time.Since(start); got < 20*time.Minute || got > 21*time.Minute {
			t.Errorf("hidden after %s", got)
		}
	})
}
