// Package sanitize makes text from outside safe to put on a terminal.
package sanitize

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text makes s inert and keeps it on one line. Control characters (C0, DEL and
// C1, so every escape sequence) and line or paragraph separators become visible
// as their Unicode pictures or as ⟨U+202E⟩; so do the bidirectional controls,
// zero-width and other characters that show nothing; bytes that are not UTF-8
// become U+FFFD. Other text is returned as it is, without a copy.
func Text(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	for _, r := range s {
		switch {
		case r < 0x20:
			b.WriteRune(0x2400 + r)
		case r == 0x7f:
			b.WriteRune('␡')
		case hidden(r):
			fmt.Fprintf(&b, "⟨U+%04X⟩", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Limit is Text cut to at most n characters, with an ellipsis for the rest.
// It is for fields that a sender can make as long as it likes.
func Limit(s string, n int) string {
	if len(s) > n && utf8.RuneCountInString(s) > n {
		runes := 0
		for i := range s {
			if runes == n-1 {
				return Text(s[:i]) + "…"
			}
			runes++
		}
	}
	return Text(s)
}

func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 0x20 || s[i] >= 0x7f {
			return isPlainUnicode(s)
		}
	}
	return true
}

func isPlainUnicode(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if r < 0x20 || r == 0x7f || hidden(r) {
			return false
		}
	}
	return true
}

// hidden reports whether r would do something to a terminal or a reader
// without showing itself.
func hidden(r rune) bool {
	switch {
	case r >= 0x80 && r < 0xa0: // C1: 0x9b is CSI on some terminals
		return true
	case r == 0x2028, r == 0x2029: // line and paragraph separators
		return true
	case unicode.Is(unicode.Cf, r): // bidi controls, zero-width joiners, tags, soft hyphen, BOM
		return true
	case unicode.Is(unicode.Co, r), unicode.Is(unicode.Cs, r): // private use: a font decides what it looks like
		return true
	case r == 0x115f, r == 0x1160, r == 0x3164, r == 0xffa0, r == 0x034f, r == 0x180e: // blank fillers and joiners
		return true
	case r >= 0xfe00 && r <= 0xfe0f, r >= 0xe0100 && r <= 0xe01ef: // variation selectors change widths
		return true
	}
	return false
}
