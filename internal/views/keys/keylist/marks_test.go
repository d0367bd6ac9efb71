package keylist

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle/revokemany"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// opened gives the names of the keys that x opens the page about many for.
func opened(t *testing.T, s *Screen) []string {
	t.Helper()
	msg, found := screentest.Find[screen.ShowRevokeMany](screentest.Press(s, "x"))
	if !found {
		t.Fatal("x opens nothing")
	}
	var names []string
	for _, k := range msg.Keys {
		names = append(names, k.Name)
	}
	slices.Sort(names)
	return names
}

func TestMarks(t *testing.T) {
	s, instance := small(t)
	if _, one := screentest.Find[screen.AskRevoke](screentest.Press(s, "x")); !one {
		t.Error("without a mark x is about the key under the cursor")
	}
	screentest.Press(s, "space", "down", "space")
	if s.cursorName() == s.names()[0] {
		t.Error("space does not move on")
	}
	screentest.Frame(t, "marked", s)
	s.SetSize(120, 37)
	screentest.Sizes(t, s)
	s.SetSize(80, 21)
	want := []string{"Laptop (old)", "監視 monitoring 東京"}
	if got := opened(t, s); !slices.Equal(got, want) {
		t.Errorf("marked %q", got)
	}
	// They stay through sort, filter and refresh, changed names too.
	screentest.Press(s, "s", "S", "/", "text:ci", "enter")
	mustContain(t, frame(s), "2 marked, 2 of them not shown")
	screentest.Frame(t, "marked-filter", s)
	screentest.Press(s, "space")
	mustContain(t, frame(s), "3 marked, 2 of them not shown")
	screentest.Sizes(t, s)
	s.SetSize(80, 21)
	instance.Keys[5].Name = "Laptop (older)"
	screentest.Press(s, "r", "esc")
	if got := opened(t, s); !slices.Equal(got, []string{"CI/CD Pipeline", "Laptop (older)", "監視 monitoring 東京"}) {
		t.Errorf("after all that: %q", got)
	}
	// They go with their keys.
	screentest.Settle(s, s.Update(screen.KeysRevoked{Keys: []api.Key{{ID: "key-004"}, {ID: "key-001"}, {ID: "nowhere"}}}))
	mustContain(t, frame(s), "4 keys", "1 marked")
	instance.Keys = slices.DeleteFunc(instance.Keys, func(k api.Key) bool { return k.ID != "key-005" && k.ID != "key-003" })
	screentest.Press(s, "r")
	if s.list.marked != 0 || strings.Contains(frame(s), "marked") {
		t.Errorf("%d marks of keys that are gone:\n%s", s.list.marked, frame(s))
	}
}

func TestMarkingAllThatIsShown(t *testing.T) {
	s, _ := small(t)
	screentest.Press(s, "/", "text:state:active", "enter", "*")
	if s.list.marked != 4 || s.list.hidden() != 0 {
		t.Errorf("%d marked, %d hidden", s.list.marked, s.list.hidden())
	}
	screentest.Press(s, "space", "*")
	if s.list.marked != 4 {
		t.Errorf("* with one left out marks %d", s.list.marked)
	}
	screentest.Press(s, "*")
	if s.list.marked != 0 {
		t.Errorf("* a second time leaves %d", s.list.marked)
	}
	screentest.Press(s, "*", "esc")
	if len(s.list.query) > 0 || s.list.marked != 4 {
		t.Errorf("the first esc: filter %v, %d marked", s.list.query, s.list.marked)
	}
	screentest.Press(s, "esc")
	if s.list.marked != 0 {
		t.Errorf("the second esc leaves %d", s.list.marked)
	}
}

// Whatever is done, the counts are those of the rows, and a mark moves nothing.
func TestMarksAreCounted(t *testing.T) {
	env := screentest.Env(t, nil)
	rapid.Check(t, func(t *rapid.T) {
		instance := &screentest.Instance{Keys: manyKeys(30)}
		env.API = instance
		s := New(env)
		s.SetSize(80, 21)
		screentest.Settle(s, s.Init())
		for range 30 {
			do := rapid.SampledFrom([]string{"space", "space", "space", "*", "s", "S", "r", "esc", "down", "G", "filter", "gone", "changed"}).Draw(t, "do")
			switch do {
			case "filter":
				s.Filter(rapid.SampledFrom([]string{"deploy", "state:expired", "d", "ci", ""}).Draw(t, "filter"))
			case "gone":
				if len(instance.Keys) > 0 {
					instance.Keys = slices.Delete(instance.Keys, 0, 1)
				}
			case "changed":
				if len(instance.Keys) > 0 {
					instance.Keys[0].Name += "x"
				}
			default:
				screentest.Press(s, do)
			}
			marked, shown := 0, 0
			for i := range s.list.rows.present() {
				if s.list.isMarked(i) {
					marked++
				}
			}
			for _, i := range s.list.visible() {
				if s.list.isMarked(i) {
					shown++
				}
			}
			if s.list.marked != marked || s.list.hidden() != marked-shown || len(s.list.marks()) != marked {
				t.Fatalf("after %s: %d marked and %d hidden, want %d and %d", do, s.list.marked, s.list.hidden(), marked, marked-shown)
			}
			for line := range strings.Lines(frame(s)) {
				if strings.HasPrefix(line, ui.Mark) && ui.Width(strings.TrimSpace(line)) > 80 {
					t.Fatalf("%q", line)
				}
			}
		}
	})
}

func TestUnfinishedRevocationsAreTold(t *testing.T) {
	s, instance := small(t)
	env := s.env
	instance.RevokeErr = &api.Error{Op: api.OpRevokeKey, Kind: api.Timeout, Message: "no answer", MaybeDone: true}
	r := env.Across(nil).Begin(t.Context(), slices.Clone(instance.Keys[:2]))
	if r.Tally() != (revokemany.Tally{Keys: 2, Unconfirmed: 2}) {
		t.Fatalf("%+v", r)
	}
	screentest.Press(s, "r")
	mustContain(t, frame(s), "▲ 1 revocation of many unfinished, 2 keys left · :pending")
	screentest.Frame(t, "unfinished", s)
	screentest.Sizes(t, s)
	instance.RevokeErr = nil
	if r = env.Across(nil).Resume(t.Context(), r); r.Noted() {
		t.Fatalf("%+v", r)
	}
	screentest.Settle(s, s.Update(screen.KeysRevoked{}))
	if strings.Contains(frame(s), "unfinished") {
		t.Errorf("still told:\n%s", frame(s))
	}
}

// With all of a hundred thousand keys marked, a key press costs what it costs with
// none.
func TestMarksCostNothing(t *testing.T) {
	s := loaded(t, lots)
	moves := func() time.Duration {
		begun := time.Now()
		for range 100 {
			for _, k := range []string{"down", "space", "up", "up", "space"} {
				s.Update(screentest.Key(k))
			}
			_ = screentest.View(s)
		}
		return time.Since(begun)
	}
	none := moves()
	screentest.Press(s, "*")
	const off = 300 * time.Millisecond // another process may want the machine
	if all := moves(); s.list.marked < lots/2 || all > 5*none+off {
		t.Errorf("%v with %d marks, %v with none", all, s.list.marked, none)
	}
	s.Filter("runner")
	if all := moves(); all > 5*none+off {
		t.Errorf("%v with marks that are hidden, %v with none", all, none)
	}
}

func BenchmarkMark(b *testing.B) {
	var short float64
	for _, n := range []int{1000, lots} {
		b.Run(fmt.Sprintf("%dk", n/1000), func(b *testing.B) {
			s := loaded(b, n)
			screentest.Press(s, "*")
			for b.Loop() {
				s.Update(screentest.Key("space"))
				_ = screentest.View(s)
				s.Update(screentest.Key("up"))
			}
			compare(b, n, &short)
		})
	}
}
