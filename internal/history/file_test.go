package history_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/keys"
)

func TestAFileThatCantBeReadIsToldAndLeftAlone(t *testing.T) {
	for name, spoil := range map[string]func([]byte) []byte{
		"cut off":      func(b []byte) []byte { return b[:len(b)-9] },
		"flipped":      func(b []byte) []byte { b[len(b)/2] ^= 0x40; return b },
		"no gzip":      func([]byte) []byte { return []byte("hello\n") },
		"newer":        func(b []byte) []byte { return []byte(strings.Replace(string(b), `"version":1`, `"version":2`, 1)) },
		"other JSON":   func([]byte) []byte { return []byte(`{"version":1}`) },
		"nothing":      func([]byte) []byte { return nil },
		"no JSON":      func([]byte) []byte { return []byte("{") },
		"another host": func(b []byte) []byte { return []byte(strings.Replace(string(b), "example.com", "example.org", 1)) },
	} {
		end := ".keys.gz"
		if strings.Contains(" newer other JSON no JSON another host ", " "+name+" ") {
			end = ".json"
		}
		dir := t.TempDir()
		s := history.Open(dir)
		look(t, s, monday, key("a", "A"), key("b", "B"), key("c", "C"))
		path := file(t, dir, end)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		spoiled := spoil(text)
		if err := os.WriteFile(path, spoiled, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err = s.Look(t.Context(), here, history.ListOf([]api.Key{key("z", "Z")}), monday.Add(time.Hour), monday.Add(time.Hour))
		if err == nil || !strings.Contains(err.Error(), "left as it is") || name == "newer" != strings.Contains(err.Error(), "newer version") {
			t.Errorf("%s: %v", name, err)
		}
		if err := s.Dismiss(t.Context(), here, monday.Add(time.Hour)); err == nil {
			t.Errorf("%s: dismissed", name)
		}
		if now, err := os.ReadFile(path); err != nil || string(now) != string(spoiled) {
			t.Errorf("%s: the file was written", name)
		}
		if left, _ := filepath.Glob(filepath.Join(dir, "*.new")); len(left) > 0 {
			t.Errorf("%s: left %v", name, left)
		}
	}
}

func file(t *testing.T, dir, end string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "*"+end))
	if err != nil || len(found) != 1 {
		t.Fatalf("%v, %v", found, err)
	}
	return found[0]
}

// A crash between any two of the files leaves a state from which the next look
// finds the same changes.
func TestACrashLosesNothing(t *testing.T) {
	before, after := t.TempDir(), t.TempDir()
	a, b, c := key("a", "A"), key("b", "B"), key("c", "C")
	run := func(dir string, all bool) {
		s := history.Open(dir)
		look(t, s, monday, a, b)
		s.Did(api.Deed{Instance: here, Revoked: "b"}, monday.Add(time.Minute))
		if all {
			look(t, s, monday.Add(time.Hour), c)
		}
	}
	run(before, false)
	run(after, true)
	ends := []string{".keys.gz", ".json", ".journal"}
	for mask := range 1 << len(ends) {
		if mask&1 != 0 && mask&2 == 0 {
			continue // the state with the gone keys is on the disk before the keys
		}
		if mask&4 == 0 && mask&3 != 0 {
			continue // the journal goes first
		}
		dir := t.TempDir()
		name := strings.TrimSuffix(filepath.Base(file(t, before, ".json")), ".json")
		for i, end := range ends {
			from := before
			if mask&(1<<i) != 0 {
				from = after
			}
			text, err := os.ReadFile(filepath.Join(from, name+end))
			if errors.Is(err, os.ErrNotExist) {
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			if end == ".json" && mask&3 == 2 { // before the keys it has the gone keys alone, and the look before
				began := regexp.MustCompile(`"lookBeganAt":"[^"]*"`)
				was, err := os.ReadFile(filepath.Join(before, name+end))
				if err != nil {
					t.Fatal(err)
				}
				text = began.ReplaceAll(text, began.Find(was))
			}
			if err := os.WriteFile(filepath.Join(dir, name+end), text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		s := history.Open(dir)
		if n := look(t, s, monday.Add(2*time.Hour), c); said(n) != "gone a, new c" {
			t.Errorf("%03b: %q", mask, said(n))
		}
		var gone []string
		for _, g := range goneKeys(t, s) {
			gone = append(gone, fmt.Sprintf("%s %t %t", g.Key.ID, g.Own, g.After.Equal(monday)))
		}
		slices.Sort(gone)
		if strings.Join(gone, ", ") != "a false true, b true false" {
			t.Errorf("%03b: %v", mask, gone)
		}
	}
}

func TestNobodyElseCanReadIt(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "visits")
	s := history.Open(dir)
	look(t, s, monday, key("a", "A"))
	s.Did(api.Deed{Instance: here, Made: key("b", "B")}, monday)
	listed, err := os.ReadDir(dir)
	if err != nil || len(listed) != 4 {
		t.Fatalf("%v, %v", listed, err)
	}
	for _, f := range listed {
		if info, err := f.Info(); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v", f.Name(), info.Mode())
		}
	}
}

// Consoles at work at once lose nothing: every key that any of them made is known,
// and none is news.
func TestTwoConsolesAtOnce(t *testing.T) {
	dir := t.TempDir()
	look(t, history.Open(dir), monday)
	var all []api.Key
	var mu sync.Mutex
	var work sync.WaitGroup
	for c := range 4 {
		work.Go(func() {
			s := history.Open(dir)
			for i := range 10 {
				k := key(fmt.Sprintf("k%d-%d", c, i), "K")
				mu.Lock()
				all = append(all, k)
				now := slices.Clone(all)
				at := monday.Add(time.Duration(len(all)) * time.Minute)
				mu.Unlock()
				s.Did(api.Deed{Instance: here, Made: k}, at)
				if _, err := s.Look(context.Background(), here, history.ListOf(now), at, at); err != nil {
					t.Error(err)
				}
			}
		})
	}
	work.Wait()
	n := look(t, history.Open(dir), monday.Add(time.Hour), all...)
	for _, c := range n.List {
		if c.Kind == history.Gone {
			t.Errorf("lost: %+v", c)
		}
	}
}

func TestGoneKeysAreBounded(t *testing.T) {
	s := history.Open(t.TempDir())
	var all []api.Key
	for i := range history.GoneKeysMost + 200 {
		all = append(all, key(fmt.Sprintf("k%05d", i), "K"))
	}
	look(t, s, monday, all...)
	n := look(t, s, monday.Add(time.Hour), all[:100]...)
	if n.Gone != len(all)-100 || len(goneKeys(t, s)) != history.GoneKeysMost {
		t.Errorf("%d gone, %d gone keys", n.Gone, len(goneKeys(t, s)))
	}
	dismiss(t, s, n)
	look(t, s, monday.Add(2*time.Hour))
	gone := goneKeys(t, s)
	if len(gone) != history.GoneKeysMost || !gone[0].Before.After(monday.Add(2*time.Hour)) {
		t.Errorf("%d gone keys, the first %+v", len(gone), gone[0])
	}
	look(t, s, monday.Add(500*24*time.Hour))
	if gone := goneKeys(t, s); len(gone) != 0 {
		t.Errorf("%d are older than 400 days", len(gone))
	}
}

func TestGivingUp(t *testing.T) {
	s := history.Open(t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Look(ctx, here, history.ListOf([]api.Key{key("a", "A")}), monday, monday); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if n, err := s.Read(t.Context(), here); err != nil || !n.Since.IsZero() {
		t.Errorf("%+v, %v", n, err)
	}
}

func TestMerge(t *testing.T) {
	seen := []history.GoneKey{
		{Key: key("a", "A"), After: monday, Before: monday.Add(time.Hour), Own: true},
		{Key: key("b", "B"), After: monday, Before: monday.Add(3 * time.Hour)},
	}
	list := history.Merge([]api.RevokedKey{{Key: key("a", "A"), Revoked: monday.Add(time.Minute)}, {Key: key("c", "C"), Revoked: monday.Add(2 * time.Hour)}}, seen)
	var got []string
	for _, t := range list {
		got = append(got, t.Key.ID+" "+t.KnownBy()+" "+t.Words(time.UTC, monday.Add(48*time.Hour)))
	}
	want := []string{
		"b this console gone between Mon 10:00 and Mon 13:00", "c instance revoked Mon 12:00", "a instance revoked Mon 10:01 from this machine",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

// many is a hundred thousand keys as a local instance has them.
func many(n int) []api.Key {
	list := make([]api.Key, n)
	seed := uint64(1)
	random := func() uint64 { seed ^= seed << 13; seed ^= seed >> 7; seed ^= seed << 17; return seed }
	for i := range list {
		k := key(fmt.Sprintf("key-%016x", random()), fmt.Sprintf("Service %d of team %d", i, i%97))
		k.Preview = fmt.Sprintf("%s%04x...%04x", keys.Prefix, random()&0xffff, random()&0xffff)
		k.Created = monday.Add(-time.Duration(random()%1e6) * time.Minute)
		k.Expires = keys.ExpiresAt(k.Created.Add(90 * 24 * time.Hour))
		k.Permissions = k.Permissions.With(keys.Backups, keys.Level(random()%3)).With(keys.System, keys.Level(random()%3))
		list[i] = k
	}
	return list
}

func BenchmarkLook(b *testing.B) {
	list := history.ListOf(many(100_000))
	b.ReportAllocs()
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			dir := b.TempDir()
			if _, err := history.Open(dir).Look(b.Context(), here, list, monday, monday); err != nil {
				b.Fatal(err)
			}
			found, _ := filepath.Glob(filepath.Join(dir, "*.gz"))
			info, _ := os.Stat(found[0])
			b.ReportMetric(float64(info.Size()), "bytes")
		}
	})
	b.Run("unchanged", func(b *testing.B) {
		s := history.Open(b.TempDir())
		at := monday
		for b.Loop() {
			if _, err := s.Look(b.Context(), here, list, at, at); err != nil {
				b.Fatal(err)
			}
			at = at.Add(time.Hour)
		}
	})
}
