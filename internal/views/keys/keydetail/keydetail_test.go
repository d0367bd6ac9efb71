package keydetail

import (
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestMain(m *testing.M) { screentest.Main(m) }

func entries3() []api.Activity {
	at := func(d time.Duration) time.Time { return screentest.Now.Add(-d) }
	return []api.Activity{
		{ID: "5", Time: at(2 * time.Minute), Type: "api_key.request", KeyID: "key-004", Method: "GET", Path: "/api/v1/projects", Status: 200, IP: "203.0.113.7", UserAgent: "curl/8.5", Count: 12},
		{ID: "4", Time: at(14 * time.Minute), Type: "api_key.request", KeyID: "key-004", Failed: true, Reason: keys.PermissionDenied, Method: "POST", Path: "/api/v1/backups", Resource: keys.Backups, Required: "write", Granted: "read", Status: 403, IP: "203.0.113.7", UserAgent: "curl/8.5", Count: 3},
		{ID: "3", Time: at(20 * time.Minute), Type: "api_key.request", KeyID: "key-003", Method: "GET", Path: "/api/v1/system/resources", Status: 200, IP: "198.51.100.4", UserAgent: "probe/1", Count: 1},
		{ID: "2", Time: at(3 * time.Hour), Type: "api_key.request", KeyID: "key-004", Failed: true, Reason: keys.PermissionDenied, Method: "GET", Path: "/api/v1/tasks", Resource: keys.Tasks, Required: "read", Granted: "none", Status: 403, IP: "203.0.113.7", UserAgent: "deploy-bot/2.1 (+https://ci.example.com)", Count: 1},
		{ID: "1", Time: at(32 * 24 * time.Hour), Type: "api_key.created", KeyID: "key-004", Count: 1},
	}
}

func open(t testing.TB, instance *screentest.Instance, key api.Key) *Screen {
	t.Helper()
	s := New(screentest.Env(t, instance), key)
	s.SetSize(80, 21)
	screentest.Settle(s, s.Init())
	return s
}

func pipeline() api.Key { return screentest.Keys()[2] }

func TestFrames(t *testing.T) {
	s := open(t, &screentest.Instance{Entries: entries3()}, pipeline())
	s.SetSize(120, 37)
	screentest.GoldenANSI(t, "detail-120x37", screentest.View(s))
	screentest.Frames(t, "detail", s)
	screentest.Press(s, "end")
	screentest.Frame(t, "detail-end", s)
}

func TestEverySize(t *testing.T) {
	instance := &screentest.Instance{Entries: entries3()}
	hostile := api.Key{
		ID: strings.Repeat("i", 300), Name: strings.Repeat("監⟨U+202E⟩", 60), Preview: strings.Repeat("p", 100),
		Permissions: keys.TolerantPermissions(map[string]string{strings.Repeat("r", 90): strings.Repeat("l", 90), "projects": "write"}),
	}
	screentest.Sizes(t, open(t, instance, hostile))
	instance.ActivityErr = &api.Error{Op: api.OpActivity, Kind: api.Timeout, Message: "timed out after 15 s"}
	screentest.Sizes(t, open(t, instance, pipeline()))
}

func page(s *Screen) string {
	s.SetSize(160, 200)
	return screentest.Plain(screentest.View(s))
}

func mustContain(t *testing.T, view string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(view, p) {
			t.Errorf("%q is not in\n%s", p, view)
		}
	}
}

func TestAsksForThisKeyAndItsFailures(t *testing.T) {
	instance := &screentest.Instance{Entries: entries3()}
	view := page(open(t, instance, pipeline()))
	if len(instance.Queries) != 2 || instance.Queries[0].KeyID != "key-004" || !instance.Queries[1].FailuresOnly {
		t.Errorf("asked %+v", instance.Queries)
	}
	mustContain(t, view, "showing 4 of 4 entries", "showing 2 of 2 entries", "Reaches back to Thu 18 Dec 2025, 13:00 CET",
		"backups: write → read", "tasks: read → none", "key created", "✗ permission denied", "✓ 200")
	if strings.Contains(view, "198.51.100.4") {
		t.Error("another key's activity is shown")
	}
}

func TestTimesAreExact(t *testing.T) {
	mustContain(t, page(open(t, &screentest.Instance{}, pipeline())),
		"Wed 18 Mar 2026, 14:00 CET (13:00 UTC), in 58 days",
		"Mon 19 Jan 2026, 12:58 CET (11:58 UTC), 2 min ago",
		"This key may change projects and view backups.")
	midnight := api.Key{ID: "1", Expires: keys.ExpiresAt(time.Date(2026, 2, 20, 23, 30, 0, 0, time.UTC))}
	mustContain(t, page(open(t, &screentest.Instance{}, midnight)), "Sat 21 Feb 2026, 00:30 CET (20 Feb 2026, 23:30 UTC), in 32 days")
}

func TestKeyOfTheConsoleIsMarked(t *testing.T) {
	instance := &screentest.Instance{Own: pipeline().Preview}
	mustContain(t, page(open(t, instance, pipeline())), "the key this console uses")
	if strings.Contains(page(open(t, instance, screentest.Keys()[0])), "this console uses") {
		t.Error("another key is marked too")
	}
	// No preview on either side proves nothing.
	if strings.Contains(page(open(t, &screentest.Instance{}, api.Key{ID: "1"})), "this console uses") {
		t.Error("a key without preview is marked")
	}
}

func TestRefusedLogLeavesTheRest(t *testing.T) {
	instance := &screentest.Instance{ActivityErr: &api.Error{Op: api.OpActivity, Kind: api.Forbidden, Message: "no"}}
	mustContain(t, page(open(t, instance, pipeline())), "needs system: read", "create, update, delete projects", "supascale_4Ab3...x9Zk")
}

func TestRefreshKeepsWhatItHasWhenItFails(t *testing.T) {
	instance := &screentest.Instance{Entries: entries3()}
	s := open(t, instance, pipeline())
	instance.ActivityErr = &api.Error{Op: api.OpActivity, Kind: api.Unreachable, Message: "the connection is refused"}
	screentest.Press(s, "r")
	mustContain(t, page(s), "Can't read the activity log: the connection is refused.", "r tries again", "showing 4 of 4")
	instance.ActivityErr = &api.Error{Op: api.OpActivity, Kind: api.Unauthorized, Message: "no"}
	if _, found := screentest.Find[screen.Unauthorized](screentest.Press(s, "r")); !found {
		t.Error("the root hears nothing of a refused key")
	}
}

func TestCoverageNeverTakesAPageForTheWhole(t *testing.T) {
	s := open(t, &screentest.Instance{}, pipeline())
	oldest := screentest.Now.Add(-time.Hour)
	for want, p := range map[string]api.ActivityPage{
		"Reaches back to Mon 19 Jan 2026, 12:00 CET; showing 0 of 41 entries.":                          {Oldest: oldest, Matching: 41, Total: 50},
		"The instance does not say how far its log reaches back; found 0 among the newest 500 entries.": {Matching: -1, Total: -1, Examined: 500},
		"The instance does not say how far its log reaches back; showing the newest 0, there are more.": {Matching: -1, Total: -1, Next: "x", Sure: true},
	} {
		if got := s.coverage(p); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestKeysSpeakToTheRoot(t *testing.T) {
	s := open(t, &screentest.Instance{}, pipeline())
	if m, _ := screentest.Find[screen.AskRevoke](screentest.Press(s, "x")); m.Key.ID != "key-004" {
		t.Errorf("x asks about %+v", m.Key)
	}
	if m, _ := screentest.Find[screen.ShowAudit](screentest.Press(s, "l")); m.Filter.Query.String() != "keyid:key-004 outcome:any" {
		t.Errorf("l opens %+v", m.Filter)
	}
	if _, found := screentest.Find[screen.Back](screentest.Press(s, "esc")); !found {
		t.Error("esc does not lead back")
	}
}

func TestScrolling(t *testing.T) {
	s := open(t, &screentest.Instance{Entries: entries3()}, pipeline())
	first := screentest.View(s)
	screentest.Press(s, "down")
	if top := s.page.Top(len(s.paper.Lines), s.Height); top != 1 {
		t.Errorf("at line %d after a line, want 1", top)
	}
	screentest.Press(s, "end")
	mustContain(t, screentest.Plain(screentest.View(s)), "showing 2 of 2 entries.")
	screentest.Press(s, "home")
	if screentest.View(s) != first {
		t.Error("home does not lead back to the top")
	}
	s.SetSize(160, 200)
	for _, b := range screen.Bindings(s.Actions()) {
		if b.Does == "scroll" && b.Enabled() {
			t.Error("scrolling is offered where everything is on the screen")
		}
	}
}
