package keys

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle/revokemany"
)

// Whatever the filter is, only one that is understood whole selects anything for
// revoking, and none selects every key unless --every-key says so.
func TestNoFilterRevokesByAccident(t *testing.T) {
	t.Parallel()
	states := []keys.Expiry{{}, keys.ExpiresAt(time.Now().Add(-time.Hour)), keys.ExpiresAt(time.Now().Add(time.Hour)), keys.ExpiresAt(time.Now().AddDate(1, 0, 0))}
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{"state:active", "-state:expired", "state:", "stat:active", "-ownr:anna", `-""`, "-", "--", "act", "-act", "owner:any",
			"p:w", "projects:", "projects:wri", "-projects:none", `"a b"`, `"open`, "a", "-a", "-zz", ":x", "-:x", "@a", "$UNSET", "state:$UNSET", "*"}),
		rapid.StringMatching(`-?[a-z]{0,6}:?[a-z"]{0,6}`))
	rapid.Check(t, func(t *rapid.T) {
		all := make([]api.Key, rapid.IntRange(1, 6).Draw(t, "keys"))
		own := ""
		for i := range all {
			all[i] = api.Key{ID: fmt.Sprint("key-", i), Name: rapid.StringMatching(`[a-c ]{1,4}`).Draw(t, "name"),
				Preview: fmt.Sprintf("%s%04d...wxyz", keys.Prefix, i), Expires: rapid.SampledFrom(states).Draw(t, "expires")}
		}
		if rapid.Bool().Draw(t, "own key listed") {
			own = all[0].Preview
		}
		line := strings.Join(rapid.SliceOfN(piece, 1, 3).Draw(t, "filter"), " ")
		o := RevokeOptions{Filter: line, FilterGiven: true, EveryKey: rapid.Bool().Draw(t, "every key")}
		filter, wrong := parseFilter(line)
		if wrong != nil {
			if len(filter) != 0 || o.check(nil, false) == nil {
				t.Fatalf("%q is wrong (%v) and selects all the same", line, wrong)
			}
			return
		}
		list, _, err := o.restrict(fitting(all, filter, nil, time.Now()), all, revokemany.Owns{own})
		others := len(all)
		if own != "" {
			others--
		}
		switch {
		case err != nil && len(list) > 0:
			t.Fatalf("%q selects %d keys beside %v", line, len(list), err)
		case !o.EveryKey && len(list) >= others && len(list) > 0:
			t.Fatalf("%q selects all of %d keys", line, len(all))
		}
		for _, k := range list {
			if k.Preview == own {
				t.Fatalf("%q selects the key in use", line)
			}
		}
	})
}
