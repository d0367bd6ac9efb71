package usage

import (
	"slices"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
)

var now = time.Date(2026, 1, 19, 12, 0, 0, 0, time.UTC)

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
