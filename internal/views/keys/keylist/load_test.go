package keylist

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestFirstPageIsUsableWhileTheRestLoads(t *testing.T) {
	instance := &screentest.Instance{Keys: manyKeys(3300)}
	s := New(screentest.Env(t, instance))
	s.SetSize(120, 30)
	cmd := step(s, s.Init())
	if s.Count() != firstPage {
		t.Fatalf("%d keys after the first page, want %d", s.Count(), firstPage)
	}
	mustContain(t, frame(s), "200 keys", "loaded 200 of 3,300")
	screentest.Press(s, "down", "down")
	if _, found := screentest.Find[screen.ShowKey](screentest.Press(s, "enter")); !found {
		t.Error("enter opens nothing while the rest loads")
	}
	selected := s.cursorName()
	cmd = step(s, cmd)
	mustContain(t, frame(s), "loaded 1,200 of 3,300")
	if s.cursorName() != selected {
		t.Errorf("the cursor went from %q to %q when a page came", selected, s.cursorName())
	}
	screentest.Settle(s, cmd)
	if s.Count() != 3300 {
		t.Errorf("%d keys in the end, want 3300", s.Count())
	}
	if view := frame(s); s.spinner.On() || s.call.Running() {
		t.Errorf("still busy after the last page:\n%s", view)
	}
}

func TestShortListShowsNoProgress(t *testing.T) {
	s, instance := small(t)
	if s.spinner.On() || instance.Lists != 2 {
		t.Errorf("spinner %v, %d requests for six keys", s.spinner.On(), instance.Lists)
	}
	screentest.Golden(t, "list-80x21", screentest.View(s))
}

func TestInstanceThatIgnoresLimitIsDoneAtOnce(t *testing.T) {
	instance := &screentest.Instance{Keys: manyKeys(1500), IgnoresLimit: true}
	s := open(t, instance)
	if s.Count() != 1500 || instance.Lists != 1 {
		t.Errorf("%d keys by %d requests, want 1500 by 1", s.Count(), instance.Lists)
	}
}

// blind answers without a total, and stuck also without regard to the offset.
type blind struct {
	app.API
	stuck bool
}

func (b blind) ListKeys(ctx context.Context, offset, limit int) (api.KeyPage, error) {
	if b.stuck {
		offset = 0
	}
	page, err := b.API.ListKeys(ctx, offset, limit)
	page.Total = -1
	return page, err
}

func TestListWithoutTotalIsReadToItsEnd(t *testing.T) {
	s := New(screentest.Env(t, blind{&screentest.Instance{Keys: manyKeys(2600)}, false}))
	screentest.Settle(s, s.Init())
	if s.Count() != 2600 || !s.complete {
		t.Errorf("%d keys, complete %v", s.Count(), s.complete)
	}
}

// Of several instances the last may take long, and what came until then has no total.
func TestAShortListWithoutTotalSaysThatMoreIsAwaited(t *testing.T) {
	s := New(screentest.Env(t, blind{&screentest.Instance{Keys: manyKeys(6)}, false}))
	s.SetSize(80, 21)
	cmd := step(s, s.Init())
	mustContain(t, frame(s), "loaded 6")
	screentest.Settle(s, cmd)
	if view := frame(s); strings.Contains(view, "loaded") {
		t.Errorf("still awaited at the end:\n%s", view)
	}
}

func TestAPartSaysSoWhileItIsAskedForAgain(t *testing.T) {
	s := New(screentest.Env(t, blind{&screentest.Instance{Keys: manyKeys(5000)}, true}))
	s.SetSize(120, 30)
	screentest.Settle(s, s.Init())
	cut := s.partial.Short()
	mustContain(t, frame(s), cut)
	again := s.Update(screentest.Key("r"))
	mustContain(t, frame(s), cut)
	screentest.Settle(s, again)
}

func TestInstanceThatIgnoresOffsetEndsTheLoad(t *testing.T) {
	instance := &screentest.Instance{Keys: manyKeys(5000)}
	s := New(screentest.Env(t, blind{instance, true}))
	screentest.Settle(s, s.Init())
	if instance.Lists > 4 {
		t.Errorf("%d requests for pages that are all the same", instance.Lists)
	}
}

func TestKeysThatComeAndGoWhileLoading(t *testing.T) {
	for name, change := range map[string]func(*screentest.Instance){
		"revoked": func(i *screentest.Instance) { i.Keys = slices.Delete(i.Keys, 10, 15) },
		"created": func(i *screentest.Instance) {
			i.Keys = append([]api.Key{{ID: "new-1", Name: "new"}, {ID: "new-2", Name: "new"}}, i.Keys...)
		},
	} {
		t.Run(name, func(t *testing.T) {
			instance := &screentest.Instance{Keys: manyKeys(2500)}
			s := New(screentest.Env(t, instance))
			cmd := step(s, s.Init())
			change(instance)
			screentest.Settle(s, cmd)
			want := map[string]bool{}
			for _, k := range instance.Keys {
				want[k.ID] = true
				if _, found := s.Find(k.ID, ""); !found {
					t.Fatalf("%s is missing", k.ID)
				}
			}
			if s.Count() != len(want) || len(s.list.visible()) != len(want) {
				t.Errorf("%d keys, %d lines, want %d", s.Count(), len(s.list.visible()), len(want))
			}
			if !s.complete {
				t.Error("the list calls itself incomplete")
			}
		})
	}
}

func TestEscStopsLoadingAndKeepsWhatIsThere(t *testing.T) {
	instance := &screentest.Instance{Keys: manyKeys(5000)}
	s := New(screentest.Env(t, instance))
	s.SetSize(100, 20)
	pending := step(s, s.Init())
	told, _ := screentest.Find[screen.Notice](screentest.Press(s, "esc"))
	mustContain(t, told.Text, "Stopped loading", "r ")
	screentest.Settle(s, pending) // its answer comes too late
	if s.Count() != firstPage {
		t.Errorf("%d keys after esc, want %d", s.Count(), firstPage)
	}
	mustContain(t, frame(s), "stopped at loaded 200 of 5,000")
	screentest.Press(s, "r")
	if s.Count() != 5000 {
		t.Errorf("%d keys after r, want all", s.Count())
	}
}

func TestRefreshKeepsSelectionAndLine(t *testing.T) {
	instance := &screentest.Instance{Keys: manyKeys(100)}
	s := open(t, instance)
	for range 40 {
		screentest.Press(s, "down")
	}
	for range 5 {
		screentest.Press(s, "up")
	}
	before, line := s.cursorName(), s.table.Cursor()-s.table.Top()
	first := s.names()[:10]
	instance.Keys = slices.DeleteFunc(instance.Keys, func(k api.Key) bool { return slices.Contains(first, k.Name) })
	told, _ := screentest.Find[screen.Notice](screentest.Press(s, "r"))
	if s.cursorName() != before || s.table.Cursor()-s.table.Top() != line {
		t.Errorf("on %q at line %d, want %q at %d", s.cursorName(), s.table.Cursor()-s.table.Top(), before, line)
	}
	if s.Count() != 90 {
		t.Errorf("%d keys, want 90", s.Count())
	}
	mustContain(t, told.Text, "Refreshed: 90 keys.")
}

func TestRefreshTakesNewTimesAndNames(t *testing.T) {
	s, instance := small(t)
	instance.Keys[2].LastUsed = screentest.Now
	instance.Keys[2].Name = "renamed elsewhere"
	screentest.Press(s, "r")
	k, _ := s.Find("key-004", "")
	if k.Name != "renamed elsewhere" || !k.LastUsed.Equal(screentest.Now) {
		t.Errorf("%+v", k)
	}
	if _, found := s.Find("", "CI/CD Pipeline"); found {
		t.Error("the old name is still found")
	}
	if s.Count() != 6 {
		t.Errorf("%d keys, want 6", s.Count())
	}
}

func TestComingBackReadsOnlyTheFirstPageWhenNothingChanged(t *testing.T) {
	instance := &screentest.Instance{Keys: manyKeys(4000)}
	s := open(t, instance)
	before := instance.Lists
	screentest.Settle(s, s.Init())
	if got := instance.Lists - before; got != 1 {
		t.Errorf("%d requests on return, want 1", got)
	}
	instance.Keys = slices.Delete(instance.Keys, 3000, 3001)
	screentest.Settle(s, s.Init())
	if s.Count() != 3999 {
		t.Errorf("%d keys after one was revoked elsewhere, want 3999", s.Count())
	}
}

func TestTroubleKeepsTheRowsAndSaysTheyAreOld(t *testing.T) {
	s, instance := small(t)
	clock := &screentest.Clock{At: screentest.Now}
	s.env.Now = clock.Now
	clock.At = clock.At.Add(1e9 * 250)
	instance.ListErr = unreachable
	screentest.Press(s, "r")
	mustContain(t, frame(s), "stale since 13:00:00", "refuses the connection. Check", "r tries again", "CI/CD Pipeline")
	screentest.Frame(t, "stale", s)
	instance.ListErr = nil
	screentest.Press(s, "r")
	if s.trouble != nil {
		t.Error("the trouble stays after a good answer")
	}
}

func TestAListThatWasNeverReadIsNotCountedAsEmpty(t *testing.T) {
	instance := &screentest.Instance{Keys: screentest.Keys(), ListErr: &api.Error{Op: api.OpListKeys, Kind: api.Internal, Status: 500, Message: "answered with 500 Internal Server Error"}}
	s := open(t, instance)
	screentest.Press(s, "/")
	mustContain(t, frame(s), "the list of keys could not be read", "500 Internal Server Error")
	if view := frame(s); strings.Contains(view, "0 keys") || strings.Contains(view, "0 of 0") || strings.Contains(view, "0 active") {
		t.Errorf("what is not known is counted:\n%s", view)
	}
	instance.ListErr = nil
	screentest.Settle(s, s.Init())
	mustContain(t, frame(s), "6 keys")
}

func TestRefusedKeyIsHandedToTheRoot(t *testing.T) {
	s, instance := small(t)
	instance.ListErr = refused
	if _, found := screentest.Find[screen.Unauthorized](screentest.Press(s, "r")); !found {
		t.Error("the root hears nothing of a refused key")
	}
}
