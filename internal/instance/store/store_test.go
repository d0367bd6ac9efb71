package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"github.com/supascale/supascale-tui/internal/instance/activity"
	"github.com/supascale/supascale-tui/internal/instance/keyset"
	"github.com/supascale/supascale-tui/internal/keys"
)

func openIn(t *testing.T, dir string) *Store {
	t.Helper()
	s, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return s
}

// openRaw opens the file alone, as it is.
func openRaw(t *testing.T, dir string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", dsn(filepath.Join(dir, FileName), false))
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func TestMigrationsRunOnce(t *testing.T) {
	dir := t.TempDir()
	for range 3 {
		s, err := Open(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNewerStoreIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.write.ExecContext(t.Context(), `INSERT INTO migration VALUES (999, 'future', 0)`); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), dir); !errors.Is(err, ErrNewer) {
		t.Errorf("got %v", err)
	}
}

func TestMigrationsAreNumberedWithoutGaps(t *testing.T) {
	file := func(names ...string) fstest.MapFS {
		files := fstest.MapFS{}
		for _, n := range names {
			files["migrations/"+n+".sql"] = &fstest.MapFile{}
		}
		return files
	}
	if list, err := migrations(file("0001_a", "0002_b")); err != nil || len(list) != 2 {
		t.Errorf("got %v, %v", list, err)
	}
	for _, files := range []fstest.MapFS{file("0002_b"), file("0001_a", "0003_c"), file("0001_a", "0001_b"), file("x")} {
		if _, err := migrations(files); err == nil {
			t.Errorf("%v was taken", files)
		}
	}
}

func TestFilesSurviveOddDirectoryNames(t *testing.T) {
	dir := t.TempDir() + "/a b?c#d%20e"
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	s := openIn(t, dir)
	if err := s.InsertKeys(t.Context(), []keyset.Key{testKey(1)}, nil); err != nil {
		t.Error(err)
	}
}

func testKey(n int) keyset.Key {
	return keyset.Key{
		ID: fmt.Sprintf("key-%d", n), Digest: keys.DigestOf(fmt.Sprint(n)), Name: "ключ", Preview: "supascale_0000...0000",
		Permissions: keys.Grant(keys.Tasks, keys.Write), Created: time.UnixMilli(1_800_000_000_123).UTC(),
	}
}

func TestKeysComeBackAsTheyWere(t *testing.T) {
	s := openIn(t, t.TempDir())
	want := []keyset.Key{testKey(1), testKey(2)}
	want[1].Expires, want[1].LastUsed = time.Unix(1_900_000_000, 0).UTC(), time.UnixMilli(1_850_000_000_001).UTC()
	if err := s.InsertKeys(t.Context(), want, nil); err != nil {
		t.Fatal(err)
	}
	at := time.UnixMilli(1_860_000_000_999).UTC()
	if err := s.RevokeKey(t.Context(), "key-1", at, nil); err != nil {
		t.Fatal(err)
	}
	want[0].Revoked = at
	if err := s.RevokeKey(t.Context(), "key-1", at, nil); !errors.Is(err, keyset.ErrNotFound) {
		t.Errorf("a second revocation: got %v", err)
	}
	var got []keyset.Key
	err := s.LoadKeys(t.Context(), func(k keyset.Key) error { got = append(got, k); return nil })
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %+v, want %+v, %v", got, want, err)
	}
}

func TestKeysAreInsertedAllOrNone(t *testing.T) {
	s := openIn(t, t.TempDir())
	if err := s.InsertKeys(t.Context(), []keyset.Key{testKey(1), testKey(1)}, nil); err == nil {
		t.Fatal("the same key was taken twice")
	}
	err := s.LoadKeys(t.Context(), func(k keyset.Key) error { return fmt.Errorf("found %s", k.ID) })
	if err != nil {
		t.Error(err)
	}
}

func TestFoldsAddUpAcrossGroups(t *testing.T) {
	s := openIn(t, t.TempDir())
	e := activity.Entry{At: time.UnixMilli(1_800_000_000_000), Type: "api_key.request", Path: "/first", Count: 3, Fold: "k GET /a 1"}
	again := e
	again.Path, again.Count = "/second", 4
	for _, batch := range [][]activity.Entry{{e}, {again, {At: e.At, Type: e.Type, Path: "/alone", Count: 1}}} {
		if err := s.WriteActivity(t.Context(), batch, 0); err != nil {
			t.Fatal(err)
		}
	}
	page, err := s.ReadActivity(t.Context(), activity.Query{Limit: 10})
	got := page.Entries
	if err != nil || len(got) != 2 || got[1].Path != "/first" || got[1].Count != 7 || got[0].Count != 1 {
		t.Errorf("got %+v, %v", got, err)
	}
	if page.Coverage.Total != 2 || page.Coverage.Matching != 2 || page.Revision != 3 {
		t.Errorf("got %+v", page)
	}
}

func TestFiguresForgetWhatWentInTheMiddleOfAnHour(t *testing.T) {
	s := openIn(t, t.TempDir())
	s.hourCost = 0 // figures are those counted ahead
	hour := time.UnixMilli(1_800_000_000_000).UTC().Truncate(time.Hour)
	stays := hour.Add(50 * time.Minute)
	batch := []activity.Entry{
		{At: hour.Add(time.Minute), Type: "api_key.request", Reason: keys.MissingKey, Count: 1},
		{At: stays, Type: "api_key.request", Reason: keys.MissingKey, Count: 1},
	}
	if err := s.WriteActivity(t.Context(), batch, 0); err != nil {
		t.Fatal(err)
	}
	if n, err := s.PruneActivity(t.Context(), hour.Add(time.Hour), 1); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	found, err := s.ActivityStats(t.Context(), activity.StatsQuery{
		Query: activity.Query{Since: hour.Add(-3 * time.Hour), Until: hour.Add(3 * time.Hour)}, Step: time.Hour, Clusters: 1,
	})
	stats := found.Stats
	if err != nil || len(stats.Clusters) != 1 || !stats.Clusters[0].First.Equal(stays) || stats.Dropped != 1 || stats.Entries != 1 {
		t.Errorf("got %+v, %v", stats, err)
	}
}

func TestPermissionsComeBackAsTheyWere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var p keys.Permissions
		for _, r := range keys.Resources() {
			p = p.With(r, rapid.SampledFrom(keys.Levels()).Draw(t, string(r)))
		}
		if got, err := parsePermissions(formatPermissions(p)); err != nil || got != p {
			t.Fatalf("got %v, %v", got, err)
		}
	})
}
