package audit

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestMain(m *testing.M) { screentest.Main(m) }

func (w *world) text() string { return screentest.Plain(screentest.View(w)) }

// sees fails unless the frame shows every text.
func (w *world) sees(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(w.text(), text) {
			t.Errorf("%q is not on the screen:\n%s", text, w.text())
		}
	}
}

func (w *world) seesNot(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(w.text(), text) {
			t.Errorf("%q is on the screen:\n%s", text, w.text())
		}
	}
}

func TestFrames(t *testing.T) {
	for name, keys := range map[string][]string{
		"attempts": {"tab", "down"},
		"typing":   {"/", "text:re"},
		"mistake":  {"/", "text:agent:curl foo:bar"},
		"filtered": {"/", "text:key:ci -method:GET", "enter"},
		"brush":    {"shift+left", "left", "left", "left", "left", "left", "shift+left", "shift+left"},
		"denied":   {"down", "down", "enter"},
		"probing":  {"down", "enter"},
		"entry":    {"tab", "down", "enter"},
		"nothing":  {"/", "text:nowhere", "enter"},
	} {
		w := open(t, sample())
		w.SetSize(80, 21)
		w.press(keys...)
		screentest.Frame(t, name, w.Screen)
	}
	w := open(t, sample())
	screentest.GoldenANSI(t, "causes-120x37", screentest.View(w))
	screentest.Frames(t, "causes", w.Screen)
}

func TestTheLargestCauseIsFirst(t *testing.T) {
	w := open(t, sample())
	w.sees(t, "rate limited · burst", "unknown key · probing", "5 keys tried", "225 failed attempts in 24 h")
	if c := w.causes.current(); c.Reason != keys.RateLimited {
		t.Errorf("the first cause is %+v", c)
	}
	w.press("s")
	if c := w.causes.current(); c.Reason != keys.PermissionDenied {
		t.Errorf("the latest cause is %+v", c)
	}
}

func TestACauseOpensWithItsRemedyAndItsAttempts(t *testing.T) {
	w := open(t, sample())
	w.press("down", "down", "enter")
	w.sees(t, "Backups: write is missing, it has read", "rotate it, with backups: write", "3 attempts")
	if n := len(w.opened.list.rows); n != 3 {
		t.Errorf("%d attempts are listed", n)
	}
	msg, ok := screentest.Find[screen.ShowRotate](w.press("R"))
	if !ok || msg.Key.Name != "CI/CD Pipeline" || msg.Wish.Permissions == nil || msg.Wish.Permissions.Level(keys.Backups) != keys.Write ||
		msg.Wish.Lack.Words() != "backups: write" || msg.Wish.Lack.Route != "/api/v1/backups" {
		t.Errorf("R opens %+v", msg)
	}
	if msg, _ := screentest.Find[screen.AskAddress](w.press("A")); msg.IP != "203.0.113.7" {
		t.Errorf("A asks for %+v", msg)
	}
	w.press("tab", "down", "enter")
	w.sees(t, "Log entry d2")
	w.press("esc")
	w.sees(t, "225 failed attempts")
}

func TestQueryLineCountsAsItIsTyped(t *testing.T) {
	w := open(t, sample())
	w.press("/", "text:reason:exp")
	w.pass(previewAfter)
	w.sees(t, "2 failed attempts in 24 h", "expired key 2")
	w.press("tab")
	if got := w.line.field.Value(); got != "reason:expired_key " {
		t.Errorf("completed to %q", got)
	}
	w.press("text:-ip:2001:")
	w.pass(previewAfter)
	w.sees(t, "0 failed attempts")
	w.press("esc")
	w.sees(t, "225 failed attempts")
	w.press("/", "text:@denied", "enter")
	w.sees(t, "3 failed attempts", "reason:permission_denied")
	w.press("esc")
	w.sees(t, "225 failed attempts", "everything that failed")
}

func TestAMistakeIsNamedAndChangesNothing(t *testing.T) {
	w := open(t, sample())
	w.press("/", "text:key:ci foo:bar")
	w.sees(t, "there is no field “foo”", "position 8: ")
	if w.press("enter"); !w.line.typing {
		t.Error("the mistake was entered")
	}
	w.press("esc")
	w.sees(t, "225 failed attempts")
}

func TestShortKeysEditTheQuery(t *testing.T) {
	w := open(t, sample())
	w.press("down", "down", "l")
	w.sees(t, "/ keyid:key-004 outcome:any", "3 requests")
	w.press("l")
	w.sees(t, "/ keyid:key-004", "3 failed attempts")
	w.press("esc", "tab", "up", "up", "i")
	w.sees(t, "/ ip:198.51.100.4")
	w.press("c")
	w.sees(t, "reason:rate_limited")
	w.press("esc", "esc")
	w.sees(t, "everything that failed")
}

func TestOpenedFilterStays(t *testing.T) {
	w := open(t, sample())
	w.Open(screen.OfKey("key-001"))
	screentest.Settle(w.Screen, w.Init())
	w.sees(t, "/ keyid:key-001 outcome:any", "2 requests")
	if w.clearable() {
		t.Error("esc takes away what the screen was opened with")
	}
}

func TestSuccessesAreListedOnRequest(t *testing.T) {
	used := denied("s1", ago(time.Minute))
	used.Failed, used.Reason, used.Granted, used.Status = false, "", "write", 201
	w := open(t, append([]api.Activity{used}, sample()...))
	w.seesNot(t, "used")
	w.press("/", "text:outcome:any", "enter", "tab")
	w.sees(t, "226 requests in 24 h", "used")
	w.press(">")
	if w.list.current().ID != "d1" {
		t.Errorf("the next failure is %s", w.list.current().ID)
	}
}

func TestBrushZoomsAndBackspaceUndoes(t *testing.T) {
	w := open(t, sample())
	w.press("shift+left", "left", "left", "left", "left", "left", "left", "shift+left", "shift+left")
	w.sees(t, "220 attempts")
	w.press("enter")
	w.sees(t, "220 failed attempts from", "/ since:2026-01-19T", "until:2026-01-19T")
	w.press("backspace")
	w.sees(t, "225 failed attempts in 24 h")
	w.press("shift+left")
	w.sees(t, ": 0 attempts")
	w.press("esc")
	w.seesNot(t, ": 0 attempts")
}

func TestTimesAreShownThreeWays(t *testing.T) {
	w := open(t, sample())
	w.sees(t, " 2 min ")
	w.press("T")
	w.sees(t, "19 Jan 12:58:00")
	w.press("T")
	w.sees(t, "19 Jan 11:58:00")
}

func TestFollowingShowsWhatComesAndPausesForAReader(t *testing.T) {
	w := open(t, sample())
	w.press("f")
	w.sees(t, "following", "TIME")
	w.happen(denied("n1", ago(0)))
	w.pass(time.Second)
	if w.list.current().ID != "n1" {
		t.Errorf("the first row is %s", w.list.current().ID)
	}
	w.press("down")
	under := w.list.current().ID
	w.happen(denied("n2", ago(-time.Second)), denied("n3", ago(-2*time.Second)))
	w.pass(2 * time.Second)
	w.sees(t, "paused · 2 new ↑")
	if w.list.current().ID != under {
		t.Errorf("the row under the cursor became %s", w.list.current().ID)
	}
	w.press("g")
	w.sees(t, "following")
	if w.list.current().ID != "n3" {
		t.Errorf("back at the top the first row is %s", w.list.current().ID)
	}
	seen := map[string]int{}
	for _, e := range w.list.rows {
		seen[e.ID]++
	}
	for id, n := range seen {
		if n > 1 {
			t.Errorf("%s is listed %d times", id, n)
		}
	}
}

func TestNewCausesLeaveTheCursorWhereItIs(t *testing.T) {
	w := open(t, sample())
	w.press("down", "down")
	under := identityOf(w.causes.current())
	for i := range 60 {
		w.happen(failure("x"+string(rune('a'+i)), keys.MissingKey, ago(0)))
	}
	w.pass(6 * time.Second)
	w.sees(t, "285 failed attempts")
	if identityOf(w.causes.current()) != under {
		t.Errorf("the cause under the cursor became %+v", w.causes.current())
	}
}

func TestAnIdleScreenDrawsTheSame(t *testing.T) {
	w := open(t, sample())
	before := screentest.View(w)
	w.clock.At = w.clock.At.Add(time.Hour)
	if screentest.View(w) != before {
		t.Error("the frame changed though nothing happened")
	}
}

func TestALongListIsReadAsItIsScrolled(t *testing.T) {
	var entries []api.Activity
	for i := range 1000 {
		entries = append(entries, denied("d"+time.Duration(i).String(), ago(time.Duration(i)*time.Minute)))
	}
	w := open(t, entries)
	w.press("tab")
	if n := len(w.list.rows); n != pageSize {
		t.Errorf("%d rows are held at first", n)
	}
	w.press("end")
	if n := len(w.list.rows); n != 2*pageSize {
		t.Errorf("%d rows are held at the end", n)
	}
	w.sees(t, "more as you scroll")
}

func TestExportIsOfWhatIsShown(t *testing.T) {
	w := open(t, sample())
	w.press("/", "text:key:ci since:2026-01-18", "enter")
	msg, ok := screentest.Find[screen.AskExport](w.press("E"))
	if !ok || msg.Query.String() != "key:ci outcome:failure" || !msg.Since.Equal(time.Date(2026, 1, 17, 23, 0, 0, 0, time.UTC)) || !msg.Until.IsZero() {
		t.Errorf("exports %+v", msg)
	}
}

func TestTroubleIsSaidAndTriedAgain(t *testing.T) {
	gone := &api.Error{Op: "read the log's figures", Kind: api.Unreachable, Message: "connection refused"}
	w := openOn(t, &screentest.Instance{StatsErr: gone, ActivityErr: gone, Entries: sample()})
	w.sees(t, "Can't reach the instance", "connection refused")
	w.instance.StatsErr, w.instance.ActivityErr = nil, nil
	w.press("r")
	w.sees(t, "225 failed attempts")
	w.instance.ActivityErr = gone
	w.pass(10 * time.Second)
	w.sees(t, "Not updated since", "225 failed attempts")
	w.instance.ActivityErr = nil
	w.pass(time.Minute)
	w.seesNot(t, "Not updated")
}

func TestForbiddenFillsTheScreen(t *testing.T) {
	no := &api.Error{Op: "read the log's figures", Kind: api.Forbidden, Message: "permission denied"}
	w := openOn(t, &screentest.Instance{StatsErr: no, ActivityErr: no})
	w.sees(t, "No permission for this view")
}

func TestFiguresOfAPartSaySo(t *testing.T) {
	w := open(t, sample())
	w.figures.stats.Examined, w.figures.stats.Partial = 20_000, true
	w.figures.stats.Dropped, w.figures.stats.Oldest = 12_345, ago(5*time.Hour)
	w.sees(t, "225+ failed attempts", "from the newest 20,000 alone", "back only 5 h (12,345 removed)")
}

func TestALogThatLacksEntriesSaysSo(t *testing.T) {
	w := open(t, sample())
	w.figures.stats.Unlogged = cluster.Unlogged{Lost: 3, Waiting: 1}
	w.sees(t, "▲ 3 requests could not be logged, 1 entry can't be written now")
}

func TestRemediesOfKeysThatAreGone(t *testing.T) {
	gone := api.RevokedKey{Key: screentest.Keys()[2], Revoked: ago(time.Hour)}
	gone.ID, gone.Name = "key-900", "Jenkins"
	e := denied("r1", ago(time.Minute))
	e.Reason, e.KeyID, e.KeyName = keys.RevokedKey, "key-900", "Jenkins"
	w := openOn(t, &screentest.Instance{Entries: []api.Activity{e}, Keys: screentest.Keys(), Gone: []api.RevokedKey{gone}})
	w.press("enter")
	w.sees(t, "create it again", "what is left of the revoked key")
	msg, _ := screentest.Find[screen.ShowCreate](w.press("n"))
	if msg.From == nil || msg.From.Name != "Jenkins" || msg.From.Permissions != gone.Permissions || msg.From.Lifetime != gone.Lifetime() {
		t.Errorf("n opens %+v", msg.From)
	}
	w.instance.Gone = nil
	w.press("esc", "enter")
	w.sees(t, "keeps nothing of revoked keys")
	if _, opened := screentest.Find[screen.ShowCreate](w.press("n")); opened {
		t.Error("a replacement for a key of which nothing is known")
	}
}

func TestKeysTroubleIsSaidInTheRemedy(t *testing.T) {
	w := open(t, sample())
	w.instance.ListErr = errors.New("cut")
	w.press("down", "down", "enter")
	w.sees(t, "▲ cut", "may be gone, or the keys aren't loaded yet")
}

func TestSavedQueriesOfTheAdminAreOffered(t *testing.T) {
	w := open(t, sample())
	w.line.env.Saved = []query.Saved{{Name: "nightly", Line: "agent:curl"}}
	w.env.Saved = w.line.env.Saved
	w.press("/", "text:@n")
	w.sees(t, "@nightly", "agent:curl")
	w.press("tab", "enter")
	w.sees(t, "/ agent:curl", "3 failed attempts")
}
