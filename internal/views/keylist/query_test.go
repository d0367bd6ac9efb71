package keylist

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/supascale/supascale-tui/internal/keyfilter"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestFilter(t *testing.T) {
	s, _ := small(t)
	for text, want := range map[string][]string{
		"":                            {"key-001", "key-002", "key-003", "key-004", "key-005", "key-006"},
		"monitoring":                  {"key-003", "key-006"},
		"MONITORING":                  {"key-003", "key-006"},
		"東京":                          {"key-006"},
		"key-004":                     {"key-004"},
		"x9zk":                        {"key-004"},
		"4Ab3…x9Zk":                   {"key-004"},
		"supascale_4Ab3...x9Zk":       {"key-004"},
		"active monitoring":           {"key-003", "key-006"},
		"expired":                     {"key-001"},
		"soon":                        {"key-005"},
		"expir":                       {"key-001", "key-005"},
		"state:active":                {"key-002", "key-003", "key-004", "key-006"},
		"state:exp":                   {"key-001", "key-005"},
		"status:expired":              {"key-001"},
		"projects:write":              {"key-001", "key-002", "key-004"},
		"projects:read":               {"key-003", "key-006"},
		"projects:none":               {"key-005"},
		"projects:":                   {"key-001", "key-002", "key-003", "key-004", "key-006"},
		"p:w":                         {"key-001", "key-002", "key-004"},
		"cloudStorage:read":           {"key-005"},
		"storage:read":                {"key-005"},
		"cloud-storage:read":          {"key-005"},
		"system:read -監視":             {"key-003"},
		"-state:active":               {"key-001", "key-005"},
		"-projects:write -monitoring": {"key-005"},
		"monitoring -":                {"key-003", "key-006"},
		"projects:admin":              nil,
		"no such key":                 nil,
	} {
		s.list.setQuery(keyfilter.Parse(text))
		var got []string
		for _, i := range s.list.visible() {
			got = append(got, s.list.id(s.list.rows.at(i)))
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%q gives %v, want %v", text, got, want)
		}
	}
}

// A filter that grows looks only at what fitted before: it must find the same as
// one that looks at everything.
func TestTypingFindsTheSameAsAsking(t *testing.T) {
	s := open(t, &screentest.Instance{Keys: many(300)})
	rapid.Check(t, func(t *rapid.T) {
		words := []string{"ba", "deploy", "ÜB", "state:exp", "-state:act", "p:w", "projects:", "-monitor", "00", "-", "s", "supascale_1", "…"}
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 4).Draw(t, "words"), " ")
		s.list.setQuery(nil)
		typed := ""
		for _, r := range text {
			typed += string(r)
			s.list.setQuery(keyfilter.Parse(typed))
			got := slices.Clone(s.list.visible())
			s.list.refilter()
			if !slices.Equal(got, s.list.visible()) {
				t.Fatalf("typing %q shows %d keys, asking for it %d", typed, len(got), len(s.list.visible()))
			}
		}
	})
}

func TestSearchAllocatesNothing(t *testing.T) {
	s := open(t, &screentest.Instance{Keys: many(200)})
	s.list.setNotes(map[string]*keyfilter.Note{"key-000007": keyfilter.NoteOf("Anna", "", "")})
	s.list.query = keyfilter.Parse("ci 0 -zz state:active p:w über -owner:bob")
	if n := testing.AllocsPerRun(10, func() {
		for i := range s.list.rows.present() {
			s.list.fits(i)
		}
	}); n != 0 {
		t.Errorf("%v allocations for 200 rows", n)
	}
}

func TestEveryResourceCanBeFilteredByItsColumn(t *testing.T) {
	for _, c := range columns(120, false) {
		r := keys.Resource(c.ID)
		if !r.Known() {
			continue
		}
		filter := keyfilter.Parse(c.Title + ":write")
		for _, other := range keys.Resources() {
			k := keyfilter.Of("", "", "", keys.Grant(other, keys.Write), keys.Active)
			if filter.Matches(&k) != (other == r) {
				t.Errorf("the heading %s does not name %s alone", c.Title, r)
			}
		}
	}
}
