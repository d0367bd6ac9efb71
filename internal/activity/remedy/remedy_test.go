package remedy

import (
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
)

var noon = time.Date(2026, 1, 19, 12, 0, 0, 0, time.UTC)

func known() Keys {
	key := func(id, name, preview string) api.Key {
		return api.Key{
			ID: id, Name: name, Preview: "supascale_" + preview, Permissions: keys.Grant(keys.Projects, keys.Read),
			Created: noon, Expires: keys.ExpiresAt(noon.Add(90 * 24 * time.Hour)),
		}
	}
	return Keys{
		Loaded:  true,
		Active:  []api.Key{key("k1", "CI", "Ab3d...x9Zk"), key("k2", "Backup", "Qp7e...0aLm")},
		Revoked: []api.RevokedKey{{Key: key("k9", "Jenkins", "Zz1y...pP0w"), Revoked: noon}},
	}
}

func TestReplacementIsAsTheKeyWas(t *testing.T) {
	p := For(&cluster.Cluster{Failed: true, Reason: keys.RevokedKey, KeyID: "k9", IP: "192.0.2.1"}, known())
	if p.Make == nil || p.Make.Lifetime != keys.LastingFor(90*24*time.Hour) || p.Make.Permissions != keys.Grant(keys.Projects, keys.Read) || p.Rotate != nil {
		t.Errorf("revoked: got %+v", p)
	}
	p = For(&cluster.Cluster{Failed: true, Reason: keys.ExpiredKey, KeyID: "k1", IP: "192.0.2.1"}, known())
	if p.Make != nil || p.Rotate == nil || !p.Rotate.IsZero() || p.Key.ID != "k1" {
		t.Errorf("expired: got %+v", p)
	}
	p = For(&cluster.Cluster{Failed: true, Reason: keys.RevokedKey, KeyID: "k404"}, known())
	if p.Make != nil || p.Not == "" {
		t.Errorf("a key of which nothing is kept: got %+v", p.Make)
	}
	if p := For(&cluster.Cluster{Failed: true, Reason: keys.ExpiredKey, KeyID: "k1"}, Keys{}); p.Make != nil || p.Not != "The keys aren't loaded yet." {
		t.Errorf("before the keys are loaded: got %+v, %s", p.Make, p.Not)
	}
}

func TestOnlyTheMissingLevelIsAdded(t *testing.T) {
	c := cluster.Cluster{Failed: true, Reason: keys.PermissionDenied, KeyID: "k1", Resource: keys.Backups, Required: "write", Granted: "none"}
	p := For(&c, known())
	want := keys.Grant(keys.Projects, keys.Read).With(keys.Backups, keys.Write)
	if p.Rotate == nil || *p.Rotate.Permissions != want || p.Rotate.Lack != (rotation.Lack{Resource: keys.Backups, Level: keys.Write}) {
		t.Fatalf("got %+v, %s", p.Rotate, p.Not)
	}
	c.Resource, c.Required = keys.Projects, "read"
	if p := For(&c, known()); p.Rotate != nil || p.Not != "The key has that level." {
		t.Errorf("a level it has: got %+v, %s", p.Make, p.Not)
	}
	c.Required = ""
	if p := For(&c, known()); p.Rotate != nil {
		t.Errorf("a level that isn't told: got %+v", p.Make)
	}
}

func TestResemblanceSaysNoMoreThanFourCharactersTell(t *testing.T) {
	for sent, want := range map[string]string{
		"supascale_Ab3d...": "It begins like a key that exists",
		"supascale_aB3D...": "But for upper and lower case it begins like “CI”",
		"supascale_Ab8d...": "But for one character it begins like “CI”",
		"supascale_b3dx...": "With one character missing it begins like “CI”",
		"supascale_Zz1y...": "“Jenkins”, which was revoked",
		"supascale_wwww...": "No key of this instance begins like it",
		"supascale_...":     "Nothing follows the prefix",
		"supascale_Ab...":   "the key was cut off",
		"":                  "did not begin with supascale_",
	} {
		got := strings.Join(Resembling(sent, keys.UnknownKey, known()), " ")
		if !strings.Contains(got, want) {
			t.Errorf("%s: got %q, want %q", sent, got, want)
		}
	}
}

func TestEveryReasonHasAPlan(t *testing.T) {
	for _, r := range append(keys.Reasons(), "", "something_new") {
		p := For(&cluster.Cluster{Failed: true, Reason: r, IP: "192.0.2.1"}, known())
		if p.Cause == "" || p.Rotate == nil && p.Make == nil && p.Not == "" || !p.Source {
			t.Errorf("%q: got %+v", r, p)
		}
	}
}
