package rotation_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
)

func TestEndsAreReadAsTheyAreWritten(t *testing.T) {
	at := now.Add(7 * day)
	for words, want := range map[string]rotation.End{"proven": {}, "now": {Now: true}, "7d": {At: at}} {
		e, err := rotation.ParseEnd(words, now, time.UTC)
		if err != nil || !e.At.Equal(want.At) || e.Now != want.Now {
			t.Errorf("%s is %+v, %v", words, e, err)
		}
		raw, err := e.MarshalText()
		var back rotation.End
		if err != nil || back.UnmarshalText(raw) != nil || back.String() != e.String() {
			t.Errorf("%s is written as %s and read as %+v, %v", words, raw, back, err)
		}
	}
	for _, words := range []string{"", "never", "yesterday", "at noon", "2001-01-01"} {
		if e, err := rotation.ParseEnd(words, now, time.UTC); err == nil {
			t.Errorf("%q is %+v", words, e)
		}
	}
}

// A time of the old key's end is reminded of from that very moment on, and never before;
// what may be done then goes by the keys' use.
func TestAnEndAtATimeComesDue(t *testing.T) {
	used, waiting := []api.Key{newKey(time.Hour), oldKey(25 * time.Hour), other}, []api.Key{newKey(0), oldKey(time.Hour), other}
	for name, c := range map[string]struct {
		in    time.Duration
		keys  []api.Key
		step  rotation.Step
		safe  bool
		says  string
		todo  string
		types string
	}{
		"before":                 {time.Second, used, rotation.Ready, true, "The old key is to go", "Wait until the time that you set", "yes"},
		"before, and not used":   {day, waiting, rotation.Waiting, false, "is to go in 24 h", "Put the new key in place", "CI"},
		"at":                     {0, used, rotation.Due, true, "was to go just now", "Revoke the old key now.", "yes"},
		"after":                  {-day, used, rotation.Due, true, "was to go 24 h ago. The new key is in use", "Revoke the old key now.", "yes"},
		"after, and not used":    {-day, waiting, rotation.Due, false, "The new key has not been used yet", "then revoke the old one", "CI"},
		"after, the old gone":    {-day, []api.Key{newKey(0), other}, rotation.Finished, false, "The old key is gone", "Nothing is left", ""},
		"after, the new gone":    {-day, []api.Key{oldKey(0), other}, rotation.NewGone, false, "The new key was revoked", "Make another", ""},
		"after, the old expired": {-day, []api.Key{newKey(0), expired(oldKey(0)), other}, rotation.OldExpired, true, "nothing can use it any more", "Revoke the old key", ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := rotation.Stage(begun(rotation.End{At: now.Add(c.in)}), rotation.Known{Keys: c.keys}, now)
			safe, _, _ := s.May()
			if s.Step != c.step || safe != c.safe || !strings.Contains(s.Reason(now), c.says) || !strings.Contains(s.Remedy(), c.todo) {
				t.Errorf("%s, safe %v: %s %s", s.Step, safe, s.Reason(now), s.Remedy())
			}
			if s.OldKey != nil && s.NewKey != nil && c.types != "" && s.Phrase(false, now).First != c.types {
				t.Errorf("%q is to be typed", s.Phrase(false, now).First)
			}
			if s.OldKey != nil && s.Phrase(true, now).First != lifecycle.OwnPhrase {
				t.Errorf("for one's own key %q is to be typed", s.Phrase(true, now).First)
			}
		})
	}
}

// The old key counts as replaced before a day has passed where all that it was used for is
// done with the new one, and only then.
func TestAllThatUsedTheOldKeyHasMoved(t *testing.T) {
	asked := func(method, ip string, ago time.Duration) rotation.RequestKind {
		return rotation.RequestKind{Method: method, Route: "/api/v1/projects", IP: ip, Agent: "curl/8.5", Let: true, Last: now.Add(-ago), Pause: time.Minute}
	}
	use := func(list ...rotation.RequestKind) rotation.Use {
		u := rotation.Use{From: now.Add(-30 * day), Let: true, Kinds: list, Done: list}
		for _, a := range list {
			u.Users = append(u.Users, rotation.User{IP: a.IP, Agent: a.Agent, Count: 1, Last: a.Last})
		}
		u.Work = u.Users
		return u
	}
	old := use(asked("GET", "a", 12*time.Minute), asked("POST", "b", 20*time.Minute))
	moved := use(asked("GET", "a", time.Minute), asked("POST", "b", time.Minute))
	change := func(u rotation.Use, do func(*rotation.Use)) rotation.Use {
		u.Kinds = append([]rotation.RequestKind(nil), u.Kinds...)
		do(&u)
		u.Done = u.Kinds
		return u
	}
	tested := func(u rotation.Use) rotation.Use { u.Done = u.Done[:1]; return u }
	for name, c := range map[string]struct {
		old, fresh rotation.Use
		want       rotation.Step
	}{
		"all of it":                   {old, moved, rotation.Ready},
		"one address has not":         {old, use(asked("GET", "a", time.Minute)), rotation.BothUsed},
		"another method has not":      {old, use(asked("GET", "a", time.Minute), asked("GET", "b", time.Minute)), rotation.BothUsed},
		"it was asked for before":     {old, use(asked("GET", "a", time.Minute), asked("POST", "b", 21*time.Minute)), rotation.BothUsed},
		"it was refused":              {old, change(moved, func(u *rotation.Use) { u.Kinds[1].Let = false }), rotation.BothUsed},
		"by another program":          {old, change(moved, func(u *rotation.Use) { u.Kinds[1].Agent = "wget" }), rotation.BothUsed},
		"too short a silence":         {use(asked("GET", "a", 9*time.Minute)), moved, rotation.BothUsed},
		"it pauses longer":            {change(old, func(u *rotation.Use) { u.Kinds[1].Pause = time.Hour }), moved, rotation.BothUsed},
		"how it pauses is not known":  {change(old, func(u *rotation.Use) { u.Kinds[0].Pause = 0 }), moved, rotation.BothUsed},
		"a log that is too short":     {change(old, func(u *rotation.Use) { u.From = now.Add(-day) }), moved, rotation.BothUsed},
		"the key was used unlogged":   {old, moved, rotation.BothUsed},
		"a test of the key is no use": {old, tested(moved), rotation.BothUsed},
	} {
		t.Run(name, func(t *testing.T) {
			o := oldKey(12 * time.Minute)
			if name == "the key was used unlogged" {
				o = oldKey(5 * time.Minute)
			}
			r := beganAt(begun(rotation.End{}), now.Add(-time.Hour))
			s := rotation.Stage(r, rotation.Known{Keys: []api.Key{newKey(time.Minute), o, other}, Uses: map[string]rotation.Use{"old": c.old, "new": c.fresh}}, now)
			if s.Step != c.want {
				t.Errorf("%s: %s", s.Step, s.Reason(now))
			}
		})
	}
}

// What was missing is told from the cause, added to the key, and seen to pass with the new
// one.
func TestWhatWasMissingIsAddedAndSeenToPass(t *testing.T) {
	c := cluster.Cluster{Failed: true, Reason: keys.PermissionDenied, KeyID: "old", Resource: keys.Backups, Required: "write", Method: "POST", Route: "/api/v1/backups"}
	lack, why := rotation.LackOf(&c)
	if why != "" || lack.Words() != "backups: write" {
		t.Fatalf("%+v, %s", lack, why)
	}
	old := oldKey(0)
	w, why := rotation.Wider(&old, lack)
	if why != "" || *w.Permissions != old.Permissions.With(keys.Backups, keys.Write) || w.Lack != lack {
		t.Errorf("%+v, %s", w, why)
	}
	k := old
	k.Permissions = *w.Permissions
	if _, why := rotation.Wider(&k, lack); why != "The key has that level." {
		t.Errorf("said %q", why)
	}
	entry := api.Activity{Method: "POST", Path: "/api/v1/backups", Resource: keys.Backups, Required: "write", UserAgent: "curl/8.5"}
	test, failed, elsewhere := entry, entry, entry
	test.UserAgent, failed.Failed, elsewhere.Path = "supascale-tui/1 (key test 01)", true, "/api/v1/projects"
	if !lack.Shows(&entry) || lack.Shows(&test) || lack.Shows(&failed) || lack.Shows(&elsewhere) || (rotation.Lack{}).Shows(&entry) {
		t.Error("what passes is not what was refused")
	}
}

// A rotation that ends at a time while nobody is there: the process is gone, the old key is
// revoked by somebody else meanwhile, and nothing is left to be reminded of.
func TestTheOldKeyGoesMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i, admin := serving(t)
		s := begin(t, i, admin, api.NewKey{Name: "CI", Permissions: keys.Grant(keys.Projects, keys.Read)}, choice{ends: 3 * day})
		defer s.close()
		if err := s.run(); err != nil {
			t.Fatal(err)
		}
		<-time.After(2 * day)
		s.start(&fate{}) // the program before was killed
		if st := s.check(); st.Step != rotation.Waiting || st.End.At.IsZero() {
			t.Errorf("%s, it ends %+v", st.Step, st.End)
		}
		newKey := s.check().New.ID
		<-time.After(2 * day)
		s.start(&fate{})
		if st := s.check(); st.Step != rotation.Due {
			t.Errorf("%s: %s", st.Step, st.Reason(time.Now()))
		}
		if err := s.client.RevokeKey(t.Context(), s.old.ID); err != nil {
			t.Fatal(err)
		}
		if got := s.use(s.has[newKey], "203.0.113.8"); got != http.StatusOK {
			t.Errorf("the new key is answered with %d", got)
		}
		if st := s.check(); st != nil {
			t.Errorf("still reminds: %+v", st)
		}
		if noted, err := rotation.Open(s.dir + "/rotations").List(s.client.Instance().ID); err != nil || len(noted) != 0 {
			t.Errorf("noted %+v, %v", noted, err)
		}
	})
}
