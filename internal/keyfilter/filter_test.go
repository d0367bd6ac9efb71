package keyfilter

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/supascale/supascale-tui/internal/keys"
)

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
		if term := parseTerm(word); word != "" && term.inText(text, IsASCII(text)) != want {
			t.Errorf("%q in %q: %v", word, text, !want)
		}
	})
}

func TestAKeyOfItsParts(t *testing.T) {
	key := Of("Büro 東京", "key-004", keys.Prefix+"4Ab3...x9Zk", keys.Grant(keys.Projects, keys.Write), keys.Expired)
	for text, want := range map[string]bool{
		"": true, "büro": true, "KEY-004": true, "4ab3…x9zk": true, keys.Prefix + "4Ab3...x9Zk": true, "expired": true,
		"p:w": true, "projects:read": false, "-state:expired": false, "büro p:w state:exp": true, "tokyo": false,
	} {
		if got := Parse(text).Matches(&key); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestAFilterForAName(t *testing.T) {
	for name, want := range map[string]string{"CI/CD  Pipeline": "CI/CD Pipeline", "state:x -old key": "key", "": ""} {
		if got := OfName(name); got != want {
			t.Errorf("%q: %q", name, got)
		}
	}
}
