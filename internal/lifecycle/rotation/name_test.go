package rotation_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
)

var now = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

const day = 24 * time.Hour

func free(string) bool { return false }

func TestNewKeyNames(t *testing.T) {
	long := strings.Repeat("é", keys.NameMax)
	for _, c := range []struct {
		old   rotation.Ref
		taken string
		want  string
	}{
		{rotation.Ref{Name: "CI/CD Pipeline"}, "", "CI/CD Pipeline (rotated 2026-11-26)"},
		{rotation.Ref{Name: "CI/CD Pipeline (rotated 2025-01-02)"}, "", "CI/CD Pipeline (rotated 2026-11-26)"},
		{rotation.Ref{Name: "CI (rotated 2026-11-26)"}, "CI (rotated 2026-11-26)", "CI (rotated 2026-11-26, 2)"},
		{rotation.Ref{Name: "CI (rotated 2026-11-26, 2)"}, "", "CI (rotated 2026-11-26)"},
		{rotation.Ref{Name: "CI (rotated 2026-13-99)"}, "", "CI (rotated 2026-13-99) (rotated 2026-11-26)"},
		{rotation.Ref{Name: "CI (old)"}, "", "CI (old) (rotated 2026-11-26)"},
		{rotation.Ref{Name: "  "}, "", "Key (rotated 2026-11-26)"},
		{rotation.Ref{ID: "key-7"}, "", "Key key-7 (rotated 2026-11-26)"},
		{rotation.Ref{Name: long}, "", strings.Repeat("é", 78) + "… (rotated 2026-11-26)"},
	} {
		if got := rotation.NewKeyName(c.old, now, func(name string) bool { return name == c.taken }); got != c.want {
			t.Errorf("%q: %q, want %q", c.old.Name, got, c.want)
		}
	}
}

// Whatever a key is called, the names of its new keys are names a key may have, are
// recognised over generations, and are never one that is taken.
func TestNewKeysAreRecognised(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.OneOf(rapid.StringMatching(`[a-zA-Z()/,äß… 0-9-]{1,100}`), rapid.SampledFrom([]string{"CI", "CI (rotated 2026-01-01)", strings.Repeat("x", 100)})).Draw(t, "name")
		name, err := keys.SanitizeName(name)
		if err != nil {
			return // no name
		}
		list := []api.Key{{ID: "0", Name: name, Created: now.Add(-day), Permissions: keys.Grant(keys.Tasks, keys.Read)}}
		taken := func(n string) bool { return slices.ContainsFunc(list, func(k api.Key) bool { return k.Name == n }) }
		at := now
		for i := 1; i < 4; i++ {
			newKey := rotation.NewKeyName(rotation.RefOf(&list[0]), at, taken)
			if _, err := keys.SanitizeName(newKey); err != nil || taken(newKey) || !rotation.IsRotatedName(newKey) {
				t.Fatalf("%q: %v, taken %v", newKey, err, taken(newKey))
			}
			list = slices.Insert(list, 0, api.Key{ID: fmt.Sprint(i), Name: newKey, Created: at, Permissions: keys.Grant(keys.Tasks, keys.Read)})
			at = at.Add(time.Duration(rapid.IntRange(1, 72).Draw(t, "hours")) * time.Hour)
		}
		if utf8.RuneCountInString(name) > 60 { // the beginning alone may be that of others too
			return
		}
		var pairs []string
		for _, r := range rotation.Guess(list) {
			pairs = append(pairs, r.Old.ID+">"+r.New.ID)
		}
		if !slices.Equal(pairs, []string{"0>1", "1>2", "2>3"}) {
			t.Fatalf("guessed %v of %+v", pairs, list)
		}
	})
}

func TestGuess(t *testing.T) {
	p := keys.Grant(keys.Tasks, keys.Read)
	long := strings.Repeat("long ", 20)[:100]
	key := func(id, name string, p keys.Permissions, age time.Duration) api.Key {
		return api.Key{ID: id, Name: name, Permissions: p, Created: now.Add(-age)}
	}
	untimed := func(k api.Key) api.Key { k.Created = time.Time{}; return k }
	for name, c := range map[string]struct {
		list []api.Key
		want string
	}{
		"nothing":          {[]api.Key{key("a", "CI", p, day), key("b", "CI", p, 0)}, ""},
		"a twin":           {[]api.Key{key("b", "CI (rotated 2026-11-26)", p, 0), key("a", "CI", p, day)}, "a>b"},
		"more levels":      {[]api.Key{key("b", "CI (rotated 2026-11-26)", p.With(keys.Tasks, keys.Write), 0), key("a", "CI", p, day)}, "a>b"},
		"other levels":     {[]api.Key{key("b", "CI (rotated 2026-11-26)", keys.Grant(keys.Backups, keys.Read), 0), key("a", "CI", p, day)}, ""},
		"another name":     {[]api.Key{key("b", "CI (rotated 2026-11-26)", p, 0), key("a", "CI/CD", p, day)}, ""},
		"a later one":      {[]api.Key{key("b", "CI (rotated 2026-11-26)", p, day), key("a", "CI", p, 0)}, ""},
		"no times told":    {[]api.Key{untimed(key("b", "CI (rotated 2026-11-26)", p, 0)), untimed(key("a", "CI", p, 0))}, "a>b"},
		"the latest of it": {[]api.Key{key("c", "CI (rotated 2026-11-26)", p, 0), key("b", "CI", p, day), key("a", "CI", p, 9*day)}, "b>c"},
		"a name cut": {[]api.Key{
			key("b", rotation.NewKeyName(rotation.Ref{Name: long}, now, free), p, 0), key("a", long, p, day), key("x", "long", p, day)}, "a>b"},
		"a name cut twice": {[]api.Key{
			key("b", rotation.NewKeyName(rotation.Ref{Name: rotation.NewKeyName(rotation.Ref{Name: long}, now, free)}, now.Add(day), free), p, 0),
			key("a", rotation.NewKeyName(rotation.Ref{Name: long}, now, free), p, day)}, "a>b"},
	} {
		t.Run(name, func(t *testing.T) {
			got := ""
			for _, r := range rotation.Guess(c.list) {
				got += r.Old.ID + ">" + r.New.ID
				if !r.Guessed || r.Begun.IsZero() || r.End != (rotation.End{}) {
					t.Errorf("%+v", r)
				}
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestALongListIsGuessedAtQuickly(t *testing.T) {
	var list []api.Key
	for i := range 20_000 {
		list = append(list, api.Key{ID: fmt.Sprint(i), Name: "CI (rotated 2026-11-26, " + fmt.Sprint(i%9000) + ")", Created: now.Add(time.Duration(i))})
	}
	if got := rotation.Guess(list); len(got) != 0 {
		t.Errorf("%d guessed of names that tell nothing", len(got))
	}
}
