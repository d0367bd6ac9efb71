package snooze_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/health/snooze"
	"github.com/supascale/supascale-tui/internal/keys"
)

const (
	day = 24 * time.Hour
	on  = "https://supascale.example.com"
)

var now = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

func finding(rule health.Rule, key string, addresses ...string) health.Finding {
	return health.Finding{Rule: rule, Key: api.Key{ID: key, Name: "name of " + key, Expires: keys.ExpiresAt(now.Add(day))}, Addresses: addresses}
}

// split says which of the findings are snoozed at a time.
func split(t *testing.T, s *snooze.Store, at time.Time, list ...health.Finding) (shown, away int) {
	t.Helper()
	notes, err := s.List(on)
	if err != nil {
		t.Fatal(err)
	}
	left, gone := notes.Split(list, at)
	return len(left), len(gone)
}

func TestWhatIsSetAside(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "health")
	s := snooze.Open(dir)
	timed, open := finding(health.Expiring, "a"), finding(health.NewAddress, "a", "192.0.2.1")
	for f, until := range map[*health.Finding]time.Time{&timed: now.Add(30 * day), &open: {}} {
		if err := s.Add(on, f, until, now); err != nil {
			t.Fatal(err)
		}
	}
	s = snooze.Open(dir) // another console, or another day
	changed, longer := finding(health.NewAddress, "a", "192.0.2.1", "192.0.2.2"), timed
	longer.Key.Expires = keys.ExpiresAt(now.Add(2 * day))
	for name, c := range map[string]struct {
		at   time.Time
		f    health.Finding
		away int
	}{
		"within its time":          {now.Add(30*day - time.Second), timed, 1},
		"its time is over":         {now.Add(30 * day), timed, 0},
		"within, but changed":      {now, longer, 0},
		"until it changes":         {now.Add(9999 * day), open, 1},
		"it has changed":           {now, changed, 0},
		"another key":              {now, finding(health.Expiring, "b"), 0},
		"another rule of a key":    {now, finding(health.NeverExpiring, "a"), 0},
		"a key of a like spelling": {now, finding(health.Expiring, "A"), 0},
	} {
		if _, away := split(t, s, c.at, c.f); away != c.away {
			t.Errorf("%s: %d snoozed, want %d", name, away, c.away)
		}
	}
	if notes, err := s.List("https://other.example.com"); err != nil || len(notes) != 0 {
		t.Errorf("another instance: %v, %v", notes, err)
	}
	if err := s.Remove(on, &timed); err != nil {
		t.Fatal(err)
	}
	if err := s.Remove(on, &timed); err != nil {
		t.Errorf("taking it back twice: %v", err)
	}
	if _, away := split(t, s, now, timed, open); away != 1 {
		t.Errorf("%d snoozed after one was taken back", away)
	}
}

// Ids, times and digests are on disk, for their owner alone.
func TestWhatIsOnDisk(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "health")
	s := snooze.Open(dir)
	f := finding(health.NewAddress, "key-1", "192.0.2.77")
	if err := s.Add(on, &f, now.Add(day), now); err != nil {
		t.Fatal(err)
	}
	var files []string
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has the mode %v", path, info.Mode())
		}
		if !d.IsDir() {
			files = append(files, path)
		}
		return nil
	})
	if err != nil || len(files) != 1 {
		t.Fatalf("files %v, %v", files, err)
	}
	text, err := os.ReadFile(files[0])
	if err != nil || strings.Contains(string(text), "192.0.2.77") || strings.Contains(string(text), "name of") || !strings.Contains(string(text), `"keyId":"key-1"`) {
		t.Errorf("on disk is %s (%v)", text, err)
	}
	// What another note's time is over is removed with the next one.
	other := finding(health.Stale, "key-2")
	if err := s.Add(on, &other, time.Time{}, now.Add(2*day)); err != nil {
		t.Fatal(err)
	}
	if notes, _ := s.List(on); len(notes) != 1 {
		t.Errorf("left are %v", notes)
	}
}

func TestANoteThatCantBeReadIsToldAndLeftAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "health")
	s := snooze.Open(dir)
	f, other := finding(health.Stale, "key-1"), finding(health.Stale, "key-2")
	for _, f := range []*health.Finding{&f, &other} {
		if err := s.Add(on, f, time.Time{}, now); err != nil {
			t.Fatal(err)
		}
	}
	notes, err := filepath.Glob(filepath.Join(dir, "*", "*.json"))
	if err != nil || len(notes) != 2 {
		t.Fatalf("notes %v, %v", notes, err)
	}
	for _, path := range notes {
		if text, err := os.ReadFile(path); err != nil {
			t.Fatal(err)
		} else if strings.Contains(string(text), "key-1") {
			if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	list, err := s.List(on)
	if err == nil || !strings.Contains(err.Error(), "look into it") || len(list) != 1 {
		t.Errorf("got %v, %v", list, err)
	}
	if err := s.Add(on, &f, time.Time{}, now); err == nil {
		t.Error("it was overwritten")
	}
	if list, _ := s.List(on); len(list) != 1 {
		t.Errorf("left are %v", list)
	}
}

func TestAFolderThatCantBeMade(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	f := finding(health.Stale, "key-1")
	err := snooze.Open(path).Add(on, &f, time.Time{}, now)
	if err == nil || !strings.Contains(err.Error(), "XDG_STATE_HOME") {
		t.Errorf("got %v", err)
	}
}
