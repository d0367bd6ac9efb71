package keylist

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/keys/filter"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// parsed is a filter without mistakes.
func parsed(t interface {
	Helper()
	Fatalf(format string, args ...any)
}, text string) filter.Filter {
	t.Helper()
	f, err := filter.Parse(text)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return f
}

// A mistake is told below the filter. The list stays as it was, and can't be used
// until the filter is right: what it would show next may be marked and revoked.
func TestAMistakeInTheFilter(t *testing.T) {
	s, _ := small(t)
	screentest.Press(s, "/")
	for _, r := range "monitoring stat" {
		screentest.Press(s, string(r))
	}
	before := s.names()
	for _, c := range []struct{ text, says string }{
		{"monitoring stat:", "position 12: there is no field “stat”"},
		{"-state:", "position 8: “state:” needs a value: active, expiring, expired or unknown"},
		{"state:exp", "position 7: there is no state “exp”"},
		{"-", "position 1: “-” needs one word behind it"},
		{`-""`, "position 1: there is nothing between the quotes"},
		{"p:", "position 3: “p:” needs a value"},
		{"ci:deploy", "Put the word in quotes to look for it as it is"},
	} {
		s.Filter(c.text)
		view := strings.Join(strings.Fields(screentest.Plain(screentest.View(s))), " ")
		if !strings.Contains(view, "✗ position") || !strings.Contains(view, c.says) || !slices.Equal(s.names(), before) {
			t.Errorf("%q shows %q and %s", c.text, s.names(), view)
		}
		screentest.Press(s, "enter")
		if !s.Capturing() {
			t.Errorf("%q was kept", c.text)
		}
	}
	screentest.Press(s, "esc")
	if view := screentest.Plain(screentest.View(s)); strings.Contains(view, "position") || len(s.names()) != 6 {
		t.Errorf("after esc:\n%s", view)
	}
	s.Filter("stat:x") // from elsewhere: it is there to be corrected
	if !s.Capturing() || len(s.names()) != 6 {
		t.Error("a mistake from elsewhere is not shown")
	}
}

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
		"expir":                       nil, // no state by its beginning
		"act":                         nil,
		"state:active":                {"key-002", "key-003", "key-004", "key-006"},
		"state:expiring":              {"key-005"},
		"status:expired":              {"key-001"},
		"projects:write":              {"key-001", "key-002", "key-004"},
		"projects:read":               {"key-003", "key-006"},
		"projects:none":               {"key-005"},
		"projects:any":                {"key-001", "key-002", "key-003", "key-004", "key-006"},
		"p:w":                         {"key-001", "key-002", "key-004"},
		"cloudStorage:read":           {"key-005"},
		"storage:read":                {"key-005"},
		"cloud-storage:read":          {"key-005"},
		"system:read -監視":             {"key-003"},
		"-state:active":               {"key-001", "key-005"},
		"-projects:write -monitoring": {"key-005"},
		"no such key":                 nil,
	} {
		s.list.setQuery(parsed(t, text))
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
	s := open(t, &screentest.Instance{Keys: manyKeys(300)})
	rapid.Check(t, func(t *rapid.T) {
		words := []string{"ba", "deploy", "ÜB", "state:expired", "-state:active", "p:w", "projects:any", "-monitor", "00", `"ex`, `ba"`, "s", "supascale_1", "…"}
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 4).Draw(t, "words"), " ")
		s.list.setQuery(nil)
		typed := ""
		for _, r := range text {
			typed += string(r)
			query, err := filter.Parse(typed)
			if err != nil {
				continue
			}
			s.list.setQuery(query)
			got := slices.Clone(s.list.visible())
			s.list.refilter()
			if !slices.Equal(got, s.list.visible()) {
				t.Fatalf("typing %q shows %d keys, asking for it %d", typed, len(got), len(s.list.visible()))
			}
		}
	})
}

func TestSearchAllocatesNothing(t *testing.T) {
	s := open(t, &screentest.Instance{Keys: manyKeys(200)})
	s.list.setNotes(map[string]*filter.Note{"key-000007": filter.NoteOf("Anna", "", "")})
	s.list.query = parsed(t, "ci 0 -zz state:active p:w über -owner:bob")
	if n := testing.AllocsPerRun(10, func() {
		for i := range s.list.rows.present() {
			s.list.fits(i)
		}
	}); n != 0 {
		t.Errorf("%v allocations for 200 rows", n)
	}
}

func TestEveryResourceCanBeFilteredByItsColumn(t *testing.T) {
	for _, c := range columns(120, wants{}) {
		r := keys.Resource(c.ID)
		if !r.Known() {
			continue
		}
		wanted := parsed(t, c.Title+":write")
		for _, other := range keys.Resources() {
			k := filter.Of("", "", "", keys.Grant(other, keys.Write), keys.Active)
			if wanted.Matches(&k) != (other == r) {
				t.Errorf("the heading %s does not name %s alone", c.Title, r)
			}
		}
	}
}
