package ui

import (
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Width is the number of terminal cells s takes.
func Width(s string) int {
	if n, known := simpleWidth(s); known {
		return n
	}
	return ansi.StringWidth(s)
}

// simpleWidth measures text of ASCII, styles and the glyphs the screens draw
// with, which is nearly all there is, many times faster than cluster by cluster.
// One character beyond these and it doesn't know.
func simpleWidth(s string) (cells int, known bool) {
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case ' ' <= c && c <= '~':
			cells++
			i++
		case c == '\x1b':
			n := styleLen(s[i:])
			if n == 0 {
				return 0, false
			}
			i += n
		case c >= utf8.RuneSelf:
			r, n := utf8.DecodeRuneInString(s[i:])
			if !oneCell(r) {
				return 0, false
			}
			cells++
			i += n
		default:
			return 0, false
		}
	}
	return cells, true
}

// styleLen is the length of the style sequence (CSI digits m) s begins with, 0
// for any other.
func styleLen(s string) int {
	if len(s) < 3 || s[1] != '[' {
		return 0
	}
	for i := 2; i < len(s); i++ {
		switch c := s[i]; {
		case c == 'm':
			return i + 1
		case (c < '0' || c > '9') && c != ';':
			return 0
		}
	}
	return 0
}

func oneCell(r rune) bool {
	switch {
	case 0xc0 <= r && r <= 0x17f: // Latin letters with accents
		return true
	case r == '·', r == '…', r == '✓', r == '✗', r == '“', r == '”', r == '—', r == '–':
		return true
	case 0x2500 <= r && r <= 0x259f: // rules, corners, bars
		return true
	case r == '●', r == '○', r == '◐', r == '▲', r == '▼', r == '→', r == '←', r == '↑', r == '↓':
		return true
	}
	return false
}

// Invert draws one cell of a line inverted, as a terminal draws a block cursor.
func Invert(line string, column int) string {
	cell := ansi.Strip(ansi.Cut(line, column, column+1))
	if cell == "" {
		cell = " "
	}
	return ansi.Truncate(line, column, "") + "\x1b[7m" + cell + "\x1b[27m" + ansi.TruncateLeft(line, column+Width(cell), "")
}
