package keys_test

import (
	"bytes"
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/keys"
)

func TestGenerate(t *testing.T) {
	seen := map[string]bool{}
	counts := map[byte]int{}
	const n = 5000
	for range n {
		key, err := keys.Generate(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if err := keys.CheckFormat(key); err != nil {
			t.Fatalf("generated a malformed key: %v", err)
		}
		if seen[key] {
			t.Fatal("generated the same key twice")
		}
		seen[key] = true
		for _, b := range []byte(key[len(keys.Prefix):]) {
			counts[b]++
		}
	}
	if len(counts) != 62 {
		t.Errorf("used %d characters, want 62", len(counts))
	}
	// 140,000 draws: a fair character has 2258 ± 47; a modulo bias would give
	// eight of them 2734.
	for b, got := range counts {
		if want := n * keys.BodyLen / 62; got < want-330 || got > want+330 {
			t.Errorf("%q was drawn %d times, want about %d", b, got, want)
		}
	}
}

func TestGenerateThrowsBiasedBytesAway(t *testing.T) {
	random := bytes.NewReader(append(bytes.Repeat([]byte{255}, keys.BodyLen), make([]byte, keys.BodyLen)...))
	key, err := keys.Generate(random)
	if want := keys.Prefix + strings.Repeat("0", keys.BodyLen); err != nil || key != want {
		t.Errorf("got %q, %v, want %q", key, err, want)
	}
	if _, err := keys.Generate(bytes.NewReader([]byte{1, 2, 3})); err == nil {
		t.Error("no error though the random source ran dry")
	}
}

func TestFormatAndPreviews(t *testing.T) {
	whole := keys.Prefix + "0123" + strings.Repeat("x", keys.BodyLen-8) + "WXYZ"
	if err := keys.CheckFormat(whole); err != nil {
		t.Errorf("a whole key is refused: %v", err)
	}
	for _, bad := range []string{"", whole + "a", whole[1:], whole[:len(whole)-1], " " + whole, whole[:20] + "-" + whole[21:], whole[:20] + "é" + whole[22:]} {
		if keys.CheckFormat(bad) == nil {
			t.Errorf("%q passes as a key", bad)
		}
		if keys.Preview(bad) != "" {
			t.Errorf("%q has a preview", bad)
		}
	}
	if got, want := keys.Preview(whole), "supascale_0123...WXYZ"; got != want {
		t.Errorf("Preview = %q, want %q", got, want)
	}
	if got, want := keys.ShortPreview("supascale_0123...WXYZ"), "0123…WXYZ"; got != want {
		t.Errorf("ShortPreview = %q, want %q", got, want)
	}
	for preview, want := range map[string]string{
		"sk_live_Ab3d...x9Zk": "Ab3d…x9Zk", "sk_live_Ab3d": "Ab3d", "acme_prod_eu_Ab3d…x9Zk": "Ab3d…x9Zk",
		"Ab3d_x9": "Ab3d_x9", "_live_Ab3d": "_live_Ab3d", "": "",
	} {
		if got := keys.ShortPreview(preview); got != want {
			t.Errorf("ShortPreview(%q) = %q, want %q", preview, got, want)
		}
	}
	if keys.Telling("acme_live_...") || !keys.Telling("acme_live_Ab3d...") || !keys.Fits("acme_live_Ab3d...x9Zk", "acme_live_Ab3dFakeFakex9Zk") {
		t.Error("the letters of a prefix are taken for those of a key")
	}
	for sent, want := range map[string]string{
		whole:                     "supascale_0123...",
		"supascale_ab":            "supascale_ab...",
		"supascale_a\x1b]52":      "supascale_a...",
		"hunter2":                 "",
		"sk_live_0123456789abcde": "",
	} {
		if got := keys.AttemptPreview(sent); got != want {
			t.Errorf("AttemptPreview(%q) = %q, want %q", sent, got, want)
		}
	}
}

func TestSanitizingNames(t *testing.T) {
	for in, want := range map[string]string{"  CI/CD Pipeline ": "CI/CD Pipeline", "Büro 東京": "Büro 東京", keys.Prefix + "production": keys.Prefix + "production", strings.Repeat("ä", 100): strings.Repeat("ä", 100)} {
		if got, err := keys.SanitizeName(in); err != nil || got != want {
			t.Errorf("CleanName(%q) = %q, %v", in, got, err)
		}
	}
	for _, bad := range []string{"my " + keys.Prefix + strings.Repeat("x", keys.BodyLen), "", "   ", strings.Repeat("a", 101), "a\x1b[0m", "a\nb", "a\u202eb", "a\u200bb", "a\xffb", "a\u2028b"} {
		if _, err := keys.SanitizeName(bad); err == nil {
			t.Errorf("CleanName(%q) accepts it", bad)
		}
	}
}

func TestNamesAreComposedAndPastedClean(t *testing.T) {
	decomposed, composed := "Bu\u0308ro", "B\u00fcro"
	if got, err := keys.SanitizeName(decomposed); err != nil || got != composed {
		t.Errorf("%q, %v", got, err)
	}
	for pasted, want := range map[string]string{
		"two\r\nlines\n": "two lines", "a\tb": "a b", "\u26a0\ufe0f careful": "\u26a0\ufe0f careful", "no\u00a0break": "no break",
	} {
		if got, err := keys.PastedName(pasted); err != nil || got != want {
			t.Errorf("%q is taken as %q, %v", pasted, got, err)
		}
	}
	for _, hidden := range []string{"a\u200bb", "a\u202eb", "a\x1b[2Jb", "a\ufeffb"} {
		if got, err := keys.PastedName(hidden); err == nil || !strings.Contains(err.Error(), "U+") {
			t.Errorf("%q is taken as %q, %v", hidden, got, err)
		}
	}
	taken := map[string]bool{"CI": true, "CI (2)": true}
	for name, want := range map[string]string{"CI": "CI (3)", "CI (2)": "CI (3)", "Other": "Other (2)", strings.Repeat("x", 100): strings.Repeat("x", 96) + " (2)"} {
		if got := keys.FreeName(name, func(n string) bool { return taken[n] }); got != want {
			t.Errorf("after %q comes %q, want %q", name, got, want)
		}
	}
}

func TestStatusIsExactToTheSecond(t *testing.T) {
	expires := time.Date(2027, 1, 19, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		now  time.Time
		want keys.Status
	}{
		{expires.Add(-keys.ExpiringWithin - time.Second), keys.Active},
		{expires.Add(-keys.ExpiringWithin), keys.Expiring},
		{expires.Add(-time.Second), keys.Expiring},
		{expires, keys.Expired},
		{expires.Add(time.Hour), keys.Expired},
	} {
		if got := keys.ExpiresAt(expires).StatusAt(c.now); got != c.want {
			t.Errorf("at %v: %v, want %v", c.now, got, c.want)
		}
	}
	if got := (keys.Expiry{}).StatusAt(expires); got != keys.Active {
		t.Errorf("a key without expiry: %v, want active", got)
	}
}

func TestEveryReasonHasWordsAndARemedy(t *testing.T) {
	for _, r := range keys.Reasons() {
		if strings.Contains(r.Words(), "_") || r.Means() == "" || len(r.Next()) == 0 {
			t.Errorf("%s: words %q, means %q, next %q", r, r.Words(), r.Means(), r.Next())
		}
	}
	if got := keys.Reason("solar_flare").Words(); got != "solar_flare" {
		t.Errorf("an undocumented reason: %q, want its own name", got)
	}
}

func TestCheckKnownFormat(t *testing.T) {
	body := strings.Repeat("aZ0", 11)
	for text, known := range map[string]bool{
		keys.Prefix + body[:28]: true, "sk_live_" + body[:32]: true,
		"sk_live_" + body[:31]: false, "sk_live_" + body[:33]: false, "sk_live_" + body[:31] + "-": false,
		"sk_test_" + body[:32]: false, keys.Prefix + body[:32]: false, "": false,
	} {
		if err := keys.CheckKnownFormat(text); (err == nil) != known {
			t.Errorf("a text of %d characters: %v", len(text), err)
		}
	}
}

func TestHoldsKey(t *testing.T) {
	body := strings.Repeat("a1B2", 7)
	for text, want := range map[string]bool{
		"": false, "supascale_": false, "supascale_Ab3d...x9Zk": false, "supascale_production is the database": false,
		keys.Prefix + body: true, "it is " + keys.Prefix + body + ", take it": true, keys.Prefix + body[:16]: true, keys.Prefix + body[:15]: false,
		keys.Prefix + keys.Prefix + body: true, "sk_live_" + body: true, "sk_live_": false, body: false,
		keys.Prefix + "Ab3d... and " + keys.Prefix + body: true,
	} {
		if got := keys.HoldsKey(text); got != want {
			t.Errorf("%d characters beginning %q: %v", len(text), text[:min(len(text), 12)], got)
		}
	}
}
