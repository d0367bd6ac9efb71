package lifecycle_test

import (
	"testing"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle"
)

// The prefix may be left out, but one that is given must be the key's own.
func TestPickTakesAPreviewWithItsOwnPrefixOnly(t *testing.T) {
	list := []api.Key{{ID: "1", Name: "old", Preview: "sk_live_Ab3d...x9Zk"}, {ID: "2", Name: "new", Preview: "supascale_Cd4e...y8Xj"}}
	for word, want := range map[string]string{
		"sk_live_Ab3d...x9Zk": "1", "sk_live_Ab3d…x9Zk": "1", "Ab3d…x9Zk": "1", "Ab3d...x9Zk": "1",
		"supascale_Cd4e…y8Xj": "2", "supascale_Ab3d…x9Zk": "", "sk_live_Cd4e...y8Xj": "",
	} {
		got := ""
		for _, k := range lifecycle.Pick(list, word) {
			got += k.ID
		}
		if got != want {
			t.Errorf("%s means %q, want %q", word, got, want)
		}
	}
}
