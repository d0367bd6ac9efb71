package text

import (
	"cmp"
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// Locale is the variable that says which characters the terminal shows, and its value
// (POSIX, "Internationalization Variables"); both are empty where none is set.
func Locale(getenv func(string) string) (variable, value string) {
	for _, variable := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if value := getenv(variable); value != "" {
			return variable, value
		}
	}
	return "", ""
}

// ASCIIOnly reports whether a locale is set and its characters are not UTF-8.
func ASCIIOnly(getenv func(string) string) bool {
	_, value := Locale(getenv)
	value = strings.ToLower(value)
	return value != "" && !strings.Contains(value, "utf-8") && !strings.Contains(value, "utf8")
}

// standIns are the characters that the program itself writes, each with one of ASCII
// that is as wide and says the same.
var standIns = map[string]string{
	"“": `"`, "”": `"`, "‘": "'", "’": "'", "…": ".", "·": "-", "•": "*", "–": "-", "—": "-", "−": "-", "×": "x",
	"✓": "v", "✗": "x", "▲": "!", "▼": "v", "○": "o", "●": "*", "◐": "@", "◆": "*", "▌": ">", "█": "#", "░": ".",
	"▁": "_", "▂": "_", "▃": "-", "▄": "-", "▅": "=", "▆": "=", "▇": "#",
	"↑": "^", "↓": "v", "←": "<", "→": ">", "›": ">", "‹": "<", "»": ">", "⟨": "<", "⟩": ">",
	"─": "-", "│": "|", "╭": "+", "╮": "+", "╯": "+", "╰": "+", "␛": "^", "␡": "^",
}

// ASCII writes s in ASCII: what the program draws in signs that say the same, everything
// else as question marks, all as wide as before. Control characters stay.
func ASCII(s string) string {
	var b strings.Builder
	for rest, state := s, -1; rest != ""; {
		if rest[0] < utf8.RuneSelf {
			b.WriteByte(rest[0])
			rest, state = rest[1:], -1
			continue
		}
		var cluster string
		var width int
		cluster, rest, width, state = uniseg.FirstGraphemeClusterInString(rest, state)
		b.WriteString(cmp.Or(standIns[cluster], strings.Repeat("?", width)))
	}
	return b.String()
}
