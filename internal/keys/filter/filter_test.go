package filter

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/keys"
)

// parsed is a filter without mistakes.
func parsed(t interface {
	Helper()
	Fatalf(format string, args ...any)
}, text string) Filter {
	t.Helper()
	f, err := Parse(text)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return f
}

func TestMistakesOfAFilter(t *testing.T) {
	for text, at := range map[string]int{
		"state:": 7, "a state:": 9, "status:": 8, "-state:": 8, "state:exp": 7, "state:act": 7, "state:new": 7, "-stat:active": 2, "-ownr:anna": 2, "stat:": 1,
		"-": 1, "a - b": 3, "--": 1, "--state:active": 2, `""`: 1, `-""`: 1, `a "`: 3, "owner:": 7, `owner:""`: 7, "projects:": 10, "projects:wri": 10, "p:": 3,
		"p:x": 3, ":a": 1, "-:a": 2, "ci:deploy": 1, "-st-ate:active": 2, "ownér:anna": 1, "stat3:active": 1,
	} {
		f, err := Parse(text)
		wrong, is := errors.AsType[*query.Error](err)
		if !is || wrong.At != at || len(f) != 0 || !strings.Contains(err.Error(), "position") {
			t.Errorf("%q: %v, want position %d", text, err, at)
		}
	}
}

func TestContainsFold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[a-ckA-CKäÄ監\x{212a}]{0,12}`).Draw(t, "text")
		word := strings.ToLower(rapid.StringMatching(`[a-ckäÄ監]{0,3}`).Draw(t, "word"))
		want := strings.Contains(strings.ToLower(text), word)
		if got := containsFold(text, word); got != want {
			t.Errorf("containsFold(%q, %q) = %v", text, word, got)
		}
		if IsASCII(text) && IsASCII(word) && containsASCII(text, word) != want {
			t.Errorf("containsASCII(%q, %q) = %v", text, word, !want)
		}
		if term := wordOf(word); word != "" && term.inText(text, IsASCII(text)) != want {
			t.Errorf("%q in %q: %v", word, text, !want)
		}
	})
}

func TestAKeyOfItsParts(t *testing.T) {
	key := Of("Büro 東京", "key-004", keys.Prefix+"4Ab3...x9Zk", keys.Grant(keys.Projects, keys.Write), keys.Expired)
	for text, want := range map[string]bool{
		"": true, `"büro 東"`: true, "büro": true, "KEY-004": true, "4ab3…x9zk": true, keys.Prefix + "4Ab3...x9Zk": true, "expired": true,
		"p:w": true, "projects:read": false, "-state:expired": false, "büro p:w state:expired": true, "tokyo": false,
	} {
		if got := parsed(t, text).Matches(&key); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestAFilterForAName(t *testing.T) {
	for name, want := range map[string]string{"CI/CD  Pipeline": `"CI/CD  Pipeline"`, "state:x -old": `"state:x -old"`, "": "", "plain": "plain", "Active": `"Active"`} {
		if got := OfName(name); got != want {
			t.Errorf("%q: %q", name, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching(`[a-c:"\\@ -]{1,8}|state:x|active`).Draw(t, "name")
		named := Of(name, "key-1", "", keys.Permissions{}, keys.Active)
		other := Of("zzz", "2", "", keys.Permissions{}, keys.Active)
		f, err := Parse(OfName(name))
		if err != nil || !f.Matches(&named) || strings.TrimSpace(name) != "" && f.Matches(&other) {
			t.Errorf("%q: %v", OfName(name), err)
		}
	})
}

// A letter with an accent is one character or two: both spell the same word.
func TestASpellingOfLettersIsNoDifference(t *testing.T) {
	composed, decomposed := "J\u00f6rg", "Jo\u0308rg"
	for _, name := range []string{composed, decomposed} {
		key := Of(name, "id", "", keys.Permissions{}, keys.Active)
		key.Note = NoteOf(name, "", "")
		for _, filter := range []string{composed, decomposed, "JO\u0308RG", "owner:" + decomposed, `"` + decomposed + `"`} {
			f, err := Parse(filter)
			if err != nil || !f.Matches(&key) {
				t.Errorf("%+q doesn't find %+q: %v", filter, name, err)
			}
		}
	}
}
