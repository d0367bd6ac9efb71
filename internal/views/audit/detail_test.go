package audit

import (
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestEveryReasonHasWordsAndARemedy(t *testing.T) {
	for _, r := range keys.Reasons() {
		t.Run(string(r), func(t *testing.T) {
			e := denied("a", ago(time.Minute))
			e.Reason = r
			d := enter(t, []api.Activity{e})
			if _, row := d.line(); !strings.Contains(row, r.Words()) || strings.Contains(row, string(r)) {
				t.Errorf("the row does not say %q in words: %s", r.Words(), row)
			}
			d.press("enter")
			d.shows("What to do")
			flat := strings.Join(strings.Fields(d.plain()), " ")
			for _, text := range append(r.Next(), r.Means()) {
				if !strings.Contains(flat, strings.Join(strings.Fields(text), " ")) {
					t.Errorf("%q is not shown in\n%s", text, d.plain())
				}
			}
			d.SetSize(80, 21)
			screentest.Golden(t, "reason-"+string(r)+"-80x21", d.View())
		})
	}
}

func TestDetailTellsEverything(t *testing.T) {
	e := denied("entry-77", ago(2*time.Minute))
	e.Count = 1234
	e.Message = "told by the instance"
	d := enter(t, []api.Activity{e})
	d.press("enter")
	d.shows("Mon 19 Jan 2026, 12:58:00 CET", "11:58:00 UTC", "2 min ago", "POST /api/v1/backups · answered 403",
		"Backups: write · the key has read", "CI/CD Pipeline · supascale_4Ab3...x9Zk · id key-004",
		"203.0.113.7", "curl/8.5", "1,234 attempts", "entry-77", "told by the instance")
}

func TestFromAFailureToItsKey(t *testing.T) {
	d := enter(t, sample())
	for _, pressed := range [][]string{{"K"}, {"enter", "enter"}} {
		msg, ok := screentest.Find[screen.FindKey](d.press(pressed...))
		if want := (screen.FindKey{ID: "key-004", Name: "CI/CD Pipeline"}); !ok || msg != want {
			t.Errorf("%v sent %+v, want %+v", pressed, msg, want)
		}
	}
	d.press("esc", "end", "up", "up", "up")
	if d.current().KeyID != "" {
		t.Fatal("the test needs an attempt without a key")
	}
	d.press("enter")
	for _, key := range []string{"enter", "K"} {
		if b := binding(t, d.Screen, key); b.Enabled() || b.Why == "" {
			t.Errorf("%s is enabled on an attempt without a key", key)
		}
	}
	if said, ok := screentest.Find[screen.Notice](d.press("enter")); !ok || said.Text == "" {
		t.Error("pressing it says nothing")
	}
}

func TestDetailFollowsTheCursor(t *testing.T) {
	d := enter(t, sample())
	d.press("enter", "down", "down")
	d.shows("── expired key ─", "The key's expiry has passed")
	d.press("esc")
	d.hides("What to do")
	if d.current().id != "e1" {
		t.Errorf("after closing the cursor is on %s", d.current().id)
	}
}

func TestDetailScrollsWhereItDoesNotFit(t *testing.T) {
	d := enter(t, sample())
	d.SetSize(60, 13)
	d.press("enter")
	d.shows("more below")
	d.hides("the key did its job")
	d.press("pgdown", "pgdown")
	d.shows("the key did its job")
	d.hides("more below")
	d.press("pgup", "pgup")
	d.shows("more below")
	d.SetSize(120, 37)
	if b := binding(t, d.Screen, "pgdown"); b.Enabled() {
		t.Error("scrolling is offered though everything is shown")
	}
}

func TestListStaysVisibleWhereThereIsRoom(t *testing.T) {
	d := enter(t, sample())
	d.press("enter")
	d.SetSize(120, tall)
	d.shows("REASON", "What to do")
	d.SetSize(120, tall-1)
	d.hides("REASON")
	d.shows("What to do")
}
