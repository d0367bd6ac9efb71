package filter

import (
	"cmp"
	"encoding/binary"
	"strings"
	"unicode"
	"unicode/utf8"
)

// IsASCII reports whether s has no character beyond ASCII.
func IsASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// lower maps ASCII capitals to small letters.
var lower = func() (t [256]byte) {
	for i := range t {
		t[i] = byte(i)
		if 'A' <= i && i <= 'Z' {
			t[i] += 'a' - 'A'
		}
	}
	return t
}()

// containsASCII reports whether text holds word, which is in small letters,
// whatever the case of text. Both are ASCII. It allocates nothing.
func containsASCII(text, word string) bool {
	if word == "" {
		return true
	}
	for {
		i := indexFold(text, word[0])
		if i < 0 || i+len(word) > len(text) {
			return false
		}
		n := 1
		for n < len(word) && lower[text[i+n]] == word[n] {
			n++
		}
		if n == len(word) {
			return true
		}
		text = text[i+1:]
	}
}

// indexFold finds the first c, a small letter or none, in either case.
func indexFold(text string, c byte) int {
	at := strings.IndexByte(text, c)
	if c < 'a' || c > 'z' {
		return at
	}
	if at >= 0 {
		text = text[:at]
	}
	if capital := strings.IndexByte(text, c-'a'+'A'); capital >= 0 {
		return capital
	}
	return at
}

// containsFold is containsASCII for any text, character by character.
func containsFold(text, word string) bool {
	for i := 0; ; {
		if hasPrefixFold(text[i:], word) {
			return true
		}
		if i == len(text) {
			return false
		}
		_, size := utf8.DecodeRuneInString(text[i:])
		i += size
	}
}

func hasPrefixFold(text, word string) bool {
	i := 0
	for _, want := range word {
		r, size := utf8.DecodeRuneInString(text[i:])
		if size == 0 || unicode.ToLower(r) != want {
			return false
		}
		i += size
	}
	return true
}

// Compare orders names without regard to case.
func Compare(a, b string) int {
	same := 0
	for same < len(a) && same < len(b) && lower[a[same]] == lower[b[same]] && a[same] < utf8.RuneSelf && b[same] < utf8.RuneSelf {
		same++
	}
	a, b = a[same:], b[same:]
	for a != "" && b != "" {
		ra, na := utf8.DecodeRuneInString(a)
		rb, nb := utf8.DecodeRuneInString(b)
		if c := cmp.Compare(unicode.ToLower(ra), unicode.ToLower(rb)); c != 0 {
			return c
		}
		a, b = a[na:], b[nb:]
	}
	return cmp.Compare(len(a), len(b))
}

// Start packs the first sixteen bytes of a folded name into two numbers that
// order as Compare does, as far as they reach.
func Start(name string) (first, second uint64) {
	var buf [16 + utf8.UTFMax]byte
	n := 0
	for n < min(16, len(name)) && name[n] < utf8.RuneSelf {
		buf[n] = lower[name[n]]
		n++
	}
	for _, r := range name[n:] {
		if n >= 16 {
			break
		}
		n += utf8.EncodeRune(buf[n:], unicode.ToLower(r))
	}
	return binary.BigEndian.Uint64(buf[:8]), binary.BigEndian.Uint64(buf[8:16])
}
