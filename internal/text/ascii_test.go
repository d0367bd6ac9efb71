package text

import (
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func TestASCIIIsAsWideAndSaysTheSame(t *testing.T) {
	for s, want := range map[string]string{
		"plain \x1b[1mbold\x1b[m\r\n": "plain \x1b[1mbold\x1b[m\r\n",
		"╭──╮ “key”…":                 `+--+ "key".`,
		"✓ active · 3 ▌":              "v active - 3 >",
		"nächtlich":                   "n?chtlich",
		"na\u0308chtlich":             "nachtlich",
		"監視 x":                        "???? x",
		"👩‍👩‍👧":                       "??",
		"cut \xe2\x80":                "cut ??",
	} {
		got := ASCII(s)
		if got != want {
			t.Errorf("%q: got %q, want %q", s, got, want)
		}
		if ansi.StringWidth(got) != ansi.StringWidth(s) && s != "cut \xe2\x80" {
			t.Errorf("%q is %d wide, %q is %d", s, ansi.StringWidth(s), got, ansi.StringWidth(got))
		}
	}
}

func TestTheLocaleThatCountsSaysWhichCharactersThereAre(t *testing.T) {
	for _, c := range []struct {
		env   map[string]string
		ascii bool
	}{
		{nil, false},
		{map[string]string{"LANG": "de_DE.UTF-8"}, false},
		{map[string]string{"LANG": "de_DE.utf8", "LC_ALL": "C"}, true},
		{map[string]string{"LC_ALL": "C.UTF-8", "LANG": "C"}, false},
		{map[string]string{"LC_CTYPE": "de_DE.ISO-8859-1", "LANG": "de_DE.UTF-8"}, true},
		{map[string]string{"LANG": "POSIX"}, true},
	} {
		if got := ASCIIOnly(func(name string) string { return c.env[name] }); got != c.ascii {
			t.Errorf("%v: %t", c.env, got)
		}
	}
}
