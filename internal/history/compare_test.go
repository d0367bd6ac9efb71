package history_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/keys"
)

const here = "https://supascale.example.com"

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var monday = time.Date(2026, 1, 19, 10, 0, 0, 0, time.UTC)

func key(id, name string) api.Key {
	return api.Key{
		ID: id, Name: name, Preview: keys.Prefix + id + "...0000", Permissions: keys.Grant(keys.Projects, keys.Read),
		Created: monday.Add(-time.Hour), Expires: keys.ExpiresAt(monday.Add(90 * 24 * time.Hour)),
	}
}

// look looks at all keys there are, at a time.
func look(t testing.TB, s *history.Store, at time.Time, all ...api.Key) history.News {
	t.Helper()
	news, err := s.Look(context.Background(), here, history.ListOf(all), at, at.Add(time.Second))
	if err != nil {
		t.Fatal(err)
	}
	return news
}

func dismiss(t testing.TB, s *history.Store, n history.News) {
	t.Helper()
	if err := s.Dismiss(context.Background(), here, n.Looked); err != nil {
		t.Fatal(err)
	}
}

func goneKeys(t testing.TB, s *history.Store) []history.GoneKey {
	t.Helper()
	list, err := s.GoneKeys(context.Background(), here)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// said is the changes in short.
func said(n history.News) string {
	var list []string
	for _, c := range n.List {
		list = append(list, c.Kind.String()+" "+c.Key.ID)
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}

func TestTheFirstVisitMarksNothing(t *testing.T) {
	s := history.Open(filepath.Join(t.TempDir(), "visits"))
	if n := look(t, s, monday, key("a", "A"), key("b", "B")); !n.First || n.Count() != 0 || !n.Since.Equal(monday) {
		t.Errorf("%+v", n)
	}
	if n := look(t, s, monday.Add(time.Hour), key("a", "A"), key("b", "B")); n.First || n.Count() != 0 || !n.Since.Equal(monday) {
		t.Errorf("a visit without news: %+v", n)
	}
}

func TestWhatChangedStaysUntilItIsDismissed(t *testing.T) {
	s := history.Open(t.TempDir())
	altered := key("b", "B")
	altered.Permissions = keys.Grant(keys.Projects, keys.Write)
	altered.Expires = keys.Expiry{}
	look(t, s, monday, key("a", "A"), key("b", "B"))
	n := look(t, s, monday.Add(28*time.Hour), altered, key("c", "C"))
	if said(n) != "altered b, gone a, new c" || !n.Since.Equal(monday) {
		t.Fatalf("%q since %v", said(n), n.Since)
	}
	var words []string
	for _, c := range n.List {
		words = append(words, c.Words(time.UTC, monday.Add(28*time.Hour)))
	}
	want := []string{"gone between Mon 10:00 and today 14:00", "projects: read → write; expires: 19 Apr 2026, 10:00 → never", "may view projects, expires 19 Apr 2026, 10:00"}
	if !slices.Equal(words, []string{want[0], want[2], want[1]}) {
		t.Errorf("%q", words)
	}
	// Another visit, and another: it is still news.
	for day := range 3 {
		n = look(t, s, monday.Add(time.Duration(50+day)*time.Hour), altered, key("c", "C"))
		if said(n) != "altered b, gone a, new c" || !n.Since.Equal(monday) {
			t.Fatalf("%q since %v", said(n), n.Since)
		}
	}
	dismiss(t, s, n)
	if n, err := s.Read(t.Context(), here); err != nil || n.Count() != 0 || !n.Since.Equal(monday.Add(52*time.Hour)) {
		t.Errorf("%+v, %v", n, err)
	}
	if n = look(t, s, monday.Add(80*time.Hour), altered, key("c", "C")); n.Count() != 0 {
		t.Errorf("%q after it was dismissed", said(n))
	}
	if gone := goneKeys(t, s); len(gone) != 1 || gone[0].Key.Name != "A" || !gone[0].After.Equal(monday) || gone[0].IsExact() {
		t.Errorf("%+v", gone)
	}
}

func TestLastUsedIsNoAlteration(t *testing.T) {
	s := history.Open(t.TempDir())
	k := key("a", "A")
	look(t, s, monday, k)
	k.LastUsed = monday
	k.Preview = ""
	if n := look(t, s, monday.Add(time.Hour), k); n.Count() != 0 {
		t.Error(said(n))
	}
}

func TestChangesThatTakeThemselvesBackAreNoNews(t *testing.T) {
	s := history.Open(t.TempDir())
	a, other := key("a", "A"), key("a", "Other")
	look(t, s, monday, a, key("b", "B"))
	if n := look(t, s, monday.Add(time.Hour), other); said(n) != "altered a, gone b" {
		t.Fatal(said(n))
	}
	if n := look(t, s, monday.Add(2*time.Hour), a, key("b", "B")); n.Count() != 0 {
		t.Error(said(n))
	}
	if gone := goneKeys(t, s); len(gone) != 0 {
		t.Errorf("a key that is back has a gone key: %+v", gone)
	}
}

// What came after the changes the admin saw is not dismissed with them.
func TestOnlyWhatWasSeenIsDismissed(t *testing.T) {
	s := history.Open(t.TempDir())
	look(t, s, monday)
	n := look(t, s, monday.Add(time.Hour), key("a", "A"))
	look(t, s, monday.Add(2*time.Hour), key("a", "A"), key("b", "B")) // of another console
	dismiss(t, s, n)
	if n := look(t, s, monday.Add(3*time.Hour), key("a", "A"), key("b", "B")); said(n) != "new b" {
		t.Error(said(n))
	}
}

func TestAnOlderListSaysNothing(t *testing.T) {
	s := history.Open(t.TempDir())
	look(t, s, monday, key("a", "A"))
	look(t, s, monday.Add(time.Hour), key("a", "A"), key("b", "B"))
	// A console that was slow has a list from before.
	if n := look(t, s, monday.Add(30*time.Minute), key("a", "A")); said(n) != "new b" {
		t.Error(said(n))
	}
	if gone := goneKeys(t, s); len(gone) != 0 {
		t.Errorf("%+v", gone)
	}
}

func TestWhatThisMachineDoesIsNoNews(t *testing.T) {
	s := history.Open(t.TempDir())
	a, b, c := key("a", "A"), key("b", "B"), key("c", "C")
	s.Did(api.Deed{Instance: here, Made: b}, monday)
	look(t, s, monday.Add(time.Minute), a, b)
	s.Did(api.Deed{Instance: here, Made: c}, monday.Add(time.Hour))
	s.Did(api.Deed{Instance: here, Revoked: "a"}, monday.Add(time.Hour))
	if gone := goneKeys(t, s); len(gone) != 1 || gone[0].Key.Name != "A" || !gone[0].IsExact() || !gone[0].Own {
		t.Errorf("before the next look: %+v", gone)
	}
	if n := look(t, s, monday.Add(2*time.Hour), b, c); n.Count() != 0 {
		t.Error(said(n))
	}
	gone := goneKeys(t, s)
	if len(gone) != 1 || gone[0].Key.ID != "a" || !gone[0].Before.Equal(monday.Add(time.Hour)) || !gone[0].Own {
		t.Errorf("%+v", gone)
	}
	// Somebody else revokes the one that was made here.
	if n := look(t, s, monday.Add(3*time.Hour), b); said(n) != "gone c" {
		t.Error(said(n))
	}
}

// A list that was asked for before a key was made here does not have it.
func TestADeedDuringALook(t *testing.T) {
	s := history.Open(t.TempDir())
	a, b := key("a", "A"), key("b", "B")
	look(t, s, monday, a)
	s.Did(api.Deed{Instance: here, Made: b}, monday.Add(time.Hour+time.Second))
	s.Did(api.Deed{Instance: here, Revoked: "a"}, monday.Add(time.Hour+time.Second))
	if n := look(t, s, monday.Add(time.Hour), a); n.Count() != 0 {
		t.Error(said(n))
	}
	if n := look(t, s, monday.Add(2*time.Hour), b); n.Count() != 0 {
		t.Error(said(n))
	}
	// A key that was made here and was gone before anybody saw it.
	s.Did(api.Deed{Instance: here, Made: key("c", "C")}, monday.Add(3*time.Hour))
	if n := look(t, s, monday.Add(4*time.Hour), b); said(n) != "gone c" {
		t.Error(said(n))
	}
}

type model struct{ base, now map[string]api.Key }

func drawKeys(t *rapid.T, from map[string]api.Key) map[string]api.Key {
	out := make(map[string]api.Key)
	for i := range 12 {
		id := fmt.Sprintf("k%02d", i)
		k, there := from[id]
		switch rapid.SampledFrom([]string{"as it was", "as it was", "gone", "made or altered"}).Draw(t, id) {
		case "gone":
			continue
		case "made or altered":
			k = key(id, rapid.SampledFrom([]string{"CI", "a\tb\nc", "監視⟨U+202E⟩", ""}).Draw(t, "name"))
			k.Permissions = keys.TolerantPermissions(rapid.MapOfN(rapid.SampledFrom([]string{"projects", "system", "future"}),
				rapid.SampledFrom([]string{"none", "read", "write", "admin"}), 0, 3).Draw(t, "permissions"))
			if rapid.Bool().Draw(t, "never") {
				k.Expires = keys.Expiry{}
			}
			there = true
		}
		if there {
			out[id] = k
		}
	}
	return out
}

// expected is what differs from what the admin saw, by comparing all with all.
func (m *model) expected() string {
	var list []string
	for id, k := range m.now {
		was, known := m.base[id]
		switch {
		case !known:
			list = append(list, "new "+id)
		case was.Name != k.Name || was.Permissions != k.Permissions || was.Expires != k.Expires:
			list = append(list, "altered "+id)
		}
	}
	for id := range m.base {
		if _, there := m.now[id]; !there {
			list = append(list, "gone "+id)
		}
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}

func values(m map[string]api.Key) (list []api.Key) {
	for _, k := range m {
		list = append(list, k)
	}
	return list
}

func TestEveryChangeIsToldOnceAndExactly(t *testing.T) {
	dir, run := t.TempDir(), 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		s, at := history.Open(filepath.Join(dir, strconv.Itoa(run))), monday
		m := model{now: drawKeys(rt, nil)}
		look(t, s, at, values(m.now)...)
		m.base = m.now
		for range rapid.IntRange(1, 2).Draw(rt, "visits") {
			at = at.Add(time.Hour)
			seen := m.now
			m.now = drawKeys(rt, m.now)
			n := look(t, s, at, values(m.now)...)
			// A key that was new and went again before it was dismissed is told as gone.
			for id, k := range seen {
				_, inBase := m.base[id]
				if _, there := m.now[id]; !there && !inBase {
					m.base[id] = k
				}
			}
			if got := said(n); got != m.expected() {
				rt.Fatalf("got %q, want %q", got, m.expected())
			}
			again, err := s.Read(context.Background(), here)
			if err != nil || said(again) != said(n) || again.Count() != n.Count() {
				rt.Fatalf("read %q, %v, want %q", said(again), err, said(n))
			}
			for _, c := range n.List {
				if c.Kind != history.Gone && (c.Key.Permissions != m.now[c.Key.ID].Permissions || c.Key.Preview != m.now[c.Key.ID].Preview) {
					rt.Fatalf("told %+v of %+v", c.Key, m.now[c.Key.ID])
				}
			}
			if rapid.Bool().Draw(rt, "dismiss") {
				dismiss(t, s, n)
				m.base = m.now
				if again := look(t, s, at.Add(time.Minute), values(m.now)...); again.Count() != 0 {
					rt.Fatalf("%q after it was dismissed", said(again))
				}
			}
			m.base = copyOf(m.base)
		}
	})
}

func copyOf(m map[string]api.Key) map[string]api.Key {
	out := make(map[string]api.Key)
	for id, k := range m {
		out[id] = k
	}
	return out
}
