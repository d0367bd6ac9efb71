package audit

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestNewsAppearAtTheTop(t *testing.T) {
	d := enter(t, sample())
	d.happen(expired("n1", d.clock.At.Add(time.Second)))
	d.elapse(lookEvery)
	if _, row := d.line(); !strings.Contains(row, "expired key") {
		t.Errorf("the newest attempt is not on top: %s", row)
	}
	d.shows("226 failed attempts", "showing 47 of 48")
}

func TestNoRowMovesWhileReading(t *testing.T) {
	for _, reader := range []struct{ name, key string }{
		{"below the top", "down"}, {"in the details", "enter"}, {"while typing", "/"},
	} {
		t.Run(reader.name, func(t *testing.T) {
			d := enter(t, sample())
			d.press(reader.key)
			y, id := d.cursorLine()
			rows := slices.Clone(d.listing.rows)
			d.happen(expired("n2", d.clock.At), expired("n1", d.clock.At))
			d.elapse(lookEvery)
			if y2, id2 := d.cursorLine(); y2 != y || id2 != id || !slices.Equal(d.listing.rows, rows) {
				t.Errorf("%s on line %d became %s on line %d", id, y, id2, y2)
			}
			d.shows("2 new ↑", "showing 46 of")
			d.happen(expired("n3", d.clock.At))
			d.elapse(lookEvery)
			d.shows("3 new ↑")
		})
	}
}

func TestRefreshTakesNewsInAndKeepsThePlace(t *testing.T) {
	d := enter(t, sample())
	d.press("down", "down")
	y, id := d.cursorLine()
	d.happen(denied("n2", d.clock.At), denied("n1", d.clock.At))
	d.elapse(lookEvery)
	if b := binding(t, d.Screen, "r"); b.Does != "show new" {
		t.Errorf("r says %q while there is news", b.Does)
	}
	d.press("r")
	if y2, id2 := d.cursorLine(); id2 != id || y2 != y {
		t.Errorf("%s on line %d became %s on line %d", id, y, id2, y2)
	}
	d.hides("new ↑")
	d.shows("showing 48 of 49")
}

func TestGoingToTheTopTakesNewsIn(t *testing.T) {
	for _, key := range []string{"g", "home"} {
		d := enter(t, sample())
		d.press("down", "down")
		d.happen(denied("n1", d.clock.At))
		d.elapse(lookEvery)
		d.press(key)
		d.hides("new ↑")
		if got := d.current().id; got != "n1" {
			t.Errorf("%s went to %s, not to the newest", key, got)
		}
	}
}

func TestNothingComesTwice(t *testing.T) {
	d := enter(t, sample())
	before := d.plain()
	for range 5 {
		d.elapse(lookEvery)
	}
	if after := d.plain(); after != before {
		t.Errorf("looking without news changed the frame to\n%s", after)
	}
	if n := len(d.held.entries); n != 46 {
		t.Errorf("%d attempts are held, want 46", n)
	}
}

// An idle screen must draw the same, whatever the log says of its own growth.
func TestIdleWritesNothing(t *testing.T) {
	d := enter(t, sample())
	before := d.View()
	for i := range 30 {
		ok := denied(fmt.Sprintf("ok%d", i), d.clock.At)
		ok.Failed = false
		d.happen(ok)
		d.elapse(time.Minute)
	}
	if d.View() != before {
		t.Errorf("the idle frame became\n%s", d.plain())
	}
	d.press("down")
	d.shows("32 min", "showing 46 of 77")
}

func TestFoldedAttemptsCountUpInPlace(t *testing.T) {
	d := enter(t, sample())
	limited := unknown("fold", d.clock.At)
	limited.Count = 3
	d.happen(limited)
	d.elapse(lookEvery)
	d.shows("228 failed attempts")
	d.press("down")
	y, id := d.cursorLine()
	d.inst.Entries[0].Count = 9
	d.elapse(lookEvery)
	if y2, id2 := d.cursorLine(); y2 != y || id2 != id {
		t.Error("counting up moved the cursor")
	}
	d.shows("234 failed attempts")
	d.hides("new ↑")
}

func TestLateWritersFindTheirPlace(t *testing.T) {
	d := enter(t, sample())
	d.inst.Entries = append([]api.Activity{d.inst.Entries[0], denied("late", ago(3*time.Minute))}, d.inst.Entries[1:]...)
	d.elapse(lookEvery)
	if d.listing.rows[1].id != "late" {
		t.Errorf("the late entry is not second but %s is", d.listing.rows[1].id)
	}
}

func TestBurstBetweenTwoLooksLeavesNoGap(t *testing.T) {
	d := enter(t, sample())
	var burst []api.Activity
	for i := range 2500 {
		burst = append(burst, unknown(fmt.Sprintf("b%d", i), d.clock.At.Add(time.Minute)))
	}
	d.happen(burst...)
	d.elapse(2 * time.Minute)
	if n := len(d.held.entries); n != 2546 {
		t.Errorf("%d attempts are held, want 2546", n)
	}
}

func TestMoreNewsThanCanBeHeld(t *testing.T) {
	d := enter(t, sample())
	d.press("down")
	var burst []api.Activity
	for i := range fewHeld + 100 {
		burst = append(burst, unknown(fmt.Sprintf("b%d", i), d.clock.At.Add(time.Minute)))
	}
	d.happen(burst...)
	d.elapse(2 * time.Minute)
	d.shows("many new ↑", "showing 46 of")
	d.press("up")
	d.shows("3,000+ failed attempts", "newest 3,000 only")
	d.hides("new ↑")
}

func TestPausedLooksNoMore(t *testing.T) {
	d := enter(t, sample())
	d.Pause()
	asked := len(d.inst.Queries)
	for range 3 {
		d.elapse(time.Minute)
	}
	if len(d.inst.Queries) != asked {
		t.Error("a hidden screen asks the instance")
	}
	d.happen(denied("n1", d.clock.At))
	d.settle(d.Init())
	if d.listing.rows[0].id != "n1" {
		t.Error("entering the screen again does not bring the news at once")
	}
	asked = len(d.inst.Queries)
	d.elapse(lookEvery)
	if got := len(d.inst.Queries) - asked; got != 1 {
		t.Errorf("one wait made %d requests", got)
	}
}

func TestOldTimersAreOfNoEffect(t *testing.T) {
	d := enter(t, sample())
	d.press("r", "r", "r")
	asked := len(d.inst.Queries)
	d.elapse(lookEvery)
	if got := len(d.inst.Queries) - asked; got != 1 {
		t.Errorf("%d looks ran side by side", got)
	}
}

func TestFailedLooksBackOffQuietly(t *testing.T) {
	d := enter(t, sample())
	var waits []time.Duration
	after := d.env.After
	d.env.After = func(w time.Duration, fire func(time.Time) tea.Msg) tea.Cmd {
		waits = append(waits, w)
		return after(w, fire)
	}
	d.inst.ActivityErr = &api.Error{Op: api.OpActivity, Kind: api.Unreachable, Message: "connection refused"}
	var frames []string
	for range 6 {
		if out := d.elapse(time.Minute); len(out) > 0 {
			t.Errorf("a failed look told the root %T", out[0])
		}
		frames = append(frames, d.View())
	}
	want := []time.Duration{10, 20, 40, 60, 60, 60}
	for i, w := range want {
		if waits[i] != w*time.Second {
			t.Errorf("wait %d is %v, want %d s", i, waits[i], w)
		}
	}
	d.shows("▲ Not updated since 13:00:00", "connection refused", "CI/CD Pipeline")
	if frames[0] != frames[5] {
		t.Error("failing again changed the frame")
	}
	d.inst.ActivityErr = nil
	d.elapse(time.Minute)
	d.hides("Not updated")
	if last := waits[len(waits)-1]; last != lookEvery {
		t.Errorf("after success the next look is in %v", last)
	}
}

func TestRetryAfterIsHonoured(t *testing.T) {
	d := enter(t, sample())
	d.inst.ActivityErr = &api.Error{Op: api.OpActivity, Kind: api.RateLimited, RetryAfter: 3 * time.Minute}
	d.elapse(lookEvery)
	if d.live.every != 3*time.Minute {
		t.Errorf("the next look is in %v", d.live.every)
	}
}

func TestLosingThePermissionIsSaid(t *testing.T) {
	d := enter(t, sample())
	d.inst.ActivityErr = &api.Error{Op: api.OpActivity, Kind: api.Forbidden, Status: 403, Message: "no"}
	d.elapse(lookEvery)
	d.shows("No permission for this view", "system: read")
	d.inst.ActivityErr = nil
	d.press("r")
	d.shows("CI/CD Pipeline")
}

func TestStaleResultsAreDropped(t *testing.T) {
	d := enter(t, sample())
	d.clock.At = d.clock.At.Add(lookEvery)
	d.happen(denied("n1", d.clock.At))
	var look tea.Cmd
	for _, msg := range d.timers.Fire(d.clock.At) {
		look = d.Update(msg)
	}
	late := screentest.Messages(look)
	d.Pause()
	for _, msg := range late {
		if _, ok := msg.(screen.Result[api.ActivityPage]); !ok {
			t.Fatalf("a look brought %T", msg)
		}
		d.settle(d.Update(msg))
	}
	d.shows("showing 46 of 47")
	if d.live.behind != nil {
		t.Error("a look that was given up counts as failed")
	}
}

func TestUnknownErrorsDontBreakTheScreen(t *testing.T) {
	d := enter(t, sample())
	d.inst.ActivityErr = errors.New("something else")
	d.elapse(lookEvery)
	d.shows("something else", "CI/CD Pipeline")
}
