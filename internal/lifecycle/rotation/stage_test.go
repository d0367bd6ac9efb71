package rotation_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
)

const here = "https://supascale.example.com"

// begun is a rotation that began two days ago.
func begun(end rotation.End) rotation.Rotation {
	p := keys.Grant(keys.Projects, keys.Write)
	return rotation.Rotation{
		Instance: here, Old: rotation.Ref{ID: "old", Name: "CI"}, New: rotation.Ref{ID: "new", Name: "CI (rotated 2026-11-24)"},
		Asked: api.NewKey{Name: "CI (rotated 2026-11-24)", Permissions: p}, Begun: now.Add(-2 * day), End: end,
	}
}

func oldKey(used time.Duration) api.Key {
	k := api.Key{ID: "old", Name: "CI", Permissions: keys.Grant(keys.Projects, keys.Write), Created: now.Add(-90 * day)}
	if used > 0 {
		k.LastUsed = now.Add(-used)
	}
	return k
}

func newKey(used time.Duration) api.Key {
	k := oldKey(used)
	k.ID, k.Name, k.Created = "new", "CI (rotated 2026-11-24)", now.Add(-2*day)
	return k
}

// other is a key that shows that the instance tells when keys were last used.
var other = api.Key{ID: "other", Created: now.Add(-9 * day), LastUsed: now}

func seenBy(last time.Duration, users ...string) rotation.Use {
	u := rotation.Use{From: now.Add(-30 * day), Let: true}
	for _, ip := range users {
		u.Work = append(u.Work, rotation.User{IP: ip, Agent: "curl/8.5", Count: 3, Last: now.Add(-last)})
		u.Users = append(u.Users, rotation.User{IP: ip, Agent: "curl/8.5", Count: 3, Last: now.Add(-last)})
	}
	return u
}

func testedAt(last time.Duration) rotation.Use {
	u := seenBy(last, "a")
	u.Users[0].Agent, u.Work, u.Tested = "supascale-tui/1 (key test 01)", nil, now.Add(-last)
	return u
}

func expired(k api.Key) api.Key { k.Expires = keys.ExpiresAt(now.Add(-time.Hour)); return k }

func TestStages(t *testing.T) {
	note := func(e undelivered.Entry) []undelivered.Entry { return []undelivered.Entry{e} }
	unknown := begun(rotation.End{})
	unknown.New = rotation.Ref{}
	for name, c := range map[string]struct {
		r     rotation.Rotation
		known rotation.Known
		want  rotation.Step
		says  string
	}{
		"not taken":                       {begun(rotation.End{}), rotation.Known{Keys: []api.Key{newKey(0), oldKey(day), other}, Undelivered: note(undelivered.Entry{KeyID: "new"})}, rotation.NotTaken, "nobody has its value"},
		"not taken, and the old one gone": {begun(rotation.End{}), rotation.Known{Keys: []api.Key{newKey(0), other}, Undelivered: note(undelivered.Entry{KeyID: "new"})}, rotation.NotTaken, "The old one is gone"},
		"taken, for it is used":           {begun(rotation.End{}), rotation.Known{Keys: []api.Key{newKey(time.Hour), oldKey(40 * time.Hour), other}, Undelivered: note(undelivered.Entry{KeyID: "new"})}, rotation.Ready, ""},
		"the answer was lost":             {unknown, rotation.Known{Keys: []api.Key{newKey(0), oldKey(day), other}, Undelivered: note(undelivered.Entry{Asked: unknown.Asked, At: unknown.Begun})}, rotation.NotTaken, ""},
		"may still come":                  {unknown, rotation.Known{Keys: []api.Key{oldKey(day)}, Undelivered: note(undelivered.Entry{Asked: unknown.Asked, At: now, Last: now})}, rotation.InDoubt, "may still come"},
		"never made":                      {unknown, rotation.Known{Keys: []api.Key{oldKey(day)}}, rotation.NotMade, "was not made"},
		"owed":                            {unknown, rotation.Known{Keys: []api.Key{other}}, rotation.Owed, "the new one was not made"},
		"the new one revoked":             {begun(rotation.End{}), rotation.Known{Keys: []api.Key{oldKey(day)}}, rotation.NewGone, "was revoked before"},
		"the new one expired":             {begun(rotation.End{}), rotation.Known{Keys: []api.Key{expired(newKey(0)), oldKey(day)}}, rotation.NewGone, "has expired 1 h ago"},
		"made once more elsewhere":        {withNew(begun(rotation.End{}), "gone"), rotation.Known{Keys: []api.Key{newKey(0), oldKey(day), other}}, rotation.Waiting, ""},
		"waiting":                         {begun(rotation.End{}), rotation.Known{Keys: []api.Key{newKey(0), oldKey(2 * time.Hour), other}, Uses: map[string]rotation.Use{"old": seenBy(2*time.Hour, "203.0.113.7")}}, rotation.Waiting, "last used 2 h ago by 203.0.113.7 (curl/8.5)"},
		"both used":                       {begun(rotation.End{}), rotation.Known{Keys: []api.Key{newKey(time.Hour), oldKey(2 * time.Hour), other}, Uses: map[string]rotation.Use{"old": seenBy(2*time.Hour, "a", "b", "c")}}, rotation.BothUsed, "by a (curl/8.5), b (curl/8.5) and 1 more"},
		"both used, by the log alone":     {begun(rotation.End{}), rotation.Known{Keys: []api.Key{newKey(0), oldKey(0)}, Uses: map[string]rotation.Use{"old": seenBy(3*time.Hour, "a"), "new": seenBy(time.Hour, "b")}}, rotation.BothUsed, ""},
		"quiet, by the log alone":         {begun(rotation.End{}), rotation.Known{Keys: []api.Key{newKey(0), oldKey(0)}, Uses: map[string]rotation.Use{"old": seenBy(0), "new": seenBy(time.Hour, "b")}}, rotation.Ready, "not used since the rotation began"},
		"a log that is too short":         {begun(rotation.End{}), rotation.Known{Keys: []api.Key{newKey(0), oldKey(0)}, Uses: map[string]rotation.Use{"old": {From: now.Add(-time.Hour)}, "new": seenBy(time.Hour, "b")}}, rotation.Untold, "Whether the old one is can't be told"},
		"ready":                           {begun(rotation.End{}), rotation.Known{Keys: []api.Key{newKey(time.Hour), oldKey(25 * time.Hour), other}}, rotation.Ready, "last used 25 h ago"},
		"ready to the minute":             {begun(rotation.End{}), rotation.Known{Keys: []api.Key{newKey(time.Hour), oldKey(24 * time.Hour), other}}, rotation.Ready, ""},
		"nothing tells":                   {begun(rotation.End{}), rotation.Known{Keys: []api.Key{newKey(0), oldKey(0)}, LogErr: errors.New("no")}, rotation.Untold, "its log can't be read"},
		"nothing but a test":              {begun(rotation.End{}), rotation.Known{Keys: []api.Key{newKey(0), oldKey(0)}, Uses: map[string]rotation.Use{"new": {Tested: now.Add(-time.Hour)}}}, rotation.Untold, "The new key was tested 1 h ago. Whether it is used otherwise can't be told."},
		"a use as old as the key":         {begun(rotation.End{}), rotation.Known{Keys: []api.Key{newKey(2 * day), oldKey(0)}}, rotation.Untold, "tells of no use of these keys after they were made"},
		"the old one alone, by the log":   {begun(rotation.End{}), rotation.Known{Keys: []api.Key{newKey(0), oldKey(0)}, Uses: map[string]rotation.Use{"old": {Users: seenBy(time.Hour, "a").Users}}}, rotation.Untold, "Whether the new key is used can't be told. The old one was last used 1 h ago by a"},
		"the old one expired":             {begun(rotation.End{}), rotation.Known{Keys: []api.Key{newKey(time.Hour), expired(oldKey(2 * time.Hour)), other}, Uses: map[string]rotation.Use{"old": seenBy(time.Minute, "a")}}, rotation.OldExpired, "still tried, last 1 min ago by a"},
		"leaked":                          {begun(rotation.End{Now: true}), rotation.Known{Keys: []api.Key{newKey(0), oldKey(time.Hour), other}}, rotation.RevokeNow, "still valid"},
		"tested alone":                    {begun(rotation.End{}), rotation.Known{Keys: []api.Key{newKey(time.Hour), oldKey(2 * day), other}, Uses: map[string]rotation.Use{"new": testedAt(time.Hour)}}, rotation.Waiting, "not been used yet, but for a test 1 h ago"},
		"tested, and not taken":           {begun(rotation.End{}), rotation.Known{Keys: []api.Key{newKey(time.Hour), oldKey(2 * day), other}, Undelivered: note(undelivered.Entry{KeyID: "new"}), Uses: map[string]rotation.Use{"new": testedAt(time.Hour)}}, rotation.NotTaken, ""},
		"used after the test":             {begun(rotation.End{}), rotation.Known{Keys: []api.Key{newKey(time.Hour), oldKey(25 * time.Hour), other}, Uses: map[string]rotation.Use{"new": testedAt(3 * time.Hour)}}, rotation.Ready, "in use"},
		"a test of the old one counts":    {begun(rotation.End{}), rotation.Known{Keys: []api.Key{newKey(time.Hour), oldKey(2 * time.Hour), other}, Uses: map[string]rotation.Use{"old": testedAt(2 * time.Hour)}}, rotation.BothUsed, "(key test 01)"},
		"finished":                        {begun(rotation.End{}), rotation.Known{Keys: []api.Key{newKey(0), other}}, rotation.Finished, ""},
		"both gone":                       {begun(rotation.End{}), rotation.Known{Keys: []api.Key{other}}, rotation.BothGone, ""},
		"too short to be sure":            {beganAt(begun(rotation.End{}), now.Add(-3*time.Hour)), rotation.Known{Keys: []api.Key{newKey(time.Hour), oldKey(5 * day), other}}, rotation.Settling, "too short"},
	} {
		t.Run(name, func(t *testing.T) {
			s := rotation.Stage(c.r, c.known, now)
			if s.Step != c.want || !strings.Contains(s.Reason(now), c.says) {
				t.Errorf("%s: %s", s.Step, s.Reason(now))
			}
			if s.Step.Words() == "" || s.Remedy() == "" {
				t.Error("no words")
			}
			safe, warned, why := s.May()
			if safe && warned || (why == "") != (safe || warned) {
				t.Errorf("%v, %v, %q", safe, warned, why)
			}
			if (safe || warned) && (s.OldKey == nil || s.NewKey == nil) {
				t.Error("nothing would be left")
			}
		})
	}
}

func withNew(r rotation.Rotation, id string) rotation.Rotation { r.New.ID = id; return r }

func beganAt(r rotation.Rotation, at time.Time) rotation.Rotation { r.Begun = at; return r }

func TestUnfinished(t *testing.T) {
	kept := begun(rotation.End{})
	kept.Kept = now
	known := rotation.Known{Keys: []api.Key{newKey(0), oldKey(time.Hour), other}}
	if list := rotation.Unfinished([]rotation.Rotation{kept}, known, here, now); len(list) != 0 {
		t.Errorf("kept, and unfinished: %+v", list)
	}
	list := rotation.Unfinished(nil, known, here, now)
	if len(list) != 1 || !list[0].Guessed || list[0].Instance != here || list[0].Step != rotation.Waiting {
		t.Fatalf("guessed %+v", list)
	}
	leaked := begun(rotation.End{Now: true})
	leaked.Old.ID, leaked.New.ID, leaked.Asked.Name = "a", "b", "?"
	known.Keys = append(known.Keys, api.Key{ID: "a"}, api.Key{ID: "b"})
	list = rotation.Unfinished([]rotation.Rotation{begun(rotation.End{}), leaked}, known, here, now)
	if len(list) != 2 || list[0].Step != rotation.RevokeNow || list[1].Guessed {
		t.Errorf("got %+v", list)
	}
}

func expiry(p rotation.Plan) keys.Expiry {
	at, _ := p.At(now)
	return at
}

func TestPlans(t *testing.T) {
	old := oldKey(0)
	old.Expires = keys.ExpiresAt(old.Created.Add(120 * day))
	p := rotation.PlanFor(old, nil, now, time.UTC)
	if p.Name != "CI (rotated 2026-11-26)" || p.Permissions != old.Permissions || expiry(p) != keys.ExpiresAt(now.Add(120*day)) || len(p.Notes(now)) != 0 || p.Unfit() != "" {
		t.Errorf("%+v", p)
	}
	old.Expires = keys.Expiry{}
	if p = rotation.PlanFor(old, nil, now, time.UTC); !expiry(p).IsNever() || !strings.Contains(p.Notes(now)[0], "never expires") {
		t.Errorf("%+v", p)
	}
	for what, alter := range map[string]func(k *api.Key){
		"when it was made is not told": func(k *api.Key) { k.Created, k.Expires = time.Time{}, keys.ExpiresAt(now.Add(day)) },
		"its expiry can't be read":     func(k *api.Key) { k.Expires = keys.UnreadableExpiry("soon") },
		"it expires in the year 9999":  func(k *api.Key) { k.Expires = keys.ExpiresAt(time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)) },
	} {
		k := old
		alter(&k)
		p = rotation.PlanFor(k, nil, now, time.UTC)
		if _, known := p.At(now); known || !p.NeedsExpiry() || p.Unfit() == "" || len(p.Notes(now)) != 1 {
			t.Errorf("%s: %+v", what, p)
		}
		p.Chosen = true
		if p.NeedsExpiry() || p.Unfit() != "" {
			t.Errorf("%s, and never is chosen: %+v", what, p)
		}
	}
	old.Permissions = keys.TolerantPermissions(map[string]string{"projects": "write", "moon": "read"})
	if p = rotation.PlanFor(old, nil, now, time.UTC); len(p.Permissions.Others()) != 0 || !slices.ContainsFunc(p.Notes(now), func(n string) bool { return strings.Contains(n, "unknown here") }) {
		t.Errorf("%+v", p)
	}
	old.Permissions = keys.Permissions{}
	if p = rotation.PlanFor(old, nil, now, time.UTC); p.Unfit() == "" {
		t.Error("nothing to replace")
	}
	again := begun(rotation.End{Now: true}).Again([]api.Key{{Name: "CI (rotated 2026-11-26)"}}, now, time.UTC)
	if again.Asked.Name != "CI (rotated 2026-11-26, 2)" || again.New.ID != "" || !again.Begun.Equal(now) || !again.End.Now {
		t.Errorf("%+v", again)
	}
}
