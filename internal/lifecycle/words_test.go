package lifecycle_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
)

func TestWhatConfirmsARevocation(t *testing.T) {
	const preview, letters = keys.Prefix + "Ab3d...x9Zk", "Ab3dx9Zk"
	for _, c := range []struct {
		key    api.Key
		own    bool
		ask    string
		fits   []string
		doesnt []string
	}{
		{api.Key{Name: "CI", Preview: preview}, false, "Type  CI  to confirm:", []string{"CI"}, []string{"", "ci", "CI ", letters, "revoke my own key"}},
		{api.Key{Name: "CI", Preview: preview}, true, "Type  revoke my own key  to revoke it all the same:", []string{"revoke my own key"}, []string{"CI", letters, ""}},
		{api.Key{Name: "監視", Preview: preview}, false, "Type its name, or the letters of its key, " + letters + ":", []string{"監視", letters, "Ab3d…x9Zk", preview}, []string{"", "Ab3d"}},
		{api.Key{Name: "⟨U+202E⟩x", Preview: preview}, false, "Type the letters of its key, " + letters + ", or its name as it is shown above:", []string{letters}, []string{"x"}},
		{api.Key{Preview: "short"}, false, "Type  short  to confirm:", []string{"short"}, []string{""}},
		{api.Key{ID: "key-1"}, false, "Type  key-1  to confirm:", []string{"key-1"}, []string{""}},
	} {
		p := lifecycle.PhraseFor(&c.key, c.own, time.Now())
		if got := p.Question(); got != c.ask {
			t.Errorf("%+v: %q", c.key, got)
		}
		for _, typed := range c.fits {
			if !p.Fits(typed) {
				t.Errorf("%+v: %q does not confirm", c.key, typed)
			}
		}
		for _, typed := range c.doesnt {
			if p.Fits(typed) {
				t.Errorf("%+v: %q confirms", c.key, typed)
			}
		}
	}
}

// memory is a store with what is noted in it.
type memory struct {
	notes
	entries []undelivered.Entry
	err     error
}

func (m *memory) Unsettled(string) ([]undelivered.Entry, error) { return m.entries, m.err }

func TestALookForKeysNobodyTook(t *testing.T) {
	now := time.Date(2026, 1, 19, 12, 0, 0, 0, time.UTC)
	old := now.Add(-24 * time.Hour)
	entry := func(id, key string, at time.Time) undelivered.Entry {
		return undelivered.Entry{ID: id, KeyID: key, Asked: api.NewKey{Name: id}, At: at, Last: at, BeforeAll: true}
	}
	unread := errors.New("a note can't be read")
	m := &memory{err: unread, entries: []undelivered.Entry{
		entry("there", "key-1", old), entry("gone", "key-9", old), entry("late", "", now), entry("postponed", "key-2", old),
	}}
	f := &instance{list: named("there", "postponed")}
	f.list[0].ID, f.list[1].ID = "key-1", "key-2"
	u, err := lifecycle.Look(t.Context(), f, m, "test", func() time.Time { return now }, map[string]bool{"postponed": true})
	if err != nil || len(u.Found) != 1 || u.Found[0].Key.ID != "key-1" || !u.Doubtful || !errors.Is(u.Unread, unread) || m.settled != 1 {
		t.Errorf("%+v, %v; %d settled", u, err, m.settled)
	}
	asked := false
	f.listErr = func() error { asked = true; return context.Canceled }
	m.entries = nil
	if _, err := lifecycle.Look(t.Context(), f, m, "test", time.Now, nil); err != nil || asked {
		t.Errorf("without a note it asks the instance: %v", err)
	}
	m.entries = []undelivered.Entry{entry("there", "key-1", old)}
	if _, err := lifecycle.Look(t.Context(), f, m, "test", time.Now, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// Two creations of the same key were carried out late. While one of the keys is being
// revoked, a look sees the other alone: which note is whose can't be told then, and the
// key that is left must not lose its note with the one that is gone.
func TestALookLeavesTheNotesOfKeysThatCantBeToldApart(t *testing.T) {
	now := time.Date(2026, 1, 19, 12, 0, 0, 0, time.UTC)
	old := now.Add(-time.Hour)
	entry := func(id string) undelivered.Entry {
		return undelivered.Entry{ID: id, Asked: api.NewKey{Name: "key deploy"}, At: old, Last: old, BeforeAll: true}
	}
	m := &memory{entries: []undelivered.Entry{entry("first"), entry("second")}}
	f := &instance{list: named("deploy")}
	f.list[0].Created = old
	look := func() lifecycle.Undelivered {
		t.Helper()
		u, err := lifecycle.Look(t.Context(), f, m, "test", func() time.Time { return now }, nil)
		if err != nil {
			t.Fatal(err)
		}
		return u
	}
	if u := look(); len(u.Found) != 1 || m.settled != 0 {
		t.Errorf("found %d keys, and settled %d notes", len(u.Found), m.settled)
	}
	f.list = nil
	if u := look(); len(u.Found) != 0 || m.settled != 2 {
		t.Errorf("without a key: found %d, and settled %d notes", len(u.Found), m.settled)
	}
}

func TestUntilAndSummary(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 1, 19, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		at   time.Time
		zone *time.Location
		want string
	}{
		{now.AddDate(0, 0, 21), berlin, "Mon 9 Feb 2026, 13:00 CET (12:00 UTC), in 21 days"},
		{time.Date(2026, 4, 18, 22, 30, 0, 0, time.UTC), berlin, "Sun 19 Apr 2026, 00:30 CEST (Sat 22:30 UTC), in 89 days"},
		{time.Date(2026, 4, 19, 11, 0, 0, 0, time.UTC), berlin, "Sun 19 Apr 2026, 13:00 CEST (11:00 UTC), in 90 days"}, // over a change of the clocks
		{now.Add(2 * time.Hour), time.UTC, "Mon 19 Jan 2026, 14:00 UTC, in 2 h"},
	} {
		if got := lifecycle.Until(c.at, now, c.zone); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	one := keys.Permissions{}.With(keys.Projects, keys.Read)
	for want, got := range map[string]string{
		"Choose what this key may do.":                        lifecycle.Summary(keys.Permissions{}, keys.ExpiresAt(now), berlin),
		"This key " + one.Sentence() + ", and never expires.": lifecycle.Summary(one, keys.Expiry{}, berlin),
		"This key " + one.Sentence() + ", until 19 Jan 2026.": lifecycle.Summary(one, keys.ExpiresAt(now), berlin),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
