package deliver

import (
	"slices"
	"strings"
	"testing"
)

func TestSplitCommand(t *testing.T) {
	for line, want := range map[string][]string{
		"":                           nil,
		"  \t ":                      nil,
		"gh secret  set X":           {"gh", "secret", "set", "X"},
		`a "b c" 'd e' f\ g`:         {"a", "b c", "d e", "f g"},
		`pre"mid"'post'`:             {"premidpost"},
		`'' ""`:                      {"", ""},
		`"a\"b\\c\$d\n" '\n'`:        {`a"b\c$d\n`, `\n`},
		`'$HOME | > ~' "| > ~ ( ;"`:  {"$HOME | > ~", "| > ~ ( ;"},
		`cost$ 5$ x~y --at=~ \$HOME`: {"cost$", "5$", "x~y", "--at=~", "$HOME"},
		"päss 秘密 * ?":                {"päss", "秘密", "*", "?"},
	} {
		if got, trouble := SplitCommand(line); trouble != "" || !slices.Equal(got, want) {
			t.Errorf("%q: %q, %s", line, got, trouble)
		}
	}
	for line, want := range map[string]string{
		`a 'b`: "quote", `a "b`: "quote", `a "b\`: "quote", `a\`: "backslash",
		"a | b": "“|”", "a > b": "“>”", "a < b": "“<”", "a; b": "“;”", "a & b": "“&”",
		"a `b`": "“`”", "a \"`b`\"": "“`”", "a $(b)": "“$”", `a "$b"`: "“$”", "a ${b}": "“$”",
		"~/bin/a": "“~”", "a ~": "“~”", "(a)": "“(”",
	} {
		if got, trouble := SplitCommand(line); !strings.Contains(trouble, want) {
			t.Errorf("%q: %q, %q", line, got, trouble)
		}
	}
}

// FuzzSplitCommand checks that what is quoted for a shell comes back as it was.
func FuzzSplitCommand(f *testing.F) {
	for _, s := range []string{"", "a b", `it's "$x"`, "`|`\\", "\x00\xff", "~"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		_, _ = SplitCommand(a)
		line := ShellWord(a) + "  " + ShellWord(b)
		if a == "~" || strings.HasPrefix(a, "~") || strings.HasPrefix(b, "~") {
			return
		}
		if got, trouble := SplitCommand(line); trouble != "" || !slices.Equal(got, []string{a, b}) {
			t.Errorf("%q: %q, %s", line, got, trouble)
		}
	})
}
