package usage

import (
	"slices"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/cluster"
	"github.com/supascale/supascale-tui/internal/keys"
)

var now = time.Date(2026, 1, 19, 12, 0, 0, 0, time.UTC)

const day = 24 * time.Hour

func TestUsageAgainstWhatTheKeyMayDo(t *testing.T) {
	key := api.Key{ID: "k", Permissions: keys.Grant(keys.Projects, keys.Write).With(keys.Backups, keys.Read).With(keys.Tasks, keys.Write)}
	use := func(r keys.Resource, level string, reason keys.Reason, n int) cluster.Use {
		return cluster.Use{KeyID: "k", Resource: r, Required: level, Failed: reason != "", Reason: reason, Count: n, Last: now}
	}
	u := Of(key, []cluster.Use{
		use(keys.Projects, "read", "", 10), use(keys.Backups, "read", "", 3), use(keys.Backups, "write", keys.PermissionDenied, 5),
		use(keys.System, "read", keys.PermissionDenied, 1), use(keys.Projects, "write", keys.ExpiredKey, 7),
		{KeyID: "other", Resource: keys.Tasks, Required: "write", Count: 99, Last: now},
	})
	want := map[keys.Resource]string{
		keys.Projects: "used, to read alone", keys.Backups: "used, and denied more", keys.Tasks: "no evidence",
		keys.CloudStorage: "not granted, not tried", keys.System: "denied",
	}
	for _, r := range u.Rows {
		if r.Verdict() != want[r.Resource] {
			t.Errorf("%s: %q, want %q", r.Resource, r.Verdict(), want[r.Resource])
		}
	}
	if u.Other != 7 {
		t.Errorf("%d refused for other reasons", u.Other)
	}
	p, dropped := u.Narrower()
	if p != keys.Grant(keys.Projects, keys.Read).With(keys.Backups, keys.Read) || !slices.Equal(dropped, []string{"write on projects", "tasks"}) {
		t.Errorf("narrower: %v without %v", p, dropped)
	}
}

func TestReview(t *testing.T) {
	key := func(name string, created, used time.Duration) api.Key {
		k := api.Key{ID: name + created.String(), Name: name, Created: now.Add(-created)}
		if used >= 0 {
			k.LastUsed = now.Add(-used)
		}
		return k
	}
	gone := key("expired", 300*day, -1)
	gone.Expires = now.Add(-day)
	found, told := Review([]api.Key{
		key("busy", 100*day, time.Hour), key("forgotten", 30*day, -1), key("young", 2*day, -1), key("idle", 300*day, 91*day), key("just", 300*day, 89*day),
		key("CI", 100*day, time.Hour), key("CI (2026)", 10*day, time.Hour), key("Backup", 100*day, 20*day), key("Backup", 10*day, day), gone,
	}, now)
	got := map[string]Rule{}
	for _, f := range found {
		got[f.Key.Name] = f.Rule
	}
	if !told || len(found) != 3 || got["forgotten"] != NeverUsed || got["idle"] != LongUnused || got["CI"] != UsedAfterNew {
		t.Errorf("found %v, told %v", got, told)
	}
	if _, told := Review([]api.Key{key("a", 30*day, -1)}, now); told {
		t.Error("an instance that tells no last use is believed")
	}
}
