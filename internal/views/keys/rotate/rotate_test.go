package rotate

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestMain(m *testing.M) { screentest.Main(m) }

const day = 24 * time.Hour

func frame(t *testing.T, name string, s screen.Screen) {
	t.Helper()
	screentest.Frame(t, name, s)
	s.SetSize(120, 37)
}

func show(t *testing.T, env screen.Env, key api.Key) *Screen {
	t.Helper()
	s := New(env, key, rotation.Wish{})
	s.SetSize(120, 37)
	screentest.Settle(s, s.Init())
	return s
}

// pipeline is a list in which the pipeline's key is rotated since two days.
func pipeline(t *testing.T, oldUsed, newUsed time.Duration) (*screentest.Instance, screen.Env, rotation.Rotation) {
	t.Helper()
	f := &screentest.Instance{Keys: screentest.Keys()}
	old := f.Keys[2]
	begun := screentest.Now.Add(-2 * day)
	plan := rotation.PlanFor(old, f.Keys, begun, screentest.Zone)
	r := plan.Rotation(f.Instance().ID, begun)
	newKey := old
	newKey.ID, newKey.Name, newKey.Preview, newKey.Created, newKey.Expires = "twin", plan.Name, keys.Prefix+"Tw1n...t3st", begun, r.Asked.Expires
	at := func(ago time.Duration) (at time.Time) {
		if ago > 0 {
			at = screentest.Now.Add(-ago)
		}
		return at
	}
	f.Keys[2].LastUsed, newKey.LastUsed = at(oldUsed), at(newUsed)
	for _, e := range []struct {
		id, ip, agent string
		ago           time.Duration
	}{{"twin", "203.0.113.8", "gh-actions/2", newUsed}, {old.ID, "203.0.113.7", "curl/8.5", oldUsed}, {old.ID, "198.51.100.4", "python-requests/2.31", oldUsed + 3*time.Hour}} {
		if e.ago > 0 {
			f.Entries = append(f.Entries, api.Activity{
				ID: e.ip, Time: at(e.ago), Type: "api_key.request", KeyID: e.id, Method: "GET", Path: "/api/v1/projects",
				Resource: keys.Projects, Required: "read", IP: e.ip, UserAgent: e.agent, Count: 12,
			})
		}
	}
	f.Keys = append([]api.Key{newKey}, f.Keys...)
	env := screentest.Env(t, f)
	if err := env.Rotations.Begin(r, nil); err != nil {
		t.Fatal(err)
	}
	r.New = rotation.RefOf(&newKey)
	if err := env.Rotations.Save(r); err != nil {
		t.Fatal(err)
	}
	return f, env, r
}

func TestFrames(t *testing.T) {
	f := &screentest.Instance{Keys: screentest.Keys()}
	s := show(t, screentest.Env(t, f), f.Keys[2])
	frame(t, "plan", s)
	screentest.Press(s, "up", "right", "enter", "enter")
	frame(t, "leaked", s)
	for name, c := range map[string][2]time.Duration{
		"waiting": {2 * time.Hour, 0}, "both-used": {2 * time.Hour, 5 * time.Minute}, "ready": {30 * time.Hour, time.Hour},
	} {
		f, env, _ := pipeline(t, c[0], c[1])
		frame(t, name, show(t, env, f.Keys[3]))
	}
	f, env, _ := pipeline(t, 2*time.Hour, time.Hour)
	f.Keys = f.Keys[1:] // the new key is gone
	frame(t, "new-gone", show(t, env, f.Keys[2]))
	s = show(t, env, f.Keys[2])
	f.Keys = f.Keys[:2]
	screentest.Press(s, "r")
	frame(t, "gone", s)
}

func TestAPlanMakesTheNewKey(t *testing.T) {
	f := &screentest.Instance{Keys: screentest.Keys()}
	env := screentest.Env(t, f)
	s := show(t, env, f.Keys[2])
	screentest.Press(s, "up", "up", "right", "right", "right", "enter", "enter") // never, 7 days, 30 days
	msg, found := screentest.Find[screen.KeyCreated](screentest.Press(s, "enter"))
	if !found || msg.Note == "" || msg.Created.Name != "CI/CD Pipeline (rotated 2026-01-19)" || msg.Created.Permissions != f.Keys[3].Permissions {
		t.Fatalf("sent %+v", msg)
	}
	if msg.Created.Expires != keys.ExpiresAt(screentest.Now.Add(30*day)) {
		t.Errorf("it expires %v", msg.Created.Expires)
	}
	list, err := env.Rotations.List(f.Instance().ID)
	if err != nil || len(list) != 1 || list[0].New.ID != msg.Created.ID {
		t.Errorf("noted %+v, %v", list, err)
	}
	screentest.Settle(s, s.Init())
	if !strings.Contains(screentest.View(s), "new key not taken") {
		t.Errorf("nobody has it:\n%s", screentest.Plain(screentest.View(s)))
	}
	for _, key := range []string{"x"} {
		if ask, _ := screentest.Find[screen.AskRevoke](screentest.Press(s, key)); ask.Key.ID != msg.Created.ID {
			t.Errorf("%s revokes %q", key, ask.Key.Name)
		}
	}
	screentest.Agree(t, s, "y")
	if !strings.Contains(screentest.View(s), "waiting for the new key") {
		t.Errorf("it is taken:\n%s", screentest.Plain(screentest.View(s)))
	}
}

// The page says that the new key has no note as long as it is open, not for one key press.
func TestANoteThatIsNotCarriedOverIsSaid(t *testing.T) {
	const lost = "What is noted about the old key was not carried over"
	for _, broken := range []bool{false, true} {
		f := &screentest.Instance{Keys: screentest.Keys()}
		env := screentest.Env(t, f)
		dir := t.TempDir()
		store := notes.Open(dir)
		if err := store.Put(f.Instance(), &f.Keys[2], notes.Text{Owner: "Anna"}, screentest.Now); err != nil {
			t.Fatal(err)
		}
		if env.Notes = store; broken {
			files, err := filepath.Glob(filepath.Join(dir, "*.json"))
			if err != nil || len(files) != 1 {
				t.Fatal(files, err)
			}
			if err := os.WriteFile(files[0], []byte("no notes"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		s := show(t, env, f.Keys[2])
		if _, made := screentest.Find[screen.KeyCreated](screentest.Press(s, "enter")); !made {
			t.Fatal("nothing was made")
		}
		screentest.Settle(s, s.Init())
		screentest.Press(s, "down")
		if got := strings.Contains(strings.Join(strings.Fields(screentest.Plain(screentest.View(s))), " "), lost); got != broken {
			t.Errorf("notes broken: %t, said: %t\n%s", broken, got, screentest.Plain(screentest.View(s)))
		}
	}
}

func TestRetiringWarns(t *testing.T) {
	for name, c := range map[string]struct {
		old, fresh time.Duration
		key, warns string
	}{
		"in use":    {2 * time.Hour, time.Hour, "x", "Still used 2 h ago by 203.0.113.7 (curl/8.5), 198.51.100.4 (python-requests/2.31)."},
		"too early": {2 * time.Hour, 0, "x", "whatever uses this one stops working"},
		"quiet":     {30 * time.Hour, time.Hour, "enter", "Last used 30 h ago by 203.0.113.7"},
	} {
		f, env, r := pipeline(t, c.old, c.fresh)
		s := show(t, env, f.Keys[3])
		ask, _ := screentest.Find[screen.AskRevoke](screentest.Press(s, c.key))
		if ask.Key.ID != r.Old.ID || !strings.Contains(ask.Known, c.warns) {
			t.Errorf("%s: %+v", name, ask)
		}
		f.Keys = append(f.Keys[:3:3], f.Keys[4:]...)
		screentest.Settle(s, s.Update(screen.KeyRevoked{Key: ask.Key}))
		if list, err := env.Rotations.List(f.Instance().ID); err != nil || len(list) != 0 || !strings.Contains(screentest.View(s), "The rotation is finished") {
			t.Errorf("%s: left %+v, %v\n%s", name, list, err, screentest.Plain(screentest.View(s)))
		}
	}
}

func TestALeakedKeyGoesAtOnce(t *testing.T) {
	f := &screentest.Instance{Keys: screentest.Keys()}
	env := screentest.Env(t, f)
	s := show(t, env, f.Keys[2])
	msg, found := screentest.Find[screen.KeyCreated](screentest.Press(s, "up", "right", "enter", "enter", "1", "2", "down", "enter"))
	if !found {
		t.Fatal("nothing created")
	}
	env.Undelivered.Settle(msg.Note)
	if ask, _ := screentest.Find[screen.AskRevoke](screentest.Settle(s, s.Init())); ask.Key.ID != "key-004" || ask.Known == "" {
		t.Errorf("after it was taken: %+v", ask)
	}

	f = &screentest.Instance{Keys: screentest.Keys()}
	env = screentest.Env(t, f)
	s = show(t, env, f.Keys[2])
	out := screentest.Press(s, "up", "right", "down", "enter", "up", "enter")
	ask, _ := screentest.Find[screen.AskRevoke](out)
	if _, made := screentest.Find[screen.KeyCreated](out); made || ask.Key.ID != "key-004" || len(f.Created) != 0 {
		t.Fatalf("sent %+v", out)
	}
	f.Keys = append(f.Keys[:2:2], f.Keys[3:]...)
	if msg, found = screentest.Find[screen.KeyCreated](screentest.Settle(s, s.Update(screen.KeyRevoked{Key: ask.Key}))); !found || msg.Created.Permissions != ask.Key.Permissions {
		t.Errorf("after it was revoked: %+v", msg)
	}
}

func TestFailures(t *testing.T) {
	f := &screentest.Instance{Keys: screentest.Keys(), CreateErr: &api.Error{Op: api.OpCreateKey, Kind: api.Forbidden, Message: "no"}}
	env := screentest.Env(t, f)
	s := show(t, env, f.Keys[2])
	screentest.Press(s, "enter")
	if !strings.Contains(screentest.View(s), "Not created.") || !strings.Contains(screentest.View(s), "create the new key") && s.plan == nil {
		t.Errorf("refused:\n%s", screentest.Plain(screentest.View(s)))
	}
	if list, _ := env.Rotations.List(f.Instance().ID); len(list) != 0 {
		t.Errorf("noted %+v", list)
	}
	f.ListErr = &api.Error{Op: api.OpListKeys, Kind: api.Unreachable, Message: "connection refused"}
	screentest.Settle(s, s.Init())
	frame(t, "unreachable", s)
	f.ListErr = nil

	f, env, r := pipeline(t, 0, 0)
	f.StatsErr = errors.New("no log")
	for i := range f.Keys {
		f.Keys[i].LastUsed = time.Time{}
	}
	s = show(t, env, f.Keys[3])
	if !strings.Contains(screentest.View(s), "can't tell") || !strings.Contains(screentest.View(s), "The log can't be read") {
		t.Errorf("untold:\n%s", screentest.Plain(screentest.View(s)))
	}
	if ask, _ := screentest.Find[screen.AskRevoke](screentest.Press(s, "x")); ask.Key.ID != r.Old.ID || !strings.Contains(ask.Known, "can't be told") {
		t.Errorf("%+v", ask)
	}
	screentest.Agree(t, s, "b")
	if list, err := env.Rotations.List(f.Instance().ID); err != nil || len(list) != 1 || !list[0].IsKept() || s.plan == nil {
		t.Errorf("kept: %+v, %v", list, err)
	}
}

// What a key needs is read from as much of the log as Health takes for evidence.
func TestTheEvidenceOfUseIsThatOfHealth(t *testing.T) {
	f := &screentest.Instance{Keys: screentest.Keys()}
	env := screentest.Env(t, f)
	env.Health.Thresholds.Evidence = 10 * 24 * time.Hour
	s := show(t, env, f.Keys[2])
	screentest.Settle(s, s.chooseGrant(1))
	want := screentest.Now.Add(-env.Health.Thresholds.Evidence).Truncate(24 * time.Hour)
	if n := len(f.StatsQueries); n == 0 || !f.StatsQueries[n-1].Since.Equal(want) {
		t.Errorf("asked for %+v, want since %s", f.StatsQueries, want)
	}
}

func TestUnderATraceNothingIsMade(t *testing.T) {
	f := &screentest.Instance{Keys: screentest.Keys()}
	env := screentest.Env(t, f)
	env.Getenv = func(name string) string { return map[string]string{"TEA_TRACE": "/tmp/trace"}[name] }
	s := show(t, env, f.Keys[2])
	if said, _ := screentest.Find[screen.Notice](screentest.Press(s, "enter")); said.Tone != ui.Warn || len(f.Created) != 0 {
		t.Errorf("said %+v", said)
	}
}

func TestALostAnswerIsNoted(t *testing.T) {
	f := &screentest.Instance{Keys: screentest.Keys()}
	env := screentest.Env(t, f)
	s := show(t, env, f.Keys[2])
	s.seen.Keys = f.Keys
	entry := undelivered.Entry{Instance: f.Instance().ID, Asked: s.plan.Rotation(f.Instance().ID, screentest.Now).Asked, At: screentest.Now, BeforeAll: true}
	note, err := env.Undelivered.Begin(entry)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.CreateKey(t.Context(), entry.Asked); err != nil {
		t.Fatal(err)
	}
	entry.ID, entry.Last = note, screentest.Now
	screentest.Settle(s, s.made(rotation.Made{Entry: entry, Note: note}, &api.Error{Op: api.OpCreateKey, Kind: api.Timeout, Message: "no answer", MaybeDone: true}))
	if !strings.Contains(screentest.View(s), "new key not taken") || !strings.Contains(screentest.View(s), "No answer came") {
		t.Errorf("lost:\n%s", screentest.Plain(screentest.View(s)))
	}
}
