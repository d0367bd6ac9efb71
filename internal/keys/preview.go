package keys

import "strings"

// tellingLeast is how many characters beyond the prefix a preview must have to
// tell keys apart at all.
const tellingLeast = 4

// prefixLetters are what the words of a prefix are made of.
const prefixLetters = "abcdefghijklmnopqrstuvwxyz"

// previewEnds gives what a preview tells: how the key begins and how it ends. A
// real instance may write it otherwise than Preview does: with other marks for
// what is left out, without the end, or without the prefix (contract, "Keys").
func previewEnds(preview string) (head, tail string) {
	preview = strings.TrimSpace(preview)
	left := func(r rune) bool { return strings.ContainsRune(".…*•", r) }
	at := strings.IndexFunc(preview, left)
	if at < 0 {
		return preview, ""
	}
	return preview[:at], strings.TrimLeftFunc(preview[at:], left)
}

// Telling reports whether a preview has enough of a key to recognise it by.
func Telling(preview string) bool {
	head, tail := previewEnds(preview)
	return len(withoutPrefix(head))+len(tail) >= tellingLeast
}

// Fits reports whether value may be the key that the preview is of. It proves
// nothing: other keys may have the same preview.
func Fits(preview, value string) bool {
	head, tail := previewEnds(preview)
	if !Telling(preview) {
		return false
	}
	if withoutPrefix(head) == head {
		value = withoutPrefix(value)
	}
	return len(value) >= len(head)+len(tail) && strings.HasPrefix(value, head) && strings.HasSuffix(value, tail)
}

// withoutPrefix drops the words with an underscore behind them that a key begins
// with: supascale_, sk_live_, and those of formats that are not known here. The
// letters behind a prefix are of base 62, which has no underscore.
func withoutPrefix(s string) string {
	for {
		word, rest, found := strings.Cut(s, "_")
		if !found || word == "" || strings.Trim(word, prefixLetters) != "" {
			return s
		}
		s = rest
	}
}
