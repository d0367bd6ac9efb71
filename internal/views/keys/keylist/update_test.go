package keylist

import (
	"slices"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestKeysSpeakToTheRoot(t *testing.T) {
	s, _ := small(t)
	screentest.Press(s, "down") // Backup Script
	if m, _ := screentest.Find[screen.ShowKey](screentest.Press(s, "enter")); m.Key.ID != "key-005" {
		t.Errorf("enter opens %+v", m.Key)
	}
	if m, _ := screentest.Find[screen.AskRevoke](screentest.Press(s, "x")); m.Key.Preview != screentest.Keys()[1].Preview {
		t.Errorf("x asks about %+v", m.Key)
	}
	if m, _ := screentest.Find[screen.ShowAudit](screentest.Press(s, "l")); m.Filter.Query.String() != "keyid:key-005 outcome:any" {
		t.Errorf("l opens the audit view with %+v", m.Filter)
	}
	if _, found := screentest.Find[screen.ShowCreate](screentest.Press(s, "n")); !found {
		t.Error("n opens no form")
	}
}

func TestKeysComeBackAsTheyWere(t *testing.T) {
	s, _ := small(t)
	for _, want := range screentest.Keys() {
		got, found := s.Find(want.ID, "")
		same := got.Name == want.Name && got.Preview == want.Preview && got.Permissions == want.Permissions &&
			got.Created.Equal(want.Created) && got.Expires == want.Expires && got.LastUsed.Equal(want.LastUsed)
		if !found || !same {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
	if k, found := s.Find("", "Monitoring"); !found || k.ID != "key-003" {
		t.Errorf("by name: %+v, %v", k, found)
	}
	if _, found := s.Find("nobody", "Monitoring"); found {
		t.Error("an unknown id is found by its name")
	}
}

func TestDisabledKeysSayWhy(t *testing.T) {
	s := open(t, &screentest.Instance{})
	told, _ := screentest.Find[screen.Notice](screentest.Press(s, "x"))
	mustContain(t, told.Text, "No key is selected")
}

func TestRevokedRowLeavesAndCursorStays(t *testing.T) {
	s, _ := small(t)
	screentest.Press(s, "down", "down")
	gone, _ := s.selected()
	next := s.names()[3]
	screentest.Settle(s, s.Update(screen.KeyRevoked{Key: gone}))
	if s.Count() != 5 || s.table.Cursor() != 2 || s.cursorName() != next {
		t.Errorf("%d keys, cursor on line %d, %q; want 5, 2, %q", s.Count(), s.table.Cursor(), s.cursorName(), next)
	}
	mustContain(t, frame(s), "5 keys")
}

func TestRevokedKeyDoesNotComeBackWithAnOldPage(t *testing.T) {
	s, instance := small(t)
	pending := s.Update(screentest.Key("r"))
	msgs := screentest.Messages(pending) // answered before the revocation
	gone, _ := s.selected()
	s.Update(screen.KeyRevoked{Key: gone})
	instance.Keys = slices.DeleteFunc(instance.Keys, func(k api.Key) bool { return k.ID == gone.ID })
	for _, m := range msgs {
		screentest.Settle(s, s.Update(m))
	}
	if _, found := s.Find(gone.ID, ""); found {
		t.Error("the revoked key is back")
	}
	if s.Count() != 5 {
		t.Errorf("%d keys, want 5", s.Count())
	}
}

func TestNewKeyIsSelectedEvenBehindAFilter(t *testing.T) {
	s, instance := small(t)
	screentest.Press(s, "/", "text:monitoring", "enter")
	instance.Keys = append([]api.Key{{ID: "new", Name: "Just made", Created: screentest.Now}}, instance.Keys...)
	s.Select("new")
	screentest.Settle(s, s.Init())
	if s.cursorName() != "Just made" {
		t.Errorf("the cursor is on %q", s.cursorName())
	}
}

func TestSortKeys(t *testing.T) {
	s, _ := small(t)
	for _, want := range []struct{ line, first, last string }{
		{"sort: name ▲", "admin console", "監視 monitoring 東京"},
		{"sort: created ▼", "監視 monitoring 東京", "Laptop (old)"},
		{"sort: last used ▼", "Monitoring", "監視 monitoring 東京"},
		{"sort: state ▲", "Laptop (old)", "Monitoring"},
		{"sort: expires ▲", "Laptop (old)", "Monitoring"},
	} {
		screentest.Press(s, "s")
		names := s.names()
		mustContain(t, frame(s), want.line)
		if names[0] != want.first || names[5] != want.last {
			t.Errorf("%s: %q", want.line, names)
		}
	}
	before := s.names()
	screentest.Press(s, "S")
	slices.Reverse(before)
	mustContain(t, frame(s), "sort: expires ▼")
	if !slices.Equal(before, s.names()) {
		t.Errorf("reversed: %q", s.names())
	}
}

func TestSortKeepsTheSelection(t *testing.T) {
	s, _ := small(t)
	screentest.Press(s, "down", "down", "down")
	name := s.cursorName()
	for range orderCount {
		screentest.Press(s, "s")
		if s.cursorName() != name {
			t.Errorf("sorting moved the cursor from %q to %q", name, s.cursorName())
		}
	}
}

func TestTimeAloneChangesAState(t *testing.T) {
	instance := &screentest.Instance{Keys: []api.Key{{ID: "1", Name: "soon", Expires: keys.ExpiresAt(screentest.Now.Add(time.Hour))}}}
	env := screentest.Env(t, instance)
	clock, timers := &screentest.Clock{At: screentest.Now}, &screentest.Timers{}
	env.Now, env.After = clock.Now, timers.After
	s := New(env)
	s.SetSize(80, 21)
	screentest.Settle(s, s.Init())
	mustContain(t, frame(s), "1 expires within 14 days", "◐ expiring")
	clock.At = clock.At.Add(time.Hour)
	for _, m := range timers.Fire(clock.At) {
		screentest.Settle(s, s.Update(m))
	}
	mustContain(t, frame(s), "0 expire within 14 days", "1 expired", "○ expired")
}

func TestFilterKeys(t *testing.T) {
	s, _ := small(t)
	screentest.Press(s, "/")
	if !s.Capturing() {
		t.Fatal("letters are not text while the filter is typed")
	}
	screentest.Press(s, "text:q", "backspace", "paste:script\n")
	if got := s.names(); !slices.Equal(got, []string{"Backup Script"}) {
		t.Errorf("%q", got)
	}
	screentest.Press(s, "enter")
	if s.Capturing() {
		t.Error("still typing after enter")
	}
	mustContain(t, frame(s), "/ script   1 of 6")
	s.Update(tea.PasteMsg{Content: "x"})
	mustContain(t, frame(s), "/ script   1 of 6")
	screentest.Press(s, "esc")
	if len(s.names()) != 6 {
		t.Errorf("%q after esc", s.names())
	}
	for _, b := range screen.Bindings(s.Actions()) {
		if b.Key.Has("esc") {
			t.Error("esc is still taken when there is nothing to clear")
		}
	}
}

func TestStatesAreNotOnlyColours(t *testing.T) {
	for status, want := range map[keys.Status]string{keys.Active: "●", keys.Expiring: "◐", keys.Expired: "○"} {
		if c := stateCell(status, status.String()); c.Mark != want || c.Text == "" {
			t.Errorf("%v: %+v", status, c)
		}
	}
}
