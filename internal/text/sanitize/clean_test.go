package sanitize_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

func TestText(t *testing.T) {
	for in, want := range map[string]string{
		"":                               "",
		"CI/CD Pipeline":                 "CI/CD Pipeline",
		"Zürich 東京 🔑":                    "Zürich 東京 🔑",
		"a\x1b[31mb":                     "a␛[31mb",
		"\x1b]52;c;aGk=\x07":             "␛]52;c;aGk=␇",
		"one\r\ntwo\tthree":              "one␍␊two␉three",
		"del\x7f":                        "del␡",
		"c1 \u009b31m":                   "c1 ⟨U+009B⟩31m",
		"raw c1 \x9b31m":                 "raw c1 \ufffd31m",
		"safe\u202egnp.exe":              "safe⟨U+202E⟩gnp.exe",
		"zero\u200bwidth":                "zero⟨U+200B⟩width",
		"line\u2028sep":                  "line⟨U+2028⟩sep",
		"tag\U000e0041":                  "tag⟨U+E0041⟩",
		"variation\ufe0f":                "variation⟨U+FE0F⟩",
		"soft\u00adhyphen \ufeffand BOM": "soft⟨U+00AD⟩hyphen ⟨U+FEFF⟩and BOM",
	} {
		if got := sanitize.Text(in); got != want {
			t.Errorf("Text(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestLimit(t *testing.T) {
	for _, c := range []struct {
		in   string
		max  int
		want string
	}{
		{"short", 10, "short"},
		{"exactly10!", 10, "exactly10!"},
		{"longer than ten", 10, "longer th…"},
		{"äöüäöüäöüäöü", 4, "äöü…"},
		{"\x1b\x1b\x1b\x1b", 3, "␛␛…"},
	} {
		if got := sanitize.Limit(c.in, c.max); got != c.want {
			t.Errorf("Limit(%q, %d) = %q, want %q", c.in, c.max, got, c.want)
		}
	}
}

func FuzzText(f *testing.F) {
	for _, seed := range []string{"plain", "\x1b]52;c;x\x07", "\xc2\x9b", "\x9b", "\u202e", "a\u0301", "\xff\xfe"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		got := sanitize.Text(in)
		if !utf8.ValidString(got) {
			t.Fatalf("Text(%q) = %q is not UTF-8", in, got)
		}
		if at := strings.IndexFunc(got, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }); at >= 0 {
			t.Fatalf("Text(%q) = %q keeps a character that does something, at byte %d", in, got, at)
		}
		if again := sanitize.Text(got); again != got {
			t.Fatalf("Text is not idempotent on %q: %q, then %q", in, got, again)
		}
	})
}
